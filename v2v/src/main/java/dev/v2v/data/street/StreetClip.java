package dev.v2v.data.street;

import dev.v2v.data.Dice;
import dev.v2v.engine.InputException;
import dev.v2v.media.RgbFrame;
import java.util.List;

/**
 * A drive along a street, as a recipe: any frame can be drawn, in any order, from any thread; 17
 * frames a second, as Cityscapes has. Immutable.
 */
public final class StreetClip {
  private static final int MIN_SIDE = 16;
  private static final int MAX_SIDE = 4096;

  private final Style style;
  private final int frames;
  private final int width;
  private final int height;
  private final Drive drive;
  private final RoofLine roofs;
  private final List<Face> faces;
  private final List<Spot> spots;

  StreetClip(Dice dice, Style style, int frames, int width, int height) {
    if (frames < 1) {
      throw new InputException("street: a clip needs at least one frame, got " + frames);
    }
    if (Math.min(width, height) < MIN_SIDE || Math.max(width, height) > MAX_SIDE) {
      throw new InputException(
          String.format(
              "street: sides must be %d..%d pixels, got %dx%d", MIN_SIDE, MAX_SIDE, width, height));
    }
    this.style = style;
    this.frames = frames;
    this.width = width;
    this.height = height;
    this.drive = Drive.random(dice.fork("drive"));
    Stage stage = new Street(dice, style, drive.length(frames)).build(drive.speed(), drive.lane());
    this.roofs = stage.roofs;
    this.faces = List.copyOf(stage.faces);
    this.spots = List.copyOf(stage.spots);
  }

  public int frames() {
    return frames;
  }

  public int width() {
    return width;
  }

  public int height() {
    return height;
  }

  public Weather weather() {
    return style.weather();
  }

  /**
   * Everything about the moment {@code t}, in frames; moments between frames are allowed.
   *
   * @throws InputException unless {@code t} is 0 .. frames - 1
   */
  public StreetMoment moment(double t) {
    if (!(t >= 0 && t <= frames - 1)) {
      throw new InputException("street: moment must be 0.." + (frames - 1) + ", got " + t);
    }
    return new StreetMoment(this, new Shot(faces, drive.camera(t, width, height), t), t);
  }

  void photograph(Shot shot, double t, RgbFrame into) {
    double z = shot.camera().place().origin().z();
    Lighting light = new Lighting(style, roofs, spots, z, t);
    new Photographer(width, height).take(shot, light, style, faces.size(), into);
  }
}
