package dev.v2v.vid2vid;

import static dev.v2v.vid2vid.ImageGenerators.count;
import static dev.v2v.vid2vid.ImageGenerators.isConvolution;
import static dev.v2v.vid2vid.ImageGenerators.shape;

import dev.v2v.engine.Backend;
import dev.v2v.engine.DType;
import dev.v2v.engine.InputException;
import dev.v2v.engine.Shape;
import dev.v2v.nn.Module;
import dev.v2v.nn.NetworkWeights;
import dev.v2v.nn.checkpoint.ArrayData;
import dev.v2v.nn.checkpoint.Checkpoint;
import dev.v2v.nn.init.Init;
import dev.v2v.vid2vid.networks.FeatureEncoder;
import dev.v2v.vid2vid.networks.FeatureGenerator;
import dev.v2v.vid2vid.networks.GlobalFeatureGenerator;
import dev.v2v.vid2vid.networks.ImageGenerator;
import dev.v2v.vid2vid.networks.LocalFeatureGenerator;
import dev.v2v.vid2vid.networks.Norm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The authors' generators with features, and their encoders, from their weights alone. */
final class FeatureNetworks {
  /** What tells a generator with features from others. */
  static final String FIRST = "model_downsample.1.weight";

  private static final String BLOCK = "\\.\\d+\\.conv_block\\.1\\.weight";

  private FeatureNetworks() {}

  /**
   * A painter from a generator's weights, with the encoder beside its file, if there is one.
   *
   * @param channels of the labels that it will be given
   * @throws InputException if it is for other labels, or a network does not fit or has NaN
   */
  static ImagePainter painter(
      Backend backend, Path file, Map<String, ArrayData> state, int channels, DType compute) {
    int styles = styleChannels(file.toString(), state, channels);
    FeatureGenerator generator = generator(Init.blank(backend), state, channels, styles);
    ready(generator, state, file.toString());
    try {
      return ImagePainters.of(generator, encoder(backend, file, styles), channels, styles, compute);
    } catch (RuntimeException e) {
      generator.close();
      throw e;
    }
  }

  private static int styleChannels(String file, Map<String, ArrayData> state, int channels) {
    Shape first = shape(state, FIRST);
    int seen = first.rank() == 4 ? first.dim(1) : 0;
    if (seen <= channels) {
      throw new InputException(
          file
              + ": the generator of first frames must take "
              + channels
              + " channels of labels and features besides, got one for "
              + seen
              + " in all");
    }
    return seen - channels;
  }

  private static FeatureGenerator generator(
      Init init, Map<String, ArrayData> state, int channels, int styles) {
    Norm norm = state.containsKey("model_downsample.2.weight") ? Norm.BATCH : Norm.INSTANCE;
    int downs = 0;
    while (isConvolution(state, "model_downsample." + (4 + 3 * downs) + ".weight", 3)) {
      downs++;
    }
    int blocks = count(state, "model_resnet" + BLOCK);
    int enhancers = count(state, "model\\d+_1\\.1\\.weight");
    if (enhancers == 0) {
      int features = shape(state, FIRST).dim(0);
      return new GlobalFeatureGenerator(
          init, new ImageGenerator.Config(channels, features, downs, blocks, norm), styles);
    }
    Shape finest = shape(state, "model" + enhancers + "_1.1.weight");
    return new LocalFeatureGenerator(
        init,
        new ImageGenerator.Config(channels, finest.dim(0), downs, blocks, norm),
        styles,
        enhancers,
        count(state, "model1_2" + BLOCK));
  }

  /** The encoder beside a generator's file; {@code null} if there is none. */
  private static FeatureEncoder encoder(Backend backend, Path generator, int styles) {
    String name = String.valueOf(generator.getFileName());
    Path file = generator.resolveSibling(name.replaceFirst("(?<=net_)G", "E"));
    if (file.equals(generator) || !Files.isRegularFile(file)) {
      return null;
    }
    try (Checkpoint checkpoint = Checkpoint.open(file)) {
      Map<String, ArrayData> state = checkpoint.stateDict();
      int halvings = halvings(state);
      Shape first = shape(state, "model.1.weight");
      // Two layers, three for each halving and doubling, and the border before the last one.
      Shape last = shape(state, "model." + (5 + 6 * halvings) + ".weight");
      if (first == null || last == null || last.dim(0) != styles) {
        throw new InputException(
            file + ": expected an encoder of " + styles + " features beside " + generator);
      }
      Norm norm = state.containsKey("model.2.weight") ? Norm.BATCH : Norm.INSTANCE;
      FeatureEncoder encoder =
          new FeatureEncoder(
              Init.blank(backend),
              new ImageGenerator.Config(first.dim(1), first.dim(0), halvings, 0, norm),
              styles);
      ready(encoder, state, file.toString());
      return encoder;
    }
  }

  /** Halvings and doublings are as many, three layers each. */
  private static int halvings(Map<String, ArrayData> state) {
    int convolutions = 0;
    while (isConvolution(state, "model." + (4 + 3 * convolutions) + ".weight", 3)) {
      convolutions++;
    }
    return convolutions / 2;
  }

  private static void ready(Module network, Map<String, ArrayData> state, String what) {
    try {
      NetworkWeights.load(network, state, what);
      network.eval();
      network.requireGrad(false);
    } catch (RuntimeException e) {
      network.close();
      throw e;
    }
  }
}
