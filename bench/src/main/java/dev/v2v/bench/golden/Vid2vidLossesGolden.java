package dev.v2v.bench.golden;

import dev.v2v.bench.selftest.Comparison;
import dev.v2v.engine.Backend;
import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.InputException;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.elementwise.Binary;
import dev.v2v.nn.TorchLayout;
import dev.v2v.nn.checkpoint.ArrayData;
import dev.v2v.nn.init.Init;
import dev.v2v.perceptual.Vgg19;
import dev.v2v.vid2vid.Vid2vidConfig;
import dev.v2v.vid2vid.losses.FrameBatch;
import dev.v2v.vid2vid.losses.FrameLosses;
import dev.v2v.vid2vid.losses.TemporalLosses;
import dev.v2v.vid2vid.networks.MultiscaleDiscriminator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All losses of generator, frame discriminator and temporal discriminators on given tensors, with
 * the gradients of what the generator gives and of the frame discriminator.
 */
final class Vid2vidLossesGolden {
  /** What the generator gives, in the file's names. */
  private static final List<String> GENERATED = List.of("fake_B", "fake_B_raw", "flow", "weight");

  /** The authors log it; it is always 0. */
  private static final Set<String> CONSTANT = Set.of("temporal.loss.G_T_Warp");

  /** Pixels beside a kink: more than float32 rounds there, less than changes a slope. */
  private static final float BESIDE = 2e-5f;

  private Vid2vidLossesGolden() {}

  static boolean understands(GoldenFile file) {
    return file.metadata().containsKey("config") && file.has("loss.G_GAN");
  }

  static GoldenResult check(GoldenFile file, Backend backend) {
    Vid2vidConfig config = Vid2vidSequenceGolden.config(file);
    List<Comparison> c = new ArrayList<>();
    Map<String, Tensor> computed = new LinkedHashMap<>();
    try (DeviceScope scope = backend.scope("golden losses")) {
      frames(c, file, config, backend, computed);
      for (int k = 0; !file.group("netD_T" + k + ".").isEmpty(); k++) {
        temporal(file, config, backend, k, computed);
      }
      file.arrays()
          .forEach(
              (key, want) -> {
                if (key.startsWith("loss.") || key.startsWith("temporal.loss.")) {
                  double[] got = CONSTANT.contains(key) ? new double[1] : value(computed, key);
                  c.add(GoldenTolerance.output(key, got, want.toDoubles()));
                }
              });
    }
    return GoldenResult.of(file.name(), "losses", c);
  }

  private static double[] value(Map<String, Tensor> computed, String key) {
    Tensor loss = computed.get(key);
    if (loss == null) {
      throw new InputException("golden losses: no loss '" + key + "' was computed");
    }
    return loss.toDoubles();
  }

  private static void frames(
      List<Comparison> c,
      GoldenFile file,
      Vid2vidConfig config,
      Backend backend,
      Map<String, Tensor> computed) {
    try (MultiscaleDiscriminator discriminator =
            new MultiscaleDiscriminator(Init.blank(backend), config.imageJudge());
        Vgg19 vgg = file.has("vgg.features.0.weight") ? vgg(file, backend) : null;
        Tape tape = Tape.open()) {
      discriminator.load(file.group("netD."));
      FrameLosses losses = new FrameLosses(config, discriminator, vgg, DType.FLOAT32);
      Map<String, Tensor> in = inputs(file, backend);
      FrameBatch batch = batch(in);
      Map<String, Tensor> generator = losses.generator(batch);
      generator.forEach((name, loss) -> computed.put("loss." + name, loss));
      tape.backward(FrameLosses.total(generator));
      Map<String, Tensor> leaves = new LinkedHashMap<>();
      GENERATED.forEach(name -> leaves.put("grad.G." + name, in.get(name)));
      compareGenerated(c, file, losses, leaves, tape);

      discriminator.parameters().forEach(p -> p.tensor().clearGrad());
      Map<String, Tensor> judge = losses.discriminator(batch);
      judge.forEach((name, loss) -> computed.put("loss." + name, loss));
      tape.backward(FrameLosses.halved(judge));
      discriminator
          .namedParameters()
          .forEach((name, p) -> leaves.put("grad.netD." + name, p.tensor()));
      Vid2vidNetworkGolden.compareGradients(c, file, leaves, "grad.netD.");
    }
  }

  private static Map<String, Tensor> inputs(GoldenFile file, Backend backend) {
    Map<String, Tensor> in = new LinkedHashMap<>();
    file.group("in.").forEach((name, array) -> in.put(name, TorchLayout.toTensor(backend, array)));
    GENERATED.forEach(name -> in.get(name).requireGrad(true));
    return in;
  }

  private static FrameBatch batch(Map<String, Tensor> in) {
    return new FrameBatch(
        in.get("real_A"),
        in.get("real_B"),
        in.get("real_B_prev"),
        in.get("fake_B"),
        in.get("fake_B_prev"),
        in.get("fake_B_raw"),
        in.get("flow"),
        in.get("weight"),
        in.get("flow_ref"),
        in.get("conf_ref"));
  }

