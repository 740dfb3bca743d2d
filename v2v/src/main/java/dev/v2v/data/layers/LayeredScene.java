package dev.v2v.data.layers;

import dev.v2v.data.Dice;
import dev.v2v.data.FlowField;
import dev.v2v.data.draw.Affine;
import dev.v2v.data.draw.Form;
import dev.v2v.data.draw.Polygon;
import dev.v2v.engine.InputException;
import dev.v2v.media.RgbFrame;
import java.util.ArrayList;
import java.util.List;

/**
 * Random polygons with random textures, drifting, turning and growing over a background that does
 * so too. A pure function of seed and index; any moment can be drawn. Immutable.
 */
public final class LayeredScene {
  private static final int MIN_SIDE = 16;
  private static final int MAX_SIDE = 4096;

  /** Samples of a pixel along one side. */
  private static final int SAMPLES = 3;

  private final int width;
  private final int height;

  /** Front to back; the last one covers everything. */
  private final List<Layer> layers;

  private LayeredScene(int width, int height, List<Layer> layers) {
    this.width = width;
    this.height = height;
    this.layers = List.copyOf(layers);
  }

  /**
   * The scene of one index.
   *
   * @param speed no point that the first frame shows moves by more in the first step, in pixels
   * @throws InputException unless sides are 16 to 4096 and the speed is finite and not negative
   */
  public static LayeredScene of(long seed, long index, int width, int height, double speed) {
    if (Math.min(width, height) < MIN_SIDE || Math.max(width, height) > MAX_SIDE) {
      throw new InputException(
          String.format(
              "layers: sides must be %d..%d pixels, got %dx%d", MIN_SIDE, MAX_SIDE, width, height));
    }
    if (!(speed >= 0 && speed < Double.POSITIVE_INFINITY)) {
      throw new InputException("layers: speed must be finite and not negative, got " + speed);
    }
    Dice dice = Dice.of(seed, index).fork("layers");
    List<Layer> layers = new ArrayList<>();
    int polygons = 3 + dice.below(4);
    for (int i = 0; i < polygons; i++) {
      layers.add(polygon(dice.fork("polygon " + i), width, height, speed));
    }
    double reach = Math.hypot(width, height) / 2;
    layers.add(
        layer(dice.fork("background"), new Form.Plane(), width / 2.0, height / 2.0, reach, speed));
    return new LayeredScene(width, height, layers);
  }

  private static Layer polygon(Dice dice, int width, int height, double speed) {
    double radius = Math.min(width, height) * dice.in(0.14, 0.32);
    double[] vertices = new double[2 * (3 + dice.below(4))];
    int corners = vertices.length / 2;
    for (int i = 0; i < corners; i++) {
      double angle = 2 * Math.PI * (i + dice.in(-0.25, 0.25)) / corners;
      double r = radius * dice.in(0.65, 1);
      vertices[2 * i] = r * StrictMath.cos(angle);
      vertices[2 * i + 1] = r * StrictMath.sin(angle);
    }
    return layer(
        dice,
        new Polygon(1, vertices),
        dice.in(0.1, 0.9) * width,
        dice.in(0.1, 0.9) * height,
        radius + 1,
        speed);
  }

  /** Shares the speed among drift, spin and growth; {@code reach} is the farthest point. */
  private static Layer layer(Dice dice, Form form, double x, double y, double reach, double speed) {
    double spin = dice.in(-0.15, 0.15) * speed / reach;
    double growth = StrictMath.log(1 + dice.in(-0.15, 0.15) * speed / reach);
    double drift = dice.in(0.2, 0.7) * speed;
    double direction = dice.in(0, 2 * Math.PI);
    return new Layer(
        form,
        Texture.random(dice.fork("texture")),
        x,
        y,
        drift * StrictMath.cos(direction),
        drift * StrictMath.sin(direction),
        spin,
        growth);
  }

  public int width() {
    return width;
  }

  public int height() {
    return height;
  }

  /** The frame at time {@code t}; a step is 1. */
  public RgbFrame frame(double t) {
    RgbFrame frame = new RgbFrame(width, height);
    List<Affine> inverse = layers.stream().map(layer -> layer.place(t).inverse()).toList();
    double[] sum = new double[3];
    for (int p = 0; p < width * height; p++) {
      java.util.Arrays.fill(sum, 0);
      int row = p / width;
      for (int s = 0; s < SAMPLES * SAMPLES; s++) {
        int line = s / SAMPLES;
        double x = p % width + (s % SAMPLES + 0.5) / SAMPLES;
        double y = row + (line + 0.5) / SAMPLES;
        int owner = owner(inverse, x, y);
        Affine in = inverse.get(owner);
        layers.get(owner).texture().add(in.x(x, y), in.y(x, y), 1.0 / (SAMPLES * SAMPLES), sum);
      }
      for (int c = 0; c < 3; c++) {
        frame.data()[3 * p + c] = (byte) (int) (255 * sum[c] + 0.5);
      }
    }
    return frame;
  }

  /** How the pixels at time {@code t0} lie in the frame at {@code t1}, exactly. */
  public FlowField flow(double t0, double t1) {
    List<Affine> here = layers.stream().map(layer -> layer.place(t0).inverse()).toList();
    List<Affine> there = layers.stream().map(layer -> layer.place(t1)).toList();
    List<Affine> back = there.stream().map(Affine::inverse).toList();
    FlowField field = new FlowField(width, height);
    for (int p = 0; p < width * height; p++) {
      int row = p / width;
      double x = p % width + 0.5;
      double y = row + 0.5;
      int owner = owner(here, x, y);
      double u = here.get(owner).x(x, y);
      double v = here.get(owner).y(x, y);
      double x1 = there.get(owner).x(u, v);
      double y1 = there.get(owner).y(u, v);
      field.flow()[2 * p] = (float) (x1 - x);
      field.flow()[2 * p + 1] = (float) (y1 - y);
      boolean inside = x1 >= 0 && y1 >= 0 && x1 <= width && y1 <= height;
      field.occluded()[p] = !inside || owner(back, x1, y1) != owner;
    }
    return field;
  }

  /** The foremost layer at a point of the frame. */
  private int owner(List<Affine> inverse, double x, double y) {
    for (int i = 0; i < layers.size() - 1; i++) {
      Affine in = inverse.get(i);
      if (layers.get(i).form().distance(in.x(x, y), in.y(x, y)) <= 0) {
        return i;
      }
    }
    return layers.size() - 1;
  }
}
