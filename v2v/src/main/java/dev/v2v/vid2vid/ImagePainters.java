package dev.v2v.vid2vid;

import static dev.v2v.engine.op.elementwise.Cast.cast;
import static dev.v2v.engine.op.shape.Concat.concat;

import dev.v2v.engine.Backend;
import dev.v2v.engine.DType;
import dev.v2v.engine.InputException;
import dev.v2v.engine.Tensor;
import dev.v2v.nn.checkpoint.Checkpoint;
import dev.v2v.vid2vid.networks.ChannelMaps;
import dev.v2v.vid2vid.networks.FeatureEncoder;
import dev.v2v.vid2vid.networks.FeatureGenerator;
import dev.v2v.vid2vid.networks.ImageGenerator;
import dev.v2v.vid2vid.networks.LabelMaps;
import dev.v2v.vid2vid.networks.VideoInput;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Painters of single images, from files. */
public final class ImagePainters {
  private ImagePainters() {}

  /**
   * Reads a painter and prepares it; the caller closes it. A folder of a run, or a model's file
   * with its configuration inside, is a model of single images that training made; any other file a
   * generator of the authors, told by its weights.
   *
   * @param labels what it will be given
   * @param compute type of its convolutions
   * @throws InputException if it is none of these, or for other labels
   */
  public static ImagePainter read(
      Backend backend, Path path, Vid2vidConfig.Labels labels, DType compute) {
    if (Files.isDirectory(path) || isModel(path)) {
      return trained(backend, path, labels, compute);
    }
    return ImageGenerators.readAny(backend, path, labels, compute);
  }

  private static boolean isModel(Path file) {
    try (Checkpoint checkpoint = Checkpoint.open(file)) {
      return checkpoint.contains(Vid2vidModel.network(0));
    }
  }

  private static ImagePainter trained(
      Backend backend, Path path, Vid2vidConfig.Labels labels, DType compute) {
    Vid2vidConfig config = Vid2vidPresets.beside(path);
    if (config.generator().frames() != 1) {
      throw new InputException(
          path
              + ": the generator of first frames must be of single images (n_frames_G 1), got one"
              + " that sees "
              + config.generator().frames());
    }
    boolean alike =
        config.labels().classes() == labels.classes()
            && config.labels().contentChannels() == labels.contentChannels();
    boolean unseen = config.labels().instances() && !labels.instances();
    if (!alike || unseen) {
      throw new InputException(
          path
              + ": the generator of first frames must be for the labels of the model, "
              + labels.channels()
              + " channels, got one for "
              + config.labels().channels());
    }
    Vid2vidModel model = Vid2vidModel.load(backend, config, path, Vid2vidModel.LATEST);
    model.prepareForInference();
    return new Trained(model, compute);
  }

  /** A generator that sees labels alone. */
  public static ImagePainter of(ImageGenerator generator, int channels, DType compute) {
    return new Plain(generator, channels, compute);
  }

  /**
   * A generator that sees features, too.
   *
   * @param styles channels of the features
   * @param encoder finds them; {@code null} if there is none
   */
  static ImagePainter of(
      FeatureGenerator generator, FeatureEncoder encoder, int channels, int styles, DType compute) {
    return new Styled(generator, encoder, channels, styles, compute);
  }

  private record Plain(ImageGenerator generator, int channels, DType compute)
      implements ImagePainter {
    @Override
    public int styleChannels() {
      return 0;
    }

    @Override
    public int multiple() {
      return 1 << generator.halvings();
    }

    @Override
    public Tensor paint(LabelMaps encoded, Tensor styles) {
      Tensor image = generator.forward(encoded.first(channels).as(compute));
      return cast(image, encoded.dtype());
    }

    @Override
    public void close() {
      generator.close();
    }
  }

  private record Styled(
      FeatureGenerator generator,
      FeatureEncoder encoder,
      int channels,
      int styleChannels,
      DType compute)
      implements ImagePainter {
    @Override
    public Optional<FeatureEncoder> styleEncoder() {
      return Optional.ofNullable(encoder);
    }

    @Override
    public int multiple() {
      return 1 << generator.halvings();
    }

    @Override
    public Tensor paint(LabelMaps encoded, Tensor styles) {
      Tensor labels = encoded.first(channels).as(compute).channels();
      return cast(generator.forward(labels, cast(styles, compute)), encoded.dtype());
    }

    @Override
    public void close() {
      generator.close();
      if (encoder != null) {
        encoder.close();
      }
    }
  }

  private record Trained(Vid2vidModel model, DType compute) implements ImagePainter {
    @Override
    public int styleChannels() {
      return model.config().styles().channels();
    }

    @Override
    public boolean stylesPerInstance() {
      return model.config().styles().perInstance();
    }

    @Override
    public Optional<FeatureEncoder> styleEncoder() {
      return model.styleEncoder();
    }

    @Override
    public int multiple() {
      return model.config().generator().frameMultiple();
    }

    @Override
    public Tensor paint(LabelMaps encoded, Tensor styles) {
      LabelMaps known = encoded.first(model.config().labels().channels());
      LabelMaps seen =
          styles == null ? known : new ChannelMaps(concat(-1, known.channels(), styles));
      int scales = model.config().generator().scales();
      List<VideoInput> levels =
          model.inputs(List.of(seen.pyramid(scales)), List.of(), false, compute);
      return model.forward(levels).get(0).image();
    }

    @Override
    public void close() {
      model.close();
    }
  }
}