  /**
   * Compares the gradients of what the generator gives. Where a flow points at a pixel exactly, the
   * bilinear surface has a kink: PyTorch takes the slope of the side that its detour through [-1,
   * 1] rounds to, and any slope between those of the four sides is a derivative. So the recorded
   * one is held against the range of the four.
   */
  private static void compareGenerated(
      List<Comparison> c,
      GoldenFile file,
      FrameLosses losses,
      Map<String, Tensor> leaves,
      Tape tape) {
    Map<String, ArrayData> expected = file.group("grad.G.");
    double largest = GoldenTolerance.largest(expected.values());
    Map<String, double[]> got = new LinkedHashMap<>();
    leaves.forEach((key, t) -> got.put(key, GoldenCase.values(t.grad(), true)));
    double[] flow = file.array("grad.G.flow").toDoubles();
    got.put("grad.G.flow", nearest(flow, slopes(file, losses, leaves, tape)));
    expected.forEach(
        (name, array) -> {
          String key = "grad.G." + name;
          c.add(GoldenTolerance.gradient(key, got.get(key), array.toDoubles(), largest));
        });
  }

  /** The flow's gradient, and those beside the kinks: a little to every side. */
  private static List<double[]> slopes(
      GoldenFile file, FrameLosses losses, Map<String, Tensor> leaves, Tape tape) {
    Tensor flow = leaves.get("grad.G.flow");
    List<double[]> slopes = new ArrayList<>();
    slopes.add(GoldenCase.values(flow.grad(), true));
    for (int side = 0; side < 4; side++) {
      Map<String, Tensor> in = inputs(file, flow.backend());
      float[] values = flow.toFloats(); // (N, H, W, 2)
      for (int i = 0; i < values.length; i++) {
        if (values[i] == Math.rint(values[i])) {
          values[i] += (side >> (i % 2) & 1) == 0 ? BESIDE : -BESIDE;
        }
      }
      Tensor beside = Tensor.of(flow.backend(), flow.shape(), values).requireGrad(true);
      in.put("flow", beside);
      tape.backward(FrameLosses.total(losses.generator(batch(in))));
      slopes.add(GoldenCase.values(beside.grad(), true));
    }
    return slopes;
  }

  /** The nearest to {@code want} between the smallest and the largest of some values. */
  private static double[] nearest(double[] want, List<double[]> values) {
    double[] nearest = new double[want.length];
    for (int i = 0; i < want.length; i++) {
      int at = i;
      double low = values.stream().mapToDouble(v -> v[at]).min().orElseThrow();
      double high = values.stream().mapToDouble(v -> v[at]).max().orElseThrow();
      nearest[i] = Math.max(low, Math.min(high, want[i]));
    }
    return nearest;
  }

  private static Vgg19 vgg(GoldenFile file, Backend backend) {
    return Vgg19.load(backend, file.group("vgg."));
  }

  /** Losses of temporal scale {@code k}; the file names those of all scales together. */
  private static void temporal(
      GoldenFile file, Vid2vidConfig config, Backend backend, int k, Map<String, Tensor> computed) {
    try (MultiscaleDiscriminator discriminator =
        new MultiscaleDiscriminator(Init.blank(backend), config.temporalJudge())) {
      discriminator.load(file.group("netD_T" + k + "."));
      TemporalLosses losses = new TemporalLosses(config, discriminator, DType.FLOAT32);
      List<Tensor> real = moments(file, "temporal.in.real_B", backend);
      List<Tensor> fake = moments(file, "temporal.in.fake_B", backend);
      List<Tensor> flows = moments(file, "temporal.in.flow_ref", backend);
      Map<String, Tensor> terms = new LinkedHashMap<>(losses.generator(real, fake, flows));
      terms.putAll(losses.discriminator(real, fake, flows));
      terms.forEach((name, loss) -> computed.merge("temporal.loss." + name, loss, Binary::add));
    }
  }

  /** {@code (N, T, C, H, W)} as T tensors {@code (N, H, W, C)}. */
  private static List<Tensor> moments(GoldenFile file, String key, Backend backend) {
    ArrayData array = file.array(key);
    Shape shape = array.shape();
    int block = Math.toIntExact(shape.elements() / shape.dim(0) / shape.dim(1));
    float[] all = array.toFloats();
    List<Tensor> moments = new ArrayList<>();
    for (int t = 0; t < shape.dim(1); t++) {
      float[] values = new float[shape.dim(0) * block];
      for (int n = 0; n < shape.dim(0); n++) {
        int from = (n * shape.dim(1) + t) * block;
        System.arraycopy(all, from, values, n * block, block);
      }
      Shape image = Shape.of(shape.dim(0), shape.dim(2), shape.dim(3), shape.dim(4));
      moments.add(TorchLayout.toTensor(backend, ArrayData.ofFloats(image, values)));
    }
    return moments;
  }
}
