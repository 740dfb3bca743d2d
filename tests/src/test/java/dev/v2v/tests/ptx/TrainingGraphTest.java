package dev.v2v.tests.ptx;

import static dev.v2v.engine.op.elementwise.Binary.sub;
import static dev.v2v.engine.op.elementwise.Unary.square;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.v2v.engine.Backend;
import dev.v2v.engine.Backends;
import dev.v2v.engine.CoreKernels;
import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.MemoryStatistics;
import dev.v2v.engine.Replay;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.conv.Activation;
import dev.v2v.engine.op.elementwise.Cast;
import dev.v2v.engine.op.reduce.SumTo;
import dev.v2v.nn.init.Init;
import dev.v2v.nn.layers.BatchNorm2d;
import dev.v2v.nn.layers.Conv2d;
import dev.v2v.nn.optim.Adam;
import dev.v2v.nn.optim.Optimizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Training whose forward and backward passes are recorded once and replayed as one graph, the
 * optimiser's step beside it: to the last bit what it is without a graph. The kernels run on the
 * interpreter.
 */
class TrainingGraphTest {
  private static final Shape SHAPE = Shape.of(2, 6, 5, 3);
  private static final int STEPS = 5;
  private static final int RECORDED = 2;

  private final Backend backend = Backends.open("ptx");

  /** A small network, its data in place, and the pass that leaves gradients and a loss. */
  private final class Training implements AutoCloseable {
    final Conv2d first;
    final BatchNorm2d norm;
    final Conv2d last;
    final Optimizer optimizer;
    final Tensor x = Tensor.empty(backend, SHAPE, DType.FLOAT32).persist();
    final Tensor loss = Tensor.empty(backend, Shape.scalar(), DType.FLOAT32).persist();
    final DType compute;

    Training(DType compute) {
      this.compute = compute;
      Init init = Init.seeded(backend, 11);
      first = new Conv2d(init, 3, 4, 3, 1, 1);
      norm = new BatchNorm2d(init, 4);
      last = new Conv2d(init, 4, 3, 3, 1, 1);
      List<dev.v2v.nn.Parameter> parameters =
          Stream.of(first, norm, last).flatMap(m -> m.parameters().stream()).toList();
      optimizer = Optimizer.of(Adam.of(0.9, 0.999), 0.05, parameters);
    }

    void write(int step) {
      double[] values = new SplittableRandom(step).doubles(SHAPE.elements(), -1, 1).toArray();
      try (DeviceScope scope = backend.scope("data")) {
        x.write(Tensor.of(backend, SHAPE, DType.FLOAT32, values).read());
      }
    }

    void pass() {
      try (DeviceScope scope = backend.scope("pass");
          Tape tape = Tape.open()) {
        Tensor y = norm.forward(first.forward(Cast.cast(x, compute)), Activation.RELU);
        Tensor image = Cast.cast(last.forward(y), DType.FLOAT32);
        Tensor sum = SumTo.sumTo(square(sub(image, x)), Shape.scalar());
        tape.backward(sum);
        CoreKernels.copy(sum, loss);
      }
    }

    /**
     * Loss, running statistics and weights; batches are counted by the host, which a graph is not.
     */
    double[] state() {
      DoubleStream statistics =
          norm.stateDict().entrySet().stream()
              .filter(e -> e.getKey().startsWith("running"))
              .flatMapToDouble(e -> Arrays.stream(e.getValue().toDoubles()));
      DoubleStream weights =
          optimizer.parameters().stream()
              .flatMapToDouble(p -> Arrays.stream(p.tensor().toDoubles()));
      return DoubleStream.concat(
              DoubleStream.of(loss.item()), DoubleStream.concat(statistics, weights))
          .toArray();
    }

    @Override
    public void close() {
      optimizer.clearGrad();
      optimizer.close();
      Stream.of(first, norm, last).forEach(dev.v2v.nn.Module::close);
      x.close();
      loss.close();
    }
  }

  private List<double[]> eager(DType compute) {
    List<double[]> states = new ArrayList<>();
    try (Training t = new Training(compute)) {
      for (int i = 0; i < STEPS; i++) {
        t.write(i);
        t.optimizer.clearGrad();
        t.pass();
        t.optimizer.step();
        states.add(t.state());
      }
    }
    return states;
  }

  /**
   * Records after a step: what is derived from weights is then derived in the graph, every time.
   */
  private List<double[]> replayed(DType compute) {
    List<double[]> states = new ArrayList<>();
    try (Training t = new Training(compute)) {
      Replay graph = null;
      MemoryStatistics warm = null;
      for (int i = 0; i < STEPS; i++) {
        t.write(i);
        if (i < RECORDED) {
          t.optimizer.clearGrad();
          t.pass();
        } else {
          if (graph == null) {
            t.optimizer.clearGrad(); // gradients of the graph are its own, written anew every time
            graph = backend.record(t::pass);
          }
          graph.replay();
        }
        t.optimizer.step();
        states.add(t.state());
        if (i == RECORDED) {
          warm = backend.memory();
        } else if (i > RECORDED) {
          assertEquals(warm, backend.memory(), "a replayed step allocates nothing");
        }
      }
      t.optimizer.clearGrad();
      graph.close();
    }
    return states;
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "BFLOAT16"})
  void aRecordedPassTrainsToTheSameBits(DType compute) {
    long live = backend.memory().live();
    List<double[]> eager = eager(compute);
    List<double[]> replayed = replayed(compute);
    for (int i = 0; i < STEPS; i++) {
      assertArrayEquals(eager.get(i), replayed.get(i), "step " + i);
    }
    assertNotEquals(eager.get(STEPS - 2)[0], eager.get(STEPS - 1)[0]);
    assertEquals(live, backend.memory().live());
  }
}
