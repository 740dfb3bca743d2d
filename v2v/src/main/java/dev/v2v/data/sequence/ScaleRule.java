package dev.v2v.data.sequence;

import dev.v2v.data.Dice;
import dev.v2v.engine.InputException;
import java.util.Locale;
import java.util.Set;

/**
 * How frames of files come to the size of training: scaled, then perhaps cropped, by the rules of
 * vid2vid's {@code resize_or_crop}. Immutable.
 *
 * @param scale what happens first
 * @param crop what happens then
 * @param loadSize the side that scaling leads to; the largest one where it is random
 * @param fineSize the side of a crop; the smallest one where scaling is random
 * @param multiple sides of frames are brought to multiples of this, unless they are cropped to a
 *     square; 32 in the published program
 */
public record ScaleRule(Scale scale, Crop crop, int loadSize, int fineSize, int multiple) {
  /** What sides are multiples of in the published program. */
  public static final int PUBLISHED_MULTIPLE = 32;

  private static final Set<String> NAMES =
      Set.of(
          "none",
          "resize",
          "scaleWidth",
          "scaleHeight",
          "randomScaleWidth",
          "randomScaleHeight",
          "crop",
          "scaledCrop");

  /** How a frame is scaled. The other side keeps the proportions, unless both are given. */
  public enum Scale {
    /** Not at all. */
    NONE,
    /** To {@code loadSize} squared. */
    SQUARE,
    /** To a width of {@code loadSize}. */
    WIDTH,
    /** To a height of {@code loadSize}. */
    HEIGHT,
    /** To a width of {@code fineSize .. loadSize + 1}. */
    RANDOM_WIDTH,
    /** To a height of {@code fineSize .. loadSize + 1}. */
    RANDOM_HEIGHT
  }

  /** What is cut out. */
  public enum Crop {
    /** Nothing; sides are brought to multiples. */
    NONE,
    /** {@code fineSize} squared. */
    SQUARE,
    /** {@code fineSize} wide and as high as the proportions say, or the other way round. */
    SCALED_WIDTH,
    /** {@code fineSize} high and as wide as the proportions say. */
    SCALED_HEIGHT
  }

  /**
   * A rule applied to one sequence.
   *
   * @param scaledWidth size after scaling
   * @param left first column of what is kept
   * @param width columns of the result; without a crop the scaled frame is resized to it
   */
  record Plan(
      int scaledWidth,
      int scaledHeight,
      boolean cropped,
      int left,
      int top,
      int width,
      int height) {
    /**
     * The middle half of the columns, or as many 32 as go into a quarter on either side, as the
     * published program keeps of people in poses; all of them where a quarter has less than 32.
     */
    Plan middle() {
      int half = width / 4 / PUBLISHED_MULTIPLE * PUBLISHED_MULTIPLE;
      if (half == 0) {
        return this;
      }
      return new Plan(
          cropped ? scaledWidth : width,
          cropped ? scaledHeight : height,
          true,
          left + width / 2 - half,
          top,
          2 * half,
          height);
    }
  }

  /**
   * Checks the numbers.
   *
   * @throws InputException unless both sizes are at least 32, fineSize at most loadSize where it
   *     matters, and the multiple 4 .. 32
   */
  public ScaleRule {
    boolean random = scale == Scale.RANDOM_WIDTH || scale == Scale.RANDOM_HEIGHT;
    if (loadSize < 32 || fineSize < 32 || (random && fineSize > loadSize)) {
      throw new InputException(
          String.format(
              "scale rule: loadSize and fineSize must be at least 32, and fineSize at most"
                  + " loadSize if scaling is random, got %d and %d",
              loadSize, fineSize));
    }
    if (multiple < 4 || multiple > PUBLISHED_MULTIPLE || multiple % 4 != 0) {
      throw new InputException(
          "scale rule: sides must be multiples of 4, 8, 12, ... or 32, got " + multiple);
    }
    if (random && crop == Crop.NONE) {
      throw new InputException(
          "scale rule: random scaling needs a crop, or frames of a batch differ in size");
    }
  }

  /** {@code scaleWidth}: the published setting of streets. */
  public static ScaleRule width(int loadSize) {
    return new ScaleRule(Scale.WIDTH, Crop.NONE, loadSize, loadSize, PUBLISHED_MULTIPLE);
  }

