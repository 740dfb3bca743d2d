package dev.v2v.nn;

import static dev.v2v.engine.op.elementwise.Unary.square;
import static dev.v2v.engine.op.reduce.Reduce.mean;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.engine.Backend;
import dev.v2v.engine.Backends;
import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.Recompute;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.host.HostBackend;
import dev.v2v.engine.op.conv.Activation;
import dev.v2v.engine.op.random.Generator;
import dev.v2v.nn.checkpoint.ArrayData;
import dev.v2v.nn.init.Init;
import dev.v2v.nn.layers.BatchNorm2d;
import dev.v2v.nn.layers.Conv2d;
import dev.v2v.nn.layers.SpectralNorm;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RecomputeTest {
  private static final int CHANNELS = 4;

  /** Convolution under spectral norm, batch norm with ReLU, square: norms move state in forward. */
  private static final class Block extends Layer {
    private final SpectralNorm conv;
    private final BatchNorm2d norm;

    Block(Init init, int in) {
      conv = child("conv", new SpectralNorm(init, new Conv2d(init, in, CHANNELS, 3, 1, 1)));
      norm = child("norm", new BatchNorm2d(init, CHANNELS));
    }

    @Override
    public Tensor forward(Tensor x) {
      return square(norm.forward(conv.forward(x), Activation.RELU));
    }
  }

  private static final class Blocks extends Module {
    private final List<Block> blocks = new ArrayList<>();

    Blocks(Init init, int count) {
      for (int i = 0; i < count; i++) {
        blocks.add(child("b" + i, new Block(init, i == 0 ? 3 : CHANNELS)));
      }
    }

    Tensor forward(Tensor x) {
      Tensor y = x;
      for (Block block : blocks) {
        y = block.run(y);
      }
      return y;
    }
  }

  /** What a step leaves: loss, gradients and state, and the most memory it held. */
  private record Outcome(double loss, Map<String, float[]> values, long peak) {}

  private static Outcome step(Backend backend, boolean recompute, boolean inputNeedsGradient) {
    Map<String, float[]> values = new TreeMap<>();
    try (DeviceScope scope = backend.scope("step");
        Blocks net = new Blocks(Init.seeded(backend, 3), 8);
        Tape tape = Tape.open()) {
      net.blocks.forEach(block -> block.recompute(recompute));
      Tensor x = new Generator(5, 0).normal(backend, Shape.of(2, 32, 32, 3), DType.FLOAT32, 0, 1);
      x.requireGrad(inputNeedsGradient);
      Tensor loss = mean(square(net.forward(x)));
      tape.backward(loss);
      for (Map.Entry<String, Parameter> e : net.namedParameters().entrySet()) {
        values.put("gradient of " + e.getKey(), e.getValue().grad().toFloats());
        e.getValue().tensor().clearGrad();
      }
      if (inputNeedsGradient) {
        values.put("gradient of input", x.grad().toFloats());
      }
      for (Map.Entry<String, ArrayData> e : net.stateDict().entrySet()) {
        values.put(e.getKey(), e.getValue().toFloats());
      }
      return new Outcome(loss.item(), values, backend.memory().peak());
    }
  }

  private static void assertSame(Outcome expected, Outcome actual) {
    assertEquals(expected.loss, actual.loss);
    assertEquals(expected.values.keySet(), actual.values.keySet());
    expected.values.forEach((key, v) -> assertArrayEquals(v, actual.values.get(key), key));
    assertEquals(1, expected.values.get("b0.norm.num_batches_tracked")[0]);
  }

  @Test
  void gradientsAndStateAreTheSameToTheBit() {
    for (String name : new String[] {"reference", "cpu"}) {
      Backend backend = Backends.open(name);
      for (boolean inputNeedsGradient : new boolean[] {false, true}) {
        assertSame(
            step(backend, false, inputNeedsGradient), step(backend, true, inputNeedsGradient));
      }
    }
  }

  @Test
  void memoryDrops() {
    long kept = step(fresh(), false, true).peak;
    long recomputed = step(fresh(), true, true).peak;
    // Kept are 3 maps of each of 8 blocks, or 1 and those of the block at hand.
    assertTrue(recomputed < 0.6 * kept, recomputed + " of " + kept);
  }

  /** The reference kernels over a pool that nobody has used. */
  private static Backend fresh() {
    return new HostBackend(
        "reference", "with a pool of its own", Backends.open("reference").kernels());
  }

  @Test
  void partsNest() {
    Backend backend = Backends.open("reference");
    List<float[]> gradients = new ArrayList<>();
    for (boolean recompute : new boolean[] {false, true}) {
      try (DeviceScope scope = backend.scope("test");
          Blocks net = new Blocks(Init.seeded(backend, 3), 3);
          Tape tape = Tape.open()) {
        net.blocks.forEach(block -> block.recompute(recompute));
        Tensor x = new Generator(5, 0).normal(backend, Shape.of(1, 8, 8, 3), DType.FLOAT32, 0, 1);
        Tensor y = recompute ? Recompute.recompute(net::forward, x) : net.forward(x);
        tape.backward(mean(square(y)));
        gradients.add(net.blocks.get(0).norm.weight().grad().toFloats());
        assertEquals(1, net.stateDict().get("b2.norm.num_batches_tracked").toLongs()[0]);
      }
      assertFalse(Recompute.isRepeating());
    }
    assertArrayEquals(gradients.get(0), gradients.get(1));
  }

  @Test
  void withoutATapeOrAnythingToLearnItIsThePartItself() {
    Backend backend = Backends.open("reference");
    try (DeviceScope scope = backend.scope("test");
        Blocks net = new Blocks(Init.seeded(backend, 3), 1)) {
      Tensor x = new Generator(5, 0).normal(backend, Shape.of(1, 8, 8, 3), DType.FLOAT32, 0, 1);
      net.eval();
      float[] expected = net.forward(x).toFloats();
      net.blocks.get(0).recompute(true);
      assertArrayEquals(expected, net.forward(x).toFloats());
      net.requireGrad(false);
      try (Tape tape = Tape.open()) {
        Tensor y = net.forward(x);
        assertFalse(y.requiresGrad());
        assertEquals(0, tape.size());
        assertArrayEquals(expected, y.toFloats());
      }
    }
  }
}
