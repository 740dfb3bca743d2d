package dev.v2v.vid2vid;

import dev.v2v.engine.Tensor;
import java.util.List;

/** Where the images before the first generated one come from. */
public sealed interface FirstFrames {
  /**
   * From nowhere: the model paints its first image without any before, as one trained with {@code
   * no_first_img} can.
   */
  record None() implements FirstFrames {}

  /**
   * Given ones.
   *
   * @param images {@code (1, H, W, 3)} in [-1, 1], oldest first, one less than label maps are seen
   */
  record Given(List<Tensor> images) implements FirstFrames {
    public Given {
      images = List.copyOf(images);
    }
  }

  /** Painted one by one, each from its own labels, and styles if the painter sees any. */
  record Painted(ImagePainter painter) implements FirstFrames {}
}
