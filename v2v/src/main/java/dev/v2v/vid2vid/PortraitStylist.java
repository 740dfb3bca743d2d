package dev.v2v.vid2vid;

import static dev.v2v.engine.op.elementwise.Cast.cast;

import dev.v2v.data.sequence.Portrait;
import dev.v2v.engine.Backend;
import dev.v2v.engine.DType;
import dev.v2v.engine.InputException;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.media.RgbFrame;
import dev.v2v.vid2vid.networks.FeatureEncoder;
import dev.v2v.vid2vid.networks.Regions;
import dev.v2v.vid2vid.styles.FaceDictionary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Gives the parts of a face the styles of its photograph, or, where faces of training are known, of
 * the one among them that is most alike. Source: Wang et al. 2018 and the public program.
 * Single-thread.
 */
final class PortraitStylist implements Stylist {
  private final Backend backend;
  private final FeatureEncoder encoder;
  private final Optional<FaceDictionary> known;
  private final DType compute;
  private boolean begun;

  /**
   * A stylist for a clip that has not begun.
   *
   * @throws InputException if a picture is asked for, the encoder is missing, or files do not fit
   */
  PortraitStylist(Backend backend, Seer seer, StyleChoice choice, DType compute) {
    if (choice.picture().isPresent()) {
      throw new InputException(
          "styles: a picture gives its styles to classes; this model takes pictures (label_nc 0),"
              + " whose styles are those of the face's photograph");
    }
    this.backend = backend;
    this.compute = compute;
    encoder =
        seer.encoder()
            .orElseThrow(
                () ->
                    new InputException(
                        "styles: those of a photograph need the encoder, net_E, which is not"
                            + " beside the generator of first frames"));
    known = file(choice).map(path -> FaceDictionary.read(path, seer.channels()));
  }

  /** The authors' file beside the generator, unless another is asked for. */
  private static Optional<Path> file(StyleChoice choice) {
    return choice
        .clusters()
        .or(
            () ->
                choice.places().stream()
                    .map(place -> place.resolveSibling(FaceDictionary.FILE))
                    .filter(Files::isRegularFile)
                    .findFirst());
  }

  @Override
  public Tensor paint(LabelFrame frame) {
    Portrait portrait = frame.portrait();
    if (portrait == null) {
      if (!begun) {
        throw new InputException(
            "styles: the generator of first frames gives parts of a face the styles of its"
                + " photograph; it needs landmarks, test_keypoints/SEQUENCE/*.txt with test_img");
      }
      return null; // the first frames are painted
    }
    begun = true;
    RgbFrame photo = portrait.photo();
    int multiple = encoder.multiple();
    if (photo.width() % multiple != 0 || photo.height() % multiple != 0) {
      throw new InputException(
          String.format(
              "styles: width and height must be multiples of %d for the encoder, got %dx%d",
              multiple, photo.width(), photo.height()));
    }
    Tensor features = encoder.forward(cast(image(photo), compute));
    long[] parts = Arrays.stream(portrait.parts().ids()).asLongStream().toArray();
    Regions regions = Regions.of(backend, Shape.of(1, photo.height(), photo.width()), parts);
    Tensor means = regions.means(cast(features, DType.FLOAT32));
    return regions.paint(known.isEmpty() ? means : mostAlike(regions.list(), means));
  }

  private Tensor mostAlike(List<Regions.Region> regions, Tensor means) {
    int channels = means.dim(1);
    float[] values = means.toFloats();
    Map<Integer, float[]> face = new HashMap<>();
    for (int k = 0; k < regions.size(); k++) {
      int from = k * channels;
      face.put((int) regions.get(k).id(), Arrays.copyOfRange(values, from, from + channels));
    }
    Map<Integer, float[]> found = known.orElseThrow().mostAlike(face);
    for (int k = 0; k < regions.size(); k++) {
      float[] style = found.get((int) regions.get(k).id());
      System.arraycopy(style, 0, values, k * channels, channels);
    }
    return Tensor.of(backend, means.shape(), values);
  }

  /** In [-1, 1]. */
  private Tensor image(RgbFrame photo) {
    float[] values = new float[photo.data().length];
    photo.light(values, 0);
    for (int i = 0; i < values.length; i++) {
      values[i] = 2 * values[i] - 1;
    }
    return Tensor.of(backend, Shape.of(1, photo.height(), photo.width(), 3), values);
  }
}
