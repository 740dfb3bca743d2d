package dev.v2v.nn;

import static dev.v2v.engine.op.elementwise.Binary.sub;
import static dev.v2v.engine.op.elementwise.Unary.square;
import static dev.v2v.nn.TrainingFixtures.BACKEND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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

/** A small network learns to blur, from its seed to its last bit. */
class TinyTrainingTest {
  private static final int STEPS = 60;

  /** Losses and final weights of a run whose data are of type {@code dtype}. */
  private record Run(List<Double> losses, List<Double> weight) {}

  private static Run train(long seed, DType dtype) {
    List<Double> losses = new ArrayList<>();
    try (DeviceScope scope = BACKEND.scope("training")) {
      Init init = Init.seeded(BACKEND, seed);
      Generator data = new Generator(seed + 1);
      Conv2d last = new Conv2d(init, 8, 3, 3, 1, 1);
      Conv2d blur = blur();
      try (Sequential net =
              new Sequential(new Conv2d(init, 3, 8, 3, 1, 1), Stateless.leakyRelu(0.2), last);
          blur;
          Optimizer optimizer = Optimizer.of(Adam.of(0.9, 0.999), 0.01, net.parameters())) {
        MemoryStatistics warm = null;
        for (int i = 0; i < STEPS; i++) {
          losses.add(step(net, blur, optimizer, data, dtype));
          if (i == 2) {
            warm = BACKEND.memory();
          }
        }
        assertEquals(warm, BACKEND.memory(), "a warm step must allocate nothing");
        double[] weight = last.weight().tensor().toDoubles();
        return new Run(losses, Arrays.stream(weight).boxed().toList());
      }
    }
  }

  /** A box filter over colour images. */
  private static Conv2d blur() {
    Conv2d blur = new Conv2d(Init.blank(BACKEND), 3, 3, 3, 1, 1);
    double[] taps = new double[81];
    for (int i = 0; i < taps.length; i++) {
      taps[i] = i / 27 == i % 3 ? 1.0 / 9 : 0; // out channel = in channel
    }
    try (Tensor box = Tensor.of(BACKEND, Shape.of(3, 3, 3, 3), DType.FLOAT32, taps)) {
      blur.weight().tensor().write(box.read());
    }
    blur.requireGrad(false);
    return blur;
  }

  private static double step(
      Sequential net, Conv2d goal, Optimizer optimizer, Generator data, DType dtype) {
    optimizer.zeroGrad();
    try (DeviceScope scope = BACKEND.scope("step");
        Tape tape = Tape.open()) {
      Tensor x = data.uniform(BACKEND, Shape.of(2, 6, 6, 3), DType.FLOAT32, -1, 1);
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
    Run first = train(1, DType.FLOAT32);
    assertTrue(tail(first) < 0.2 * first.losses().get(0), () -> first.losses().toString());
    Run second = train(1, DType.FLOAT32);
    assertEquals(first, second);
    assertNotEquals(first.weight(), train(2, DType.FLOAT32).weight());
  }

  @Test
  void lossFallsInBfloat16WithFloat32Masters() {
    Run half = train(1, DType.BFLOAT16);
    assertTrue(tail(half) < 0.2 * half.losses().get(0), () -> half.losses().toString());
  }
}
