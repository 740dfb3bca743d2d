package dev.v2v.bench.golden;

import com.google.gson.JsonObject;
import dev.v2v.bench.selftest.Comparison;
import dev.v2v.engine.Backend;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.InputException;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.conv.Conv2d;
import dev.v2v.engine.op.norm.PowerIteration;
import dev.v2v.engine.op.norm.SpectralNorm;
import dev.v2v.nn.TorchLayout;
import dev.v2v.nn.checkpoint.ArrayData;
import java.util.ArrayList;
import java.util.List;

/** A spectrally normalised convolution: one power iteration in training, none in evaluation. */
final class SpectralNormGolden {
  private SpectralNormGolden() {}

  static GoldenResult check(GoldenFile file, String name, Backend backend, JsonObject attrs) {
    if (attrs.get("n_power_iterations").getAsInt() != 1 || attrs.get("dim").getAsInt() != 0) {
      throw new InputException(name + ": expected one power iteration over dim 0, got " + attrs);
    }
    List<Comparison> comparisons = new ArrayList<>();
    try (DeviceScope scope = backend.scope("golden " + name);
        Tape tape = Tape.open()) {
      GoldenCase c = new GoldenCase(file, name, backend, attrs);
      Tensor weight = c.tensor("weight_orig", true).requireGrad(true);
      Tensor u = c.tensor("u_before", false);
      Tensor v = Tensor.empty(backend, Shape.of(vLength(weight)), u.dtype());
      PowerIteration.powerIteration(weight, u, v, attrs.get("eps").getAsDouble());
      comparisons.add(GoldenTolerance.output("u_after", u.toDoubles(), c.expected("u_after")));
      comparisons.add(GoldenTolerance.output("v_after", v.toDoubles(), engineOrder(c, weight)));

      Tensor out = convolve(c, SpectralNorm.spectralNorm(weight, u, v));
      comparisons.add(
          GoldenTolerance.output("out", GoldenCase.values(out, true), c.expected("out")));
      tape.backward(out, c.tensor("cotangent", true));
      double[] expected = c.expected("grad/weight_orig");
      comparisons.add(
          GoldenTolerance.gradient(
              "grad weight_orig",
              GoldenCase.values(weight.grad(), true),
              expected,
              GoldenTolerance.largest(expected)));

      Tensor eval = convolve(c, SpectralNorm.spectralNorm(weight.detach(), u, v));
      comparisons.add(
          GoldenTolerance.output(
              "out_eval", GoldenCase.values(eval, true), c.expected("out_eval")));
    }
    return GoldenResult.of(file.name(), name, comparisons);
  }

  private static Tensor convolve(GoldenCase c, Tensor weight) {
    Tensor bias = c.tensor("bias", false);
    return Conv2d.conv2d(c.tensor("in/x", true), weight, bias, Conv2d.Params.of(1, 0));
  }

  private static int vLength(Tensor weight) {
    return Math.toIntExact(weight.elements() / weight.dim(0));
  }

  /** PyTorch's v, flattened {@code (Ci, Kh, Kw)}, in our order {@code (Kh, Kw, Ci)}. */
  private static double[] engineOrder(GoldenCase c, Tensor weight) {
    Shape torch = Shape.of(1, weight.dim(3), weight.dim(1), weight.dim(2));
    try (Tensor v =
        TorchLayout.toTensor(c.backend(), ArrayData.ofDoubles(torch, c.expected("v_after")))) {
      return v.toDoubles();
    }
  }
}
