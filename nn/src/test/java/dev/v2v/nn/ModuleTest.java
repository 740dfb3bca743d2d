package dev.v2v.nn;

import static dev.v2v.nn.TrainingFixtures.BACKEND;
import static dev.v2v.nn.TrainingFixtures.assertClose;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.engine.CoreKernels;
import dev.v2v.engine.DType;
import dev.v2v.engine.DTypeException;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.ReleasedTensorException;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.elementwise.Cast;
import dev.v2v.engine.op.reduce.SumTo;
import dev.v2v.nn.checkpoint.ArrayData;
import dev.v2v.nn.checkpoint.Checkpoint;
import dev.v2v.nn.checkpoint.SafetensorsWriter;
import dev.v2v.nn.init.Init;
import dev.v2v.nn.layers.Conv2d;
import dev.v2v.nn.layers.Sequential;
import dev.v2v.nn.layers.Stateless;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModuleTest {
  /** One of each kind of state, in an order that is not the order of the state dict. */
  private static final class Everything extends Layer {
    final Conv2d inner;
    final Counter steps;
    final Buffer statistics;
    final Buffer kernel;
    final Parameter scale;

    Everything(Init init) {
      inner = child("inner", new Conv2d(init, 2, 3, 1, 1, 0));
      steps = counter("steps");
      statistics = buffer("statistics", init.constant(1, Shape.of(2)));
      kernel =
          buffer(
              "kernel",
              init.constant(2, Shape.of(1, 2, 3, 4)),
              TorchLayout.of(Shape.of(1, 2, 3, 4)),
              StateEntry.Presence.DERIVED);
      scale = parameter("scale", init.constant(3, Shape.of(2)));
    }

    @Override
    public Tensor forward(Tensor x) {
      return inner.forward(x);
    }
  }

  private static Everything everything() {
    return new Everything(Init.seeded(BACKEND, 7));
  }

  @Test
  void stateHasKeysOrderAndShapesOfTorch() {
    try (Sequential net = new Sequential(Stateless.relu(), everything())) {
      assertEquals(
          List.of(
              "1.scale", "1.steps", "1.statistics", "1.kernel", "1.inner.weight", "1.inner.bias"),
          List.copyOf(net.stateDict().keySet()));
      assertEquals(Shape.of(1, 4, 2, 3), net.stateDict().get("1.kernel").shape());
      assertEquals(DType.INT64, net.stateDict().get("1.steps").dtype());
      assertEquals(
          List.of("1.scale", "1.inner.weight", "1.inner.bias"),
          List.copyOf(net.namedParameters().keySet()));
      assertEquals(2 + 6 + 3, net.parameterCount());
    }
  }

  @Test
  void weightsArePermutedAtTheBorder() {
    Map<String, ArrayData> state = new LinkedHashMap<>();
    float[] torch = new float[2 * 3 * 2 * 1];
    for (int i = 0; i < torch.length; i++) {
      torch[i] = i;
    }
    state.put("weight", ArrayData.ofFloats(Shape.of(2, 3, 2, 1), torch));
    state.put("bias", ArrayData.ofFloats(Shape.of(2), 10, 20));
    try (Conv2d conv =
        new Conv2d(
            Init.blank(BACKEND), 3, 2, 2, 1, dev.v2v.engine.op.conv.Conv2d.Params.of(1, 0), true)) {
      conv.load(state);
      // (Co, Kh, Kw, Ci): the channel, which was second, varies fastest.
      assertArrayEquals(
          new float[] {0, 2, 4, 1, 3, 5, 6, 8, 10, 7, 9, 11}, conv.weight().tensor().toFloats());
      assertArrayEquals(torch, conv.stateDict().get("weight").toFloats());
    }
  }

  @Test
  void aStateDictThatDoesNotFitIsRefusedWhole() {
    try (Everything net = everything()) {
      Map<String, ArrayData> state = new LinkedHashMap<>(net.stateDict());
      state.remove("inner.bias");
      state.put("surplus", ArrayData.ofFloats(Shape.of(1), 1));
      state.put("statistics", ArrayData.ofFloats(Shape.of(3), 1, 2, 3));
      state.put("scale", ArrayData.ofFloats(Shape.of(2), 8, 9));
      StateDictException e = assertThrows(StateDictException.class, () -> net.load(state));
      assertEquals(
          "state dict: must have the network's keys and shapes, got 1 missing (inner.bias); "
              + "1 unexpected (surplus); 1 mismatched (statistics FLOAT32(2) from FLOAT32(3))",
          e.getMessage());
      assertArrayEquals(new float[] {3, 3}, net.scale.tensor().toFloats());
      assertFalse(net.loadMatching(state).isExact());
      assertArrayEquals(new float[] {8, 9}, net.scale.tensor().toFloats());
      assertArrayEquals(new float[] {1, 1}, net.statistics.tensor().toFloats());
    }
  }

  @Test
  void countersMayBeAbsentAndDerivedValuesAreIgnored() {
    try (Everything net = everything()) {
      net.steps.increment();
      Map<String, ArrayData> state = new LinkedHashMap<>(net.stateDict());
      state.remove("steps");
      state.put("kernel", ArrayData.ofFloats(Shape.of(1), 5));
      net.load(state);
      assertEquals(1, net.steps.value());
      assertEquals(2, net.kernel.tensor().toFloats()[0]);
      state.put("steps", ArrayData.ofLongs(Shape.scalar(), 41));
      state.remove("kernel");
      net.load(state);
      net.steps.increment();
      assertEquals(42, net.stateDict().get("steps").toLongs()[0]);
    }
  }

  @Test
  void otherFloatingTypesAreConvertedAtLoading() {
    try (Everything net = everything()) {
      Map<String, ArrayData> state = new LinkedHashMap<>(net.stateDict());
      state.put("scale", ArrayData.ofDoubles(Shape.of(2), 0.1, 1e300));
      net.load(state);
      assertArrayEquals(new float[] {0.1f, Float.POSITIVE_INFINITY}, net.scale.tensor().toFloats());
      state.put("scale", ArrayData.ofLongs(Shape.of(2), 1, 2));
      assertThrows(StateDictException.class, () -> net.load(state));
    }
  }

  @Test
  void aPrefixOnAllKeysIsTakenOff() {
    ArrayData value = ArrayData.ofFloats(Shape.of(1), 1);
    Map<String, ArrayData> wrapped = Map.of("module.a", value, "module.b.c", value);
    assertEquals(Map.of("a", value, "b.c", value), StateDicts.withoutPrefix("module.", wrapped));
    Map<String, ArrayData> mixed = Map.of("module.a", value, "b", value);
    assertSame(mixed, StateDicts.withoutPrefix("module.", mixed));
  }

  @Test
  void filesCarryTheStateBitForBit(@TempDir Path folder) {
    Path file = folder.resolve("net.safetensors");
    try (Everything net = everything();
        Everything other = new Everything(Init.blank(BACKEND))) {
      SafetensorsWriter.write(file, net.sources("net."), Map.of());
      try (Checkpoint saved = Checkpoint.open(file)) {
        other.load(saved.stateDict("net"));
      }
      net.stateDict()
          .forEach((k, v) -> TrainingFixtures.assertSame(k, v, other.stateDict().get(k)));
    }
  }

  @Test
  void inferenceConvertsAWeightOncePerVersion() {
    try (DeviceScope scope = BACKEND.scope("test")) {
      Parameter p = new Parameter(Tensor.of(BACKEND, Shape.of(2), 1, 2));
      Tensor half = p.as(DType.BFLOAT16);
      assertSame(half, p.as(DType.BFLOAT16));
      assertSame(p.tensor(), p.as(DType.FLOAT32));
      assertSame(p.tensor(), p.wideFor(DType.BFLOAT16));
      CoreKernels.fill(p.tensor(), 5);
      assertArrayEquals(new float[] {5, 5}, p.as(DType.BFLOAT16).toFloats());
      assertSame(half, p.as(DType.BFLOAT16), "memory is reused");
      try (Tensor held = half.detach()) {
        assertSame(half, p.as(DType.BFLOAT16), "readers do not disturb each other");
        CoreKernels.fill(p.tensor(), 6);
        assertNotSame(half, p.as(DType.BFLOAT16), "somebody still reads the old one");
        assertArrayEquals(new float[] {5, 5}, held.toFloats());
      }
      p.tensor().close();
    }
  }

  @Test
  void trainingRecordsTheConversion() {
    try (DeviceScope scope = BACKEND.scope("test");
        Tape tape = Tape.open();
        Conv2d conv = new Conv2d(Init.seeded(BACKEND, 1), 2, 3, 3, 1, 1)) {
      Tensor x = Tensor.of(BACKEND, Shape.of(1, 4, 4, 2), new float[32]);
      CoreKernels.fill(x, 0.5);
      Tensor wide = conv.forward(x);
      Tensor half = conv.forward(Cast.cast(x, DType.BFLOAT16));
      assertEquals(DType.BFLOAT16, half.dtype());
      assertClose("forward", wide.toDoubles(), half.toDoubles(), 1e-2, 1e-2);
      tape.backward(SumTo.sumTo(Cast.cast(half, DType.FLOAT32), Shape.scalar()));
      assertEquals(DType.FLOAT32, conv.weight().grad().dtype());
      double[] taps = new double[54];
      for (int i = 0; i < taps.length; i++) {
        int y = i / 6 % 3;
        int c = i / 2 % 3;
        taps[i] = 0.5 * (y == 1 ? 4 : 3) * (c == 1 ? 4 : 3);
      }
      assertClose("gradient", taps, conv.weight().grad().toDoubles(), 0, 0);
    }
  }

  @Test
  void modesAndFreezingReachEveryPart() {
    try (Everything net = everything();
        Tape tape = Tape.open();
        DeviceScope scope = BACKEND.scope("test")) {
      assertTrue(net.inner.isTraining());
      net.eval();
      assertFalse(net.inner.isTraining());
      net.train();
      assertTrue(net.inner.isTraining());
      Tensor x = Tensor.of(BACKEND, Shape.of(1, 1, 1, 2), 1, 2);
      tape.backward(SumTo.sumTo(net.forward(x), Shape.scalar()));
      assertArrayEquals(new float[] {1, 1, 1}, net.inner.bias().grad().toFloats());
      net.requireGrad(false);
      assertNull(net.inner.bias().grad());
      assertFalse(net.forward(x).requiresGrad());
    }
  }

  @Test
  void stateChangesItsTypeForGradientChecks() {
    try (Everything net = everything();
        DeviceScope scope = BACKEND.scope("test")) {
      float[] before = net.inner.weight().tensor().toFloats();
      net.to(DType.FLOAT64);
      Tensor x = Tensor.of(BACKEND, Shape.of(1, 1, 1, 2), DType.FLOAT64, 1, 2);
      assertEquals(DType.FLOAT64, net.forward(x).dtype());
      assertEquals(DType.FLOAT64, net.statistics.dtype());
      assertTrue(net.inner.weight().requiresGrad());
      net.to(DType.FLOAT32);
      assertArrayEquals(before, net.inner.weight().tensor().toFloats());
      assertThrows(DTypeException.class, () -> net.to(DType.BFLOAT16));
    }
  }

  @Test
  void stateOutlivesScopesUntilClosed() {
    long live = BACKEND.memory().live();
    Everything net;
    try (DeviceScope scope = BACKEND.scope("construction")) {
      net = everything();
      net.inner.weight().as(DType.BFLOAT16);
    }
    assertEquals(3, net.scale.tensor().toFloats()[0]);
    net.close();
    net.close();
    assertThrows(ReleasedTensorException.class, net::stateDict);
    assertEquals(live, BACKEND.memory().live());
  }

  @Test
  void namesAreCheckedAndTiedParametersCountOnce() {
    class Tied extends Module {
      Tied(Parameter p, String second) {
        parameter("a", p);
        parameter(second, p);
      }
    }
    Parameter p = new Parameter(Tensor.of(BACKEND, Shape.of(1), 1));
    try (Tied tied = new Tied(p, "b")) {
      assertEquals(List.of("a", "b"), List.copyOf(tied.stateDict().keySet()));
      assertEquals(List.of(p), tied.parameters());
      assertThrows(IllegalArgumentException.class, () -> new Tied(p, "a"));
      assertThrows(IllegalArgumentException.class, () -> new Tied(p, "x.y"));
    }
  }
}
