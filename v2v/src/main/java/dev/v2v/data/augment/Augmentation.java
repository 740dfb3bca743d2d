package dev.v2v.data.augment;

import dev.v2v.config.ConfigNode;
import dev.v2v.data.Dice;
import dev.v2v.data.FramePair;
import dev.v2v.engine.InputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A sequence of random changes to pairs of frames. Immutable, thread-safe. */
public final class Augmentation {
  /** No change at all. */
  public static final Augmentation NONE = new Augmentation(List.of());

  /** Extent of a frame in pixels. */
  public record Size(int width, int height) {}

  private final List<PairTransform> transforms;

  private Augmentation(List<PairTransform> transforms) {
    this.transforms = List.copyOf(transforms);
  }

  /**
   * Reads {@code augmentation_params} of the First Order Motion Model's files: {@code flip_param}
   * ({@code time_flip}, {@code horizontal_flip}), {@code rotation_param} ({@code degrees}), {@code
   * resize_param} ({@code ratio}, {@code interpolation}), {@code crop_param} ({@code size}: height,
   * width) and {@code jitter_param} ({@code brightness}, {@code contrast}, {@code saturation},
   * {@code hue}). What is absent is not done; the order is always this one.
   *
   * @throws InputException if a key is unknown or a value out of its range
   */
  public static Augmentation of(ConfigNode params) {
    requireKnown(
        params, "flip_param", "rotation_param", "resize_param", "crop_param", "jitter_param");
    List<PairTransform> transforms = new ArrayList<>();
    if (params.has("flip_param")) {
      ConfigNode flip = params.child("flip_param");
      requireKnown(flip, "time_flip", "horizontal_flip");
      transforms.add(new Flip(flip.flag("time_flip", false), flip.flag("horizontal_flip", false)));
    }
    if (params.has("rotation_param")) {
      transforms.add(Rotation.of(known(params.child("rotation_param"), "degrees")));
    }
    if (params.has("resize_param")) {
      transforms.add(Resize.of(known(params.child("resize_param"), "ratio", "interpolation")));
    }
    if (params.has("crop_param")) {
      transforms.add(Crop.of(known(params.child("crop_param"), "size")));
    }
    if (params.has("jitter_param")) {
      transforms.add(
          ColorJitter.of(
              known(params.child("jitter_param"), "brightness", "contrast", "saturation", "hue")));
    }
    return new Augmentation(transforms);
  }

  /**
   * Changes a pair.
   *
   * @param pair may be overwritten
   * @param dice each step draws from its own fork, so leaving one out does not change the others
   * @return {@code pair} or new frames of {@link #outputSize}
   */
  public FramePair apply(FramePair pair, Dice dice) {
    FramePair result = pair;
    for (PairTransform transform : transforms) {
      result = transform.apply(result, dice.fork(transform.getClass().getSimpleName()));
    }
    return result;
  }

  /**
   * The size of all results from frames of one size.
   *
   * @throws InputException if it depends on the draw, because frames are resized and not cropped
   */
  public Size outputSize(int width, int height) {
    Size size = new Size(width, height);
    for (PairTransform transform : transforms) {
      size = transform.outputSize(size);
    }
    if (size == null) {
      throw new InputException(
          "augmentation: resize_param needs crop_param, or frames of a batch differ in size");
    }
    return size;
  }

  private static ConfigNode known(ConfigNode node, String... keys) {
    requireKnown(node, keys);
    return node;
  }

  private static void requireKnown(ConfigNode node, String... keys) {
    Set<String> allowed = Set.of(keys);
    for (String key : node.keys()) {
      if (!allowed.contains(key)) {
        throw node.wrong(key, "one of " + String.join(", ", keys), "an unknown key");
      }
    }
  }
}
