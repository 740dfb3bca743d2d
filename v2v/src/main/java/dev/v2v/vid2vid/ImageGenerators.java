package dev.v2v.vid2vid;

import dev.v2v.engine.Backend;
import dev.v2v.engine.DType;
import dev.v2v.engine.InputException;
import dev.v2v.engine.Shape;
import dev.v2v.nn.NetworkWeights;
import dev.v2v.nn.checkpoint.ArrayData;
import dev.v2v.nn.checkpoint.Checkpoint;
import dev.v2v.nn.init.Init;
import dev.v2v.vid2vid.networks.GlobalGenerator;
import dev.v2v.vid2vid.networks.ImageGenerator;
import dev.v2v.vid2vid.networks.LocalEnhancer;
import dev.v2v.vid2vid.networks.Norm;
import java.nio.file.Path;
import java.util.Map;

/**
 * The authors' single-image generators from their weights alone: no file says how they were made,
 * but the names and shapes of the weights do.
 */
final class ImageGenerators {
  private static final String GLOBAL = "model\\.\\d+\\.";
  private static final String BLOCK = "conv_block\\.1\\.weight";
  private static final String HEAD = "model.1.weight";

  private ImageGenerators() {}

  /**
   * Reads a generator, with or without features, and prepares it for inference; the caller closes
   * it. One with features may have an encoder beside it, whose file has an E in place of the G,
   * such as {@code latest_net_E.pth}.
   *
   * @param labels what it will be given
   * @throws InputException if the file holds another network, one for other labels, or NaN
   */
  static ImagePainter readAny(
      Backend backend, Path file, Vid2vidConfig.Labels labels, DType compute) {
    int channels = labels.contentChannels();
    try (Checkpoint checkpoint = Checkpoint.open(file)) {
      Map<String, ArrayData> state = checkpoint.stateDict();
      return state.containsKey(FeatureNetworks.FIRST)
          ? FeatureNetworks.painter(backend, file, state, channels, compute)
          : ImagePainters.of(of(backend, file.toString(), state, channels), channels, compute);
    }
  }

  static ImageGenerator of(
      Backend backend, String file, Map<String, ArrayData> state, int channels) {
    Shape first = shape(state, HEAD);
    if (first == null || first.rank() != 4) {
      throw new InputException(
          file + ": expected a single-image generator of pix2pixHD, got a file without " + HEAD);
    }
    if (first.dim(1) != channels) {
      throw new InputException(
          file
              + ": the generator of first frames must take "
              + channels
              + " channels of labels, got one for "
              + first.dim(1));
    }
    ImageGenerator generator = blank(Init.blank(backend), state, first);
    try {
      NetworkWeights.load(generator, state, file);
      generator.eval();
      generator.requireGrad(false);
      return generator;
    } catch (RuntimeException e) {
      generator.close();
      throw e;
    }
  }

  private static ImageGenerator blank(Init init, Map<String, ArrayData> state, Shape first) {
    Norm norm = state.containsKey("model.2.weight") ? Norm.BATCH : Norm.INSTANCE;
    int blocks = count(state, GLOBAL + BLOCK);
    // Convolutions of stride 2 come one after another, three layers each, then residual blocks.
    int downs = 0;
    while (isConvolution(state, "model." + (4 + 3 * downs) + ".weight", 3)) {
      downs++;
    }
    int enhancers = count(state, "model\\d+_1\\.1\\.weight");
    if (enhancers == 0) {
      return new GlobalGenerator(
          init, new ImageGenerator.Config(first.dim(1), first.dim(0), downs, blocks, norm));
    }
    Shape finest = shape(state, "model" + enhancers + "_1.1.weight");
    return new LocalEnhancer(
        init,
        new ImageGenerator.Config(first.dim(1), finest.dim(0), downs, blocks, norm),
        enhancers,
        count(state, "model1_2\\.\\d+\\." + BLOCK));
  }

  static boolean isConvolution(Map<String, ArrayData> state, String key, int kernel) {
    Shape shape = shape(state, key);
    return shape != null && shape.rank() == 4 && shape.dim(2) == kernel;
  }

  static Shape shape(Map<String, ArrayData> state, String key) {
    ArrayData values = state.get(key);
    return values == null ? null : values.shape();
  }

  static int count(Map<String, ArrayData> state, String pattern) {
    return (int) state.keySet().stream().filter(key -> key.matches(pattern)).count();
  }
}
