package dev.v2v.nn.layers;

import static dev.v2v.nn.TrainingFixtures.BACKEND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.random.Generator;
import dev.v2v.nn.Layer;
import dev.v2v.nn.Parameter;
import dev.v2v.nn.init.Init;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Central differences in float64 over every parameter of small networks. */
class NetworkGradientTest {
  private static final double H = 1e-5;

  @Test
  void imageNetwork() {
    Init init = Init.seeded(BACKEND, 11);
    SpectralNorm spectral = new SpectralNorm(init, new Conv2d(init, 4, 3, 3, 1, 1));
    try (Sequential net =
        new Sequential(
            new Conv2d(init, 2, 4, 3, 1, 1),
            new BatchNorm2d(init, 4),
            Stateless.tanh(),
            new InstanceNorm2d(init, 4, true, true),
            spectral,
            new ConvTranspose2d(init, 3, 2, 3, 2, 1, 1),
            Stateless.sigmoid())) {
      // The gradient takes u and v as constants; so must the differences.
      spectral.eval();
      check(net, Shape.of(2, 4, 3, 2));
    }
  }

  @Test
  void vectorNetwork() {
    Init init = Init.seeded(BACKEND, 12);
    try (Sequential net =
        new Sequential(
            new Linear(init, 5, 4, true), new LayerNorm(init, 4, 1e-5), Stateless.softplus())) {
      check(net, Shape.of(3, 5));
    }
  }

  private static void check(Layer net, Shape input) {
    net.to(DType.FLOAT64);
    Generator random = new Generator(13);
    try (DeviceScope scope = BACKEND.scope("test")) {
      Tensor x = random.uniform(BACKEND, input, DType.FLOAT64, -1, 1);
      Tensor cotangent;
      try (Tape tape = Tape.open()) {
        Tensor y = net.forward(x);
        cotangent = random.uniform(BACKEND, y.shape(), DType.FLOAT64, -1, 1);
        tape.backward(y, cotangent);
      }
      double[] c = cotangent.toDoubles();
      for (Map.Entry<String, Parameter> e : net.namedParameters().entrySet()) {
        check(e.getKey(), e.getValue(), net, x, c);
      }
    }
  }

  private static void check(String name, Parameter p, Layer net, Tensor x, double[] cotangent) {
    double[] gradient = p.grad().toDoubles();
    double[] w = p.tensor().toDoubles();
    double largest = 0;
    for (double g : gradient) {
      largest = Math.max(largest, Math.abs(g));
    }
    assertEquals(w.length, gradient.length);
    for (int i = 0; i < w.length; i++) {
      double numeric =
          (value(net, x, cotangent, p, w, i, H) - value(net, x, cotangent, p, w, i, -H)) / (2 * H);
      int at = i;
      assertTrue(
          Math.abs(numeric - gradient[i]) <= 1e-6 * largest + 1e-8,
          () -> name + "[" + at + "]: differences " + numeric + ", gradient " + gradient[at]);
    }
  }

  /** The scalar that was differentiated, with one element of {@code p} moved. */
  private static double value(
      Layer net, Tensor x, double[] cotangent, Parameter p, double[] w, int i, double h) {
    double[] moved = w.clone();
    moved[i] += h;
    KnownStatistics.write(p.tensor(), moved);
    double sum = 0;
    try (DeviceScope scope = BACKEND.scope("value")) {
      double[] y = net.forward(x).toDoubles();
      for (int k = 0; k < y.length; k++) {
        sum += y[k] * cotangent[k];
      }
    }
    KnownStatistics.write(p.tensor(), w);
    return sum;
  }
}
