package dev.v2v.data.shapes;

import dev.v2v.data.Dice;
import dev.v2v.engine.InputException;
import java.util.ArrayList;
import java.util.List;

/**
 * All scenes of one seed: a gradient sky, a ground, and up to {@value #MAX_OBJECTS} objects. Scenes
 * are pure functions of the seed and an index, in any order, from any thread. Immutable.
 *
 * @param seed a world for each
 * @param size side of a scene in pixels, at least 16
 * @param colours whether colours give classes away
 * @param fewest objects of a scene, from 0; any number from here to {@value #MAX_OBJECTS} is as
 *     likely
 * @param weights how likely an object is of each of {@link ShapeClass#objects}, up to a common
 *     factor
 */
public record ShapeWorld(long seed, int size, Colours colours, int fewest, List<Double> weights) {
  /** Most objects of a scene. */
  public static final int MAX_OBJECTS = 3;

  private static final int MIN_SIZE = 16;

  /** Least distance of an object's colours from those behind, in channel steps. */
  private static final int CONTRAST = 90;

  public ShapeWorld {
    weights = List.copyOf(weights);
    if (size < MIN_SIZE) {
      throw new InputException("shapes: a scene needs at least 16 pixels a side, got " + size);
    }
    if (fewest < 0 || fewest > MAX_OBJECTS) {
      throw new InputException(
          "shapes: the fewest objects must be 0 to " + MAX_OBJECTS + ", got " + fewest);
    }
    int classes = ShapeClass.objects().size();
    double sum = weights.stream().mapToDouble(Double::doubleValue).sum();
    boolean valid = weights.stream().allMatch(w -> w >= 0) && sum > 0 && Double.isFinite(sum);
    if (weights.size() != classes || !valid) {
      throw new InputException(
          "shapes: weights must be "
              + classes
              + " numbers of 0 or more, not all 0, got "
              + weights);
    }
  }

  /** A world where all classes are as likely. */
  public static ShapeWorld of(long seed, int size, Colours colours, int fewest) {
    return new ShapeWorld(
        seed, size, colours, fewest, ShapeClass.objects().stream().map(c -> 1.0).toList());
  }

  /** Scene {@code index}. */
  public ShapeScene scene(long index) {
    Dice dice = Dice.of(seed, index).fork("shapes");
    double horizon = dice.in(0.45, 0.75);
    int top = colour(ShapeClass.SKY, dice.in(0.6, 0.8), 0.8, dice);
    int bottom = colour(ShapeClass.SKY, dice.in(0.25, 0.45), 1, dice);
    Brush ground = brush(ShapeClass.GROUND, dice);
    List<Integer> behind = List.of(top, bottom, ground.light(), ground.dark());
    List<ShapeObject> objects = new ArrayList<>();
    int count = fewest + dice.below(MAX_OBJECTS + 1 - fewest);
    for (int i = 0; i < count; i++) {
      objects.add(object(behind, dice.fork("object " + i)));
    }
    return new ShapeScene(size, horizon, top, bottom, ground, objects);
  }

  private ShapeObject object(List<Integer> behind, Dice dice) {
    ShapeClass kind = pick(dice);
    Brush brush = brush(kind, dice);
    while (colours == Colours.ANY && !standsOut(brush, behind)) {
      brush = brush(kind, dice);
    }
    return ShapeObject.of(
        kind,
        dice.in(0.2, 0.8),
        dice.in(0.2, 0.8),
        dice.in(0.13, 0.26),
        dice.in(0, 2 * Math.PI),
        brush);
  }

  private ShapeClass pick(Dice dice) {
    double sum = weights.stream().mapToDouble(Double::doubleValue).sum();
    double left = dice.unit() * sum;
    ShapeClass last = null;
    for (int i = 0; i < weights.size(); i++) {
      if (weights.get(i) > 0) {
        last = ShapeClass.objects().get(i);
        left -= weights.get(i);
        if (left < 0) {
          return last;
        }
      }
    }
    return last; // rounding left a rest
  }

  private Brush brush(ShapeClass kind, Dice dice) {
    int light = colour(kind, dice.in(0.7, 0.95), dice.in(0.85, 1), dice);
    int dark = colour(kind, dice.in(0.7, 0.95), dice.in(0.5, 0.7), dice);
    return Brush.of(light, dark, dice);
  }

  private int colour(ShapeClass kind, double saturation, double value, Dice dice) {
    return colours == Colours.BY_CLASS
        ? Hsv.rgb(kind.hue(), saturation, value)
        : Hsv.rgb(dice.unit(), dice.in(0.1, 1), dice.in(0.25, 1));
  }

  private static boolean standsOut(Brush brush, List<Integer> behind) {
    return behind.stream()
        .allMatch(
            b -> distance(brush.light(), b) >= CONTRAST && distance(brush.dark(), b) >= CONTRAST);
  }

  private static int distance(int a, int b) {
    return Math.abs((a >> 16) - (b >> 16))
        + Math.abs((a >> 8 & 255) - (b >> 8 & 255))
        + Math.abs((a & 255) - (b & 255));
  }
}
