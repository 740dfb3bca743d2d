package dev.v2v.vid2vid.styles;

import dev.v2v.data.labels.IdImage;
import dev.v2v.engine.Backend;
import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
import dev.v2v.engine.Tensor;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Paints label maps with the styles of what they show. A thing keeps its style as long as the
 * canvas lives, that is, over a clip. Single-thread.
 */
public final class StyleCanvas {
  private final Backend backend;
  private final StyleSource source;
  private final int channels;
  private final boolean perInstance;
  private final Map<Long, float[]> known = new HashMap<>();
  private final Set<Integer> missing = new TreeSet<>();

  /**
   * A canvas on which nothing was painted yet.
   *
   * @param channels of every style
   * @param perInstance whether instances of a class differ
   */
  public StyleCanvas(Backend backend, StyleSource source, int channels, boolean perInstance) {
    this.backend = backend;
    this.source = source;
    this.channels = channels;
    this.perInstance = perInstance;
  }

  /**
   * The style of each pixel, {@code (1, H, W, channels)} float32; 0 where the class has none, as
   * the authors have it. The tensor joins the open scope.
   *
   * @param instances {@code null} to take all of a class together
   */
  public Tensor paint(IdImage classes, IdImage instances) {
    int[] apart = perInstance && instances != null ? instances.ids() : null;
    long[] codes = Thing.codes(classes.ids(), apart);
    float[] values = new float[codes.length * channels];
    for (int p = 0; p < codes.length; p++) {
      float[] style = known.computeIfAbsent(codes[p], this::find);
      System.arraycopy(style, 0, values, p * channels, channels);
    }
    Shape shape = Shape.of(1, classes.height(), classes.width(), channels);
    return Tensor.of(backend, shape, values);
  }

  private float[] find(long code) {
    Thing thing = Thing.of(code);
    float[] style = source.of(thing).orElse(null);
    if (style == null) {
      missing.add(thing.classId());
      return new float[channels];
    }
    if (style.length != channels) {
      throw new ShapeException(
          "styles: must have " + channels + " channels, got " + style.length + " for " + thing);
    }
    return style;
  }

  /** Classes that were painted without a style. */
  public Set<Integer> missing() {
    return Set.copyOf(missing);
  }
}
