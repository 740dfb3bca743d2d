package dev.v2v.vid2vid;

import dev.v2v.engine.DType;
import dev.v2v.engine.InputException;
import dev.v2v.engine.Tensor;
import dev.v2v.vid2vid.networks.FeatureEncoder;
import java.util.List;
import java.util.Optional;

/**
 * Gives the label maps of one clip their styles, where the model or the painter of its first frames
 * sees any. Single-thread.
 */
interface Stylist {
  /**
   * Who sees styles, and what finds them in pictures.
   *
   * @param channels of styles; 0 if nobody sees any
   * @param perInstance whether instances of a class differ
   */
  record Seer(int channels, boolean perInstance, Optional<FeatureEncoder> encoder) {
    static Seer of(Vid2vidModel model, ImagePainter painter) {
      Vid2vidConfig.Styles own = model.config().styles();
      if (painter == null || painter.styleChannels() == 0) {
        return new Seer(own.channels(), own.perInstance(), model.styleEncoder());
      }
      if (own.any()) {
        throw new InputException(
            "styles: either the model or the generator of first frames may see them, here both"
                + " do");
      }
      return new Seer(painter.styleChannels(), painter.stylesPerInstance(), painter.styleEncoder());
    }
  }

  /**
   * A stylist for a clip that has not begun.
   *
   * @param painter of first frames, {@code null} for none
   * @throws InputException if styles are asked for and nobody sees them, if they are seen and none
   *     are given, or if files do not fit
   */
  static Stylist of(Vid2vidModel model, ImagePainter painter, StyleChoice choice, DType compute) {
    Seer seer = Seer.of(model, painter);
    if (seer.channels() == 0) {
      if (choice.asked()) {
        throw new InputException(
            "styles: this model sees none (it was trained without instance_feat or label_feat)");
      }
      return frame -> null;
    }
    return model.config().labels().classes() > 0
        ? new ThingStylist(model.backend(), seer, choice, compute)
        : new PortraitStylist(model.backend(), seer, choice, compute);
  }

  /** The styles of a label map, {@code (1, H, W, channels)}; {@code null} if nobody sees any. */
  Tensor paint(LabelFrame frame);

  /** What the user should know at the end. */
  default List<String> warnings() {
    return List.of();
  }
}