  /**
   * A rule by its published name: {@code none}, {@code resize}, {@code scaleWidth}, {@code
   * scaleHeight}, {@code randomScaleWidth}, {@code randomScaleHeight}, {@code crop} or {@code
   * scaledCrop}, or two of them joined by {@code _and_}.
   *
   * @throws InputException for other names; the published program takes some of them for {@code
   *     none}
   */
  public static ScaleRule parse(String name, int loadSize, int fineSize) {
    Scale scale = Scale.NONE;
    Crop crop = Crop.NONE;
    for (String part : name.split("_and_", -1)) {
      if (!NAMES.contains(part)) {
        throw new InputException(
            "scale rule: expected "
                + String.join(", ", NAMES.stream().sorted().toList())
                + " or two joined by _and_, got "
                + name);
      }
      switch (part) {
        case "resize" -> scale = Scale.SQUARE;
        case "scaleWidth" -> scale = Scale.WIDTH;
        case "scaleHeight" -> scale = Scale.HEIGHT;
        case "randomScaleWidth" -> scale = Scale.RANDOM_WIDTH;
        case "randomScaleHeight" -> scale = Scale.RANDOM_HEIGHT;
        case "crop" -> crop = Crop.SQUARE;
        case "scaledCrop" ->
            crop =
                name.toLowerCase(Locale.ROOT).contains("width")
                    ? Crop.SCALED_WIDTH
                    : Crop.SCALED_HEIGHT;
        default -> {} // none
      }
    }
    return new ScaleRule(scale, crop, loadSize, fineSize, PUBLISHED_MULTIPLE);
  }

  /**
   * This rule without anything left to chance, for whole videos: random scaling leads to the size
   * of the crop, and nothing is cut out.
   */
  public ScaleRule still() {
    Scale fixed =
        switch (scale) {
          case RANDOM_WIDTH -> Scale.WIDTH;
          case RANDOM_HEIGHT -> Scale.HEIGHT;
          default -> scale;
        };
    return new ScaleRule(
        fixed, Crop.NONE, fixed == scale ? loadSize : fineSize, fineSize, multiple);
  }

  /** This rule with sides that are multiples of another number. */
  public ScaleRule withMultiple(int of) {
    return new ScaleRule(scale, crop, loadSize, fineSize, of);
  }

  /** Columns and rows. */
  public record Size(int width, int height) {}

  /**
   * What frames of this size are scaled to before anything is cut out of them; one of the sizes
   * where scaling is random.
   */
  public Size scaled(int width, int height) {
    Plan plan = plan(width, height, Dice.of(0).fork("size"));
    return plan.cropped()
        ? new Size(plan.scaledWidth(), plan.scaledHeight())
        : new Size(plan.width(), plan.height());
  }

  /** What becomes of frames of this size; the dice choose random scale and place. */
  Plan plan(int width, int height, Dice dice) {
    int w = width;
    int h = height;
    switch (scale) {
      case NONE -> {}
      case SQUARE -> {
        w = loadSize;
        h = loadSize;
      }
      case WIDTH -> {
        w = loadSize;
        h = (int) ((long) loadSize * height / width);
      }
      case HEIGHT -> {
        h = loadSize;
        w = (int) ((long) loadSize * width / height);
      }
      case RANDOM_WIDTH -> {
        w = fineSize + dice.below(loadSize - fineSize + 2);
        h = (int) ((long) w * height / width);
      }
      case RANDOM_HEIGHT -> {
        h = fineSize + dice.below(loadSize - fineSize + 2);
        w = (int) ((long) h * width / height);
      }
    }
    w = multiple(w, 4);
    h = multiple(h, 4);
    if (crop == Crop.NONE) {
      return new Plan(w, h, false, 0, 0, multiple(w, multiple), multiple(h, multiple));
    }
    return crop(w, h, dice);
  }

  private Plan crop(int w, int h, Dice dice) {
    int cw = fineSize;
    int ch = fineSize;
    if (crop == Crop.SCALED_WIDTH) {
      ch = (int) ((long) fineSize * h / w);
    } else if (crop == Crop.SCALED_HEIGHT) {
      cw = (int) ((long) fineSize * w / h);
    }
    if (crop != Crop.SQUARE) {
      cw = multiple(cw, multiple);
      ch = multiple(ch, multiple);
    }
    int span = Math.max(0, (w - cw) / 2);
    int left = (int) Math.max(0, Math.min(2 * span, dice.normal() * span / 3 + span));
    int top = dice.below(Math.min(Math.max(0, h - ch), h / 8) + 1);
    return new Plan(w, h, true, left, top, Math.min(cw, w), Math.min(ch, h));
  }

  /** To the nearest multiple, halves to the even one, at least one. */
  private static int multiple(int side, int of) {
    return of * (int) Math.max(1, Math.rint((double) side / of));
  }
}
