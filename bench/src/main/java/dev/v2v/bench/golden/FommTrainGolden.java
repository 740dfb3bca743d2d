package dev.v2v.bench.golden;

import dev.v2v.bench.selftest.Comparison;
import dev.v2v.config.ConfigNode;
import dev.v2v.engine.Backend;
import dev.v2v.engine.Backends;
import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.OpListener;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tape;
import dev.v2v.engine.Tensor;
import dev.v2v.fomm.FommConfig;
import dev.v2v.fomm.FommModel;
import dev.v2v.fomm.training.EquivarianceTransform;
import dev.v2v.fomm.training.FommLosses;
import dev.v2v.fomm.training.MultiScaleDiscriminator;
import dev.v2v.fomm.training.TrainConfig;
import dev.v2v.nn.Module;
import dev.v2v.nn.Parameter;
import dev.v2v.nn.TorchLayout;
import dev.v2v.nn.checkpoint.ArrayData;
import dev.v2v.nn.checkpoint.Checkpoint;
import dev.v2v.nn.init.Init;
import dev.v2v.perceptual.Vgg19;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One recorded training step: every loss, and the gradient of every parameter. A device that fails
 * is looked at again with its ReLUs on the sides of 0 on which those of {@code reference} are, as
 * far as rounding decides that; how many had to be moved is part of the result.
 */
final class FommTrainGolden {
  private static final String NAME = "train step";
  private static final String GRADIENT = "grad.";
  private static final String ORACLE = "reference";

  private FommTrainGolden() {}

  static GoldenResult check(GoldenFile file, Backend backend) {
    GoldenResult plain = GoldenResult.of(file.name(), NAME, compare(file, backend));
    if (plain.passed() || backend.name().equals(ORACLE)) {
      return plain;
    }
    KinkSides sides = new KinkSides();
    try (OpListener.Listening open = OpListener.open(sides.recorder())) {
      compare(file, Backends.open(ORACLE));
    }
    try (OpListener.Listening open = OpListener.open(sides.imposer())) {
      List<Comparison> again = compare(file, backend);
      String how = ", ReLUs put on the side of 0 of %s: %d,".formatted(ORACLE, sides.moved());
      return sides.moved() == 0 ? plain : GoldenResult.of(file.name(), NAME + how, again);
    }
  }

  private static List<Comparison> compare(GoldenFile file, Backend backend) {
    FommConfig config = FommGolden.config(file);
    TrainConfig train = trainConfig(file);
    boolean aligned = Boolean.parseBoolean(file.metadata().get("align_corners"));
    List<Comparison> c = new ArrayList<>();
    try (Checkpoint weights = Checkpoint.open(FommGolden.sibling(file.path(), "-train-step.*"));
        FommModel model = FommModel.load(backend, config, weights, aligned);
        MultiScaleDiscriminator discriminator =
            new MultiScaleDiscriminator(Init.blank(backend), config);
        Vgg19 vgg = Vgg19.load(backend, file.group("vgg."));
        DeviceScope scope = backend.scope("golden step");
        Tape tape = Tape.open()) {
      discriminator.load(weights.stateDict("discriminator"));
      Tensor source = TorchLayout.toTensor(backend, file.array("source"));
      Tensor driving = TorchLayout.toTensor(backend, file.array("driving"));
      FommLosses losses = new FommLosses(model, discriminator, vgg, train, DType.FLOAT32);
      FommLosses.Pass pass = losses.generator(source, driving, transform(file, backend));
      FommGolden.compareImage(c, file, "prediction", pass.prediction());
      FommGolden.compareImage(c, file, "transformed_frame", pass.transformedFrame());
      FommGolden.compareKeyPoints(c, file, "transformed_kp", pass.transformed());
      pass.terms().forEach((k, loss) -> FommGolden.compare(c, file, "loss." + k, loss.toDoubles()));
      tape.backward(pass.total());

      Map<String, double[]> actual = new LinkedHashMap<>();
      gradients(actual, "generator.", model.generator());
      gradients(actual, "kp_detector.", model.kpDetector());
      discriminator.parameters().forEach(p -> p.tensor().clearGrad());
      Tensor loss = losses.discriminator(driving, pass);
      FommGolden.compare(c, file, "loss.disc_gan", loss.toDoubles());
      tape.backward(loss);
      gradients(actual, "discriminator.", discriminator);
      compareGradients(c, file, actual);
    }
    return c;
  }

  private static void gradients(Map<String, double[]> into, String prefix, Module network) {
    for (Map.Entry<String, Parameter> e : network.namedParameters().entrySet()) {
      Tensor grad = e.getValue().tensor().grad();
      if (grad != null) {
        into.put(prefix + e.getKey(), TorchLayout.toArray(grad).toDoubles());
      }
    }
  }

  private static void compareGradients(
      List<Comparison> c, GoldenFile file, Map<String, double[]> actual) {
    Map<String, ArrayData> expected = file.group(GRADIENT);
    double largest = GoldenTolerance.largest(expected.values());
    expected.forEach(
        (key, array) -> {
          double[] got = actual.get(key);
          double[] none = new double[Math.toIntExact(array.shape().elements())];
          c.add(
              GoldenTolerance.gradient(
                  GRADIENT + key, got == null ? none : got, array.toDoubles(), largest));
        });
  }

  private static EquivarianceTransform transform(GoldenFile file, Backend backend) {
    ArrayData theta = file.array("transform.theta");
    ArrayData control = file.array("transform.control_params");
    int n = theta.shape().dim(0);
    int points = Math.toIntExact(control.shape().elements() / n);
    return new EquivarianceTransform(
        Tensor.ofBytes(backend, theta.shape(), theta.dtype(), theta.data()),
        Tensor.ofBytes(backend, Shape.of(n, points), control.dtype(), control.data()));
  }

  private static TrainConfig trainConfig(GoldenFile file) {
    return TrainConfig.of(
        ConfigNode.root(file.name(), FommGolden.plain(file.json("train_params"))));
  }
}
