package dev.v2v.nn;

import static dev.v2v.engine.op.elementwise.Binary.sub;
import static dev.v2v.engine.op.elementwise.Unary.square;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.engine.Backend;
import dev.v2v.engine.Backends;
import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.MemoryStatistics;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.elementwise.Cast;
import dev.v2v.engine.op.random.Generator;
import dev.v2v.engine.op.reduce.SumTo;
import dev.v2v.nn.init.Init;
import dev.v2v.nn.layers.Conv2d;
import dev.v2v.nn.layers.Sequential;
import dev.v2v.nn.layers.Stateless;
import dev.v2v.nn.optim.Adam;
import dev.v2v.nn.optim.Optimizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A small network learns to blur, from its seed to its last bit. */
class TinyTrainingTest {
  private static final int STEPS = 60;

  /** Losses and final weights of a run whose data are of type {@code dtype}. */
  private record Run(List<Double> losses, List<Double> weight) {}

  private static Run train(Backend backend, long seed, DType dtype) {
    List<Double> losses = new ArrayList<>();
    try (DeviceScope scope = backend.scope("training")) {
      Init init = Init.seeded(backend, seed);
      Generator data = new Generator(seed + 1);
      Conv2d last = new Conv2d(init, 8, 3, 3, 1, 1);
      Conv2d blur = blur(backend);
      try (Sequential net =
              new Sequential(new Conv2d(init, 3, 8, 3, 1, 1), Stateless.leakyRelu(0.2), last);
          blur;
          Optimizer optimizer = Optimizer.of(Adam.of(0.9, 0.999), 0.01, net.parameters())) {
        MemoryStatistics warm = null;
        for (int i = 0; i < STEPS; i++) {
          losses.add(step(backend, net, blur, optimizer, data, dtype));
          if (i == 2) {
            warm = backend.memory();
          }
        }
        assertEquals(warm, backend.memory(), "a warm step must allocate nothing");
        double[] weight = last.weight().tensor().toDoubles();
        return new Run(losses, Arrays.stream(weight).boxed().toList());
      }
    }
  }

  /** A box filter over colour images. */
  private static Conv2d blur(Backend backend) {
    Conv2d blur = new Conv2d(Init.blank(backend), 3, 3, 3, 1, 1);
    double[] taps = new double[81];
    for (int i = 0; i < taps.length; i++) {
      taps[i] = i / 27 == i % 3 ? 1.0 / 9 : 0; // out channel = in channel
    }
    try (Tensor box = Tensor.of(backend, Shape.of(3, 3, 3, 3), DType.FLOAT32, taps)) {
      blur.weight().tensor().write(box.read());
    }
    blur.requireGrad(false);
    return blur;
  }

  private static double step(
      Backend backend,
      Sequential net,
      Conv2d goal,
      Optimizer optimizer,
      Generator data,
      DType dtype) {
    optimizer.zeroGrad();
    try (DeviceScope scope = backend.scope("step");
        Tape tape = Tape.open()) {
      Tensor x = data.uniform(backend, Shape.of(2, 6, 6, 3), DType.FLOAT32, -1, 1);
      Tensor y = Cast.cast(net.forward(Cast.cast(x, dtype)), DType.FLOAT32);
      Tensor loss = SumTo.sumTo(square(sub(y, goal.forward(x))), Shape.scalar());
      tape.backward(loss);
      optimizer.step();
      return loss.item();
    }
  }

  private static double tail(Run run) {
    return run.losses().subList(STEPS - 5, STEPS).stream()
        .mapToDouble(Double::doubleValue)
        .average()
        .orElseThrow();
  }

  @Test
  void lossFallsAndEveryBitFollowsFromTheSeed() {
    Backend backend = TrainingFixtures.BACKEND;
    Run first = train(backend, 1, DType.FLOAT32);
    assertLearned(first);
    assertEquals(first, train(backend, 1, DType.FLOAT32));
    assertNotEquals(first.weight(), train(backend, 2, DType.FLOAT32).weight());
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "BFLOAT16"})
  void lossFallsOnTheFastBackendToo(DType dtype) {
    assertLearned(train(Backends.open("cpu"), 1, dtype));
  }

  private static void assertLearned(Run run) {
    assertTrue(tail(run) < 0.2 * run.losses().get(0), () -> run.losses().toString());
  }
}
