package dev.v2v.vid2vid;

import dev.v2v.engine.Backend;
import dev.v2v.engine.DType;
import dev.v2v.engine.InputException;
import dev.v2v.engine.Tensor;
import dev.v2v.vid2vid.networks.FeatureEncoder;
import dev.v2v.vid2vid.styles.PictureStyles;
import dev.v2v.vid2vid.styles.StyleCanvas;
import dev.v2v.vid2vid.styles.StyleClusters;
import dev.v2v.vid2vid.styles.StyleSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Gives the label maps of one clip their styles, where the model or the painter of its first frames
 * sees any. Single-thread.
 */
final class Stylist {
  private final StyleCanvas canvas; // null if nobody sees styles

  private Stylist(StyleCanvas canvas) {
    this.canvas = canvas;
  }

  /** Who sees styles, and what finds them in pictures. */
  private record Seer(int channels, boolean perInstance, Optional<FeatureEncoder> encoder) {}

  /**
   * A stylist for a clip that has not begun.
   *
   * @param painter of first frames, {@code null} for none
   * @throws InputException if styles are asked for and nobody sees them, if they are seen and none
   *     are given, or if files do not fit
   */
  static Stylist of(Vid2vidModel model, ImagePainter painter, StyleChoice choice, DType compute) {
    Seer seer = seer(model, painter);
    if (seer.channels() == 0) {
      if (choice.asked()) {
        throw new InputException(
            "styles: this model sees none (it was trained without instance_feat or label_feat)");
      }
      return new Stylist(null);
    }
    if (model.config().labels().classes() == 0) {
      throw new InputException(
          "styles: things are told apart by their classes; this model takes pictures (label_nc 0)");
    }
    StyleSource source = source(model.backend(), seer, choice, compute);
    return new Stylist(
        new StyleCanvas(model.backend(), source, seer.channels(), seer.perInstance()));
  }

  private static Seer seer(Vid2vidModel model, ImagePainter painter) {
    Vid2vidConfig.Styles own = model.config().styles();
    if (painter == null || painter.styleChannels() == 0) {
      return new Seer(own.channels(), own.perInstance(), model.styleEncoder());
    }
    if (own.any()) {
      throw new InputException(
          "styles: either the model or the generator of first frames may see them, here both do");
    }
    return new Seer(painter.styleChannels(), painter.stylesPerInstance(), painter.styleEncoder());
  }

  private static StyleSource source(Backend backend, Seer seer, StyleChoice choice, DType compute) {
    Optional<Path> file =
        choice
            .clusters()
            .or(() -> choice.places().stream().filter(Files::isRegularFile).findFirst());
    if (file.isEmpty() && choice.picture().isEmpty()) {
      throw new InputException(
          "styles: this model shows things in styles that must be given: as "
              + StyleClusters.FILE
              + " beside the model (train styles makes it), or by --styles or --style-from");
    }
    StyleSource drawn = file.map(f -> drawn(f, seer, choice.seed())).orElse(t -> Optional.empty());
    if (choice.picture().isEmpty()) {
      return drawn;
    }
    StyleChoice.Picture picture = choice.picture().get();
    FeatureEncoder encoder =
        seer.encoder()
            .orElseThrow(
                () ->
                    new InputException(
                        picture.photo()
                            + ": styles of a picture need the encoder, netE, which is not with the"
                            + " model"));
    return new PictureStyles(
        StylePicture.read(picture, seer.perInstance()).encode(backend, encoder, compute),
        choice.seed(),
        drawn);
  }

  private static StyleSource drawn(Path file, Seer seer, long seed) {
    StyleClusters clusters = StyleClusters.read(file);
    if (clusters.channels() != seer.channels()) {
      throw new InputException(
          file
              + ": styles must have "
              + seer.channels()
              + " channels for this model, got "
              + clusters.channels());
    }
    return clusters.drawn(seed);
  }

  /** The styles of a label map, {@code (1, H, W, channels)}; {@code null} if nobody sees any. */
  Tensor paint(LabelFrame frame) {
    return canvas == null ? null : canvas.paint(frame.classes(), frame.instances());
  }

  /** What the user should know at the end. */
  List<String> warnings() {
    if (canvas == null || canvas.missing().isEmpty()) {
      return List.of();
    }
    return List.of(
        "no style is known for the classes "
            + canvas.missing().stream().sorted().toList()
            + "; they were painted without (features 0)");
  }
}
