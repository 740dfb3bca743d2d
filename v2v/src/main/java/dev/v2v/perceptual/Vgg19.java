package dev.v2v.perceptual;

import static dev.v2v.engine.op.conv.Pool2d.maxPool2d;
import static dev.v2v.engine.op.norm.ChannelAffine.channelAffine;

import dev.v2v.engine.Backend;
import dev.v2v.engine.CoreKernels;
import dev.v2v.engine.InputException;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.conv.Activation;
import dev.v2v.engine.op.conv.Conv2d.Params;
import dev.v2v.nn.Module;
import dev.v2v.nn.TorchLayout;
import dev.v2v.nn.checkpoint.ArrayData;
import dev.v2v.nn.checkpoint.Checkpoint;
import dev.v2v.nn.init.Init;
import dev.v2v.nn.init.Initializers;
import dev.v2v.nn.layers.Conv2d;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * Frozen VGG-19 features for perceptual losses: images {@code (N, H, W, 3)} in [0, 1] to the maps
 * after relu1_1, relu2_1, relu3_1, relu4_1 and relu5_1. Any width, so that thin versions serve
 * where no trained weights are at hand.
 *
 * <p>State: {@code features.N.weight} and {@code .bias} with torchvision's numbers. Source:
 * Simonyan and Zisserman 2015, configuration E; Johnson et al. 2016.
 */
public final class Vgg19 extends Module {
  private static final String PROCEDURAL = "procedural.safetensors";
  private static final int[] CONVS = {0, 2, 5, 7, 10, 12, 14, 16, 19, 21, 23, 25, 28};
  private static final int[] CHANNELS = {
    64, 64, 128, 128, 256, 256, 256, 256, 512, 512, 512, 512, 512
  };
  private static final List<Integer> TAPS = List.of(0, 5, 10, 19, 28);
  private static final List<Integer> POOLED_BEFORE = List.of(5, 10, 19, 28);
  private static final float[] MEAN = {0.485f, 0.456f, 0.406f};
  private static final float[] STD = {0.229f, 0.224f, 0.225f};

  private final List<Conv2d> convs = new ArrayList<>();
  private final Tensor scale;
  private final Tensor shift;

  private Vgg19(Init init, List<Conv2d> layers) {
    Numbered features = child("features", new Numbered());
    for (int i = 0; i < CONVS.length; i++) {
      convs.add(features.add(CONVS[i], layers.get(i)));
    }
    scale = perChannel(init.backend(), 1, 0);
    shift = perChannel(init.backend(), 0, -1);
    requireGrad(false);
    eval();
  }

  /** (one + mean * ofMean) / std for every channel. */
  private static Tensor perChannel(Backend backend, float one, float ofMean) {
    float[] values = new float[3];
    for (int c = 0; c < 3; c++) {
      values[c] = (one + ofMean * MEAN[c]) / STD[c];
    }
    return Tensor.of(backend, Shape.of(3), values).persist();
  }

  private static final class Numbered extends Module {
    Conv2d add(int number, Conv2d conv) {
      return child(Integer.toString(number), conv);
    }
  }

  /**
   * The features of a state dict in torchvision's keys; classifier entries are ignored.
   *
   * @throws InputException if a convolution is missing or of another shape
   */
  public static Vgg19 load(Backend backend, Map<String, ArrayData> state) {
    Init init = Init.blank(backend);
    List<Conv2d> layers = new ArrayList<>();
    int in = 3;
    for (int number : CONVS) {
      ArrayData weight = require(state, "features." + number + ".weight");
      ArrayData bias = require(state, "features." + number + ".bias");
      Shape shape = weight.shape();
      boolean fits =
          shape.rank() == 4 && shape.dim(1) == in && shape.dim(2) == 3 && shape.dim(3) == 3;
      if (!fits || !bias.shape().equals(Shape.of(shape.dim(0)))) {
        throw new InputException(
            "vgg19: features." + number + ".weight must be (Co, " + in + ", 3, 3), got " + shape);
      }
      layers.add(
          new Conv2d(
              TorchLayout.toTensor(backend, weight.toFloat32()),
              TorchLayout.toTensor(backend, bias.toFloat32()),
              Params.of(1, 1)));
      in = shape.dim(0);
    }
    return new Vgg19(init, layers);
  }

