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
 * Gives things the styles that are known of their classes, or those of a picture. Single-thread.
 */
final class ThingStylist implements Stylist {
  private final StyleCanvas canvas;

  /**
   * A stylist for a clip that has not begun.
   *
   * @throws InputException if no styles are given, or files do not fit
   */
  ThingStylist(Backend backend, Seer seer, StyleChoice choice, DType compute) {
    StyleSource source = source(backend, seer, choice, compute);
    canvas = new StyleCanvas(backend, source, seer.channels(), seer.perInstance());
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

  @Override
  public Tensor paint(LabelFrame frame) {
    return canvas.paint(frame.classes(), frame.instances());
  }

  @Override
  public List<String> warnings() {
    if (canvas.missing().isEmpty()) {
      return List.of();
    }
    return List.of(
        "no style is known for the classes "
            + canvas.missing().stream().sorted().toList()
            + "; they were painted without (features 0)");
  }
}
