package dev.v2v.bench.golden;

import com.google.gson.JsonObject;
import dev.v2v.bench.selftest.Comparison;
import dev.v2v.engine.Backend;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.InputException;
import dev.v2v.engine.Tape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.elementwise.Binary;
import dev.v2v.engine.op.elementwise.Unary;
import dev.v2v.engine.op.reduce.Reduce;
import dev.v2v.nn.Parameter;
import dev.v2v.nn.optim.Adam;
import dev.v2v.nn.optim.Optimizer;
import dev.v2v.nn.optim.RmsProp;
import dev.v2v.nn.optim.Sgd;
import dev.v2v.nn.optim.UpdateRule;
import java.util.ArrayList;
import java.util.List;

/** Recorded steps of an optimiser on the loss sum(|w - a|^1.5). */
final class OptimizerGolden {
  private static final String LOSS = "sum(|w-a|^1.5)";

  private OptimizerGolden() {}

  static GoldenResult check(GoldenFile file, String name, Backend backend, JsonObject attrs) {
    if (!attrs.get("loss").getAsString().equals(LOSS)) {
      throw new InputException(name + ": expected the loss " + LOSS + ", got " + attrs.get("loss"));
    }
    List<Comparison> comparisons = new ArrayList<>();
    try (DeviceScope scope = backend.scope("golden " + name)) {
      GoldenCase c = new GoldenCase(file, name, backend, attrs);
      Parameter w = new Parameter(c.tensor("w0", false));
      Tensor target = c.tensor("a", false);
      try (Optimizer optimizer =
          Optimizer.of(rule(name, attrs), attrs.get("lr").getAsDouble(), List.of(w))) {
        for (int step = 1; step <= attrs.get("steps").getAsInt(); step++) {
          step(backend, w, target, optimizer);
          String key = "w" + step;
          comparisons.add(GoldenTolerance.output(key, w.tensor().toDoubles(), c.expected(key)));
        }
      }
      w.tensor().close();
    }
    return GoldenResult.of(file.name(), name, comparisons);
  }

  private static void step(Backend backend, Parameter w, Tensor target, Optimizer optimizer) {
    try (DeviceScope scope = backend.scope("step");
        Tape tape = Tape.open()) {
      Tensor distance = Unary.abs(Binary.sub(w.tensor(), target));
      optimizer.zeroGrad();
      tape.backward(Reduce.sum(Unary.pow(distance, 1.5)));
      optimizer.step();
    }
  }

  /** Adam and AdamW record the same attributes; only the case's name tells them apart. */
  private static UpdateRule rule(String name, JsonObject attrs) {
    double decay = attrs.get("weight_decay").getAsDouble();
    if (attrs.has("betas")) {
      double beta1 = attrs.get("betas").getAsJsonArray().get(0).getAsDouble();
      double beta2 = attrs.get("betas").getAsJsonArray().get(1).getAsDouble();
      double eps = attrs.get("eps").getAsDouble();
      return new Adam(
          beta1,
          beta2,
          eps,
          decay,
          name.contains("adamw"),
          attrs.get("amsgrad").getAsBoolean(),
          Adam.of(beta1, beta2).epsilon());
    }
    if (attrs.has("dampening")) {
      return new Sgd(
          attrs.get("momentum").getAsDouble(),
          attrs.get("dampening").getAsDouble(),
          decay,
          attrs.get("nesterov").getAsBoolean());
    }
    if (attrs.has("alpha")) {
      return new RmsProp(
          attrs.get("alpha").getAsDouble(),
          attrs.get("eps").getAsDouble(),
          decay,
          attrs.get("momentum").getAsDouble(),
          attrs.get("centered").getAsBoolean());
    }
    throw new InputException(name + ": unknown optimiser with attributes " + attrs.keySet());
  }
}