  private static ArrayData require(Map<String, ArrayData> state, String key) {
    ArrayData values = state.get(key);
    if (values == null) {
      throw new InputException("vgg19: the weights have no tensor '" + key + "'");
    }
    return values;
  }

  /** Random features of a {@code divisor}-th of the width, He-initialised: a baseline. */
  public static Vgg19 random(Backend backend, long seed, int divisor) {
    Init init = Init.seeded(backend, seed);
    List<Conv2d> layers = new ArrayList<>();
    int in = 3;
    for (int channels : CHANNELS) {
      int out = Math.max(1, channels / divisor);
      Conv2d conv = new Conv2d(init, in, out, 3, 1, 1);
      double deviation = Math.sqrt(2.0 / (9 * in));
      init.fill(
          conv.weight().tensor(), (w, random) -> Initializers.normal(w, 0, deviation, random));
      CoreKernels.fill(conv.bias().tensor(), 0);
      layers.add(conv);
      in = out;
    }
    return new Vgg19(init, layers);
  }

  /**
   * Small features that were trained to tell the procedural shapes of {@link dev.v2v.data.shapes}
   * apart and are part of the engine; an eighth of VGG-19's width. Every layer's activations have a
   * root mean square of 1 over such scenes, as those of {@link #random} have, so loss weights mean
   * the same with both. {@code train features} makes them again.
   */
  public static Vgg19 procedural(Backend backend) {
    try (InputStream in = Vgg19.class.getResourceAsStream(PROCEDURAL)) {
      if (in == null) {
        throw new InputException(
            "--perceptual: procedural needs features that this jar was built without ("
                + PROCEDURAL
                + ")");
      }
      try (Checkpoint weights = Checkpoint.of(PROCEDURAL, in.readAllBytes())) {
        return load(backend, weights.stateDict());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(PROCEDURAL + ": features inside the jar cannot be read", e);
    }
  }

  /** The five maps for images of any size of at least 16 pixels. */
  public List<Tensor> forward(Tensor images) {
    return features(normalised(images));
  }

  /** The five maps for values as they are: vid2vid does not normalise by ImageNet's statistics. */
  public List<Tensor> features(Tensor values) {
    List<Tensor> all = through(values, this::convolved);
    List<Tensor> taps = new ArrayList<>();
    for (int i = 0; i < CONVS.length; i++) {
      if (TAPS.contains(CONVS[i])) {
        taps.add(all.get(i));
      }
    }
    return taps;
  }

  /** The activated output of every convolution. */
  List<Tensor> activations(Tensor images) {
    return activations(images, this::convolved);
  }

  /** What a layer makes of its input. */
  @FunctionalInterface
  interface Stage {
    Tensor apply(int layer, Tensor x);
  }

  /** The output of every layer, with something else in the place of convolution and ReLU. */
  List<Tensor> activations(Tensor images, Stage stage) {
    return through(normalised(images), stage);
  }

  private Tensor normalised(Tensor images) {
    return channelAffine(images, scale, shift, Activation.NONE);
  }

  private Tensor convolved(int layer, Tensor x) {
    return convs.get(layer).forward(x, Activation.RELU);
  }

  private static List<Tensor> through(Tensor values, Stage stage) {
    List<Tensor> all = new ArrayList<>();
    Tensor x = values;
    for (int i = 0; i < CONVS.length; i++) {
      if (POOLED_BEFORE.contains(CONVS[i])) {
        x = maxPool2d(x, 2, 2);
      }
      x = stage.apply(i, x);
      all.add(x);
    }
    return all;
  }

  /** The convolutions, in order. */
  List<Conv2d> convolutions() {
    return Collections.unmodifiableList(convs);
  }

  @Override
  public void close() {
    scale.close();
    shift.close();
    super.close();
  }
}
