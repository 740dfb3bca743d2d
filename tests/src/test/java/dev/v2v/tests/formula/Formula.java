package dev.v2v.tests.formula;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.v2v.engine.Backend;
import dev.v2v.engine.DType;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.nn.Module;
import dev.v2v.nn.checkpoint.ArrayData;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Weights and images by formula, so that a full-size network can be compared with recorded numbers
 * without a checkpoint. Every value is evaluated in double and rounded to float32 once.
 */
public final class Formula {
  /** Number of the network in the seed of its weights. */
  public enum Network {
    GENERATOR(1),
    KP_DETECTOR(2),
    DISCRIMINATOR(3);

    private final int number;

    Network(int number) {
      this.number = number;
    }

    private int seed(int position) {
      return 1000 * number + position;
    }
  }

  /** Side of the images. */
  public static final int SIZE = 256;

  private static final int GOLDEN_RATIO = 0x9E3779B9;

  private Formula() {}

  /** Number {@code j} of stream {@code s}, in [-1, 1). */
  static double uniform(int s, int j) {
    int x = j + GOLDEN_RATIO * (s + 1); // wraps
    x ^= x >>> 16;
    x *= 0x7feb352d;
    x ^= x >>> 15;
    x *= 0x846ca68b;
    x ^= x >>> 16;
    return (x >>> 8) * 0x1p-23 - 1;
  }

  /** Replaces all state of a network; a key's stream is its position in the state dict. */
  public static void fill(Module module, Network network) {
    Map<String, ArrayData> filled = new LinkedHashMap<>();
    int position = 0;
    for (Map.Entry<String, ArrayData> entry : module.stateDict().entrySet()) {
      int seed = network.seed(position++);
      filled.put(entry.getKey(), values(entry.getKey(), entry.getValue(), seed));
    }
    module.load(filled);
  }

  private static ArrayData values(String key, ArrayData old, int seed) {
    if (key.endsWith("down.weight")) {
      return old; // the anti-alias kernel follows from the scale
    }
    if (old.dtype() == DType.INT64) {
      return ArrayData.ofLongs(old.shape(), new long[Math.toIntExact(old.shape().elements())]);
    }
    Rule rule = rule(key, old.shape());
    float[] values = new float[Math.toIntExact(old.shape().elements())];
    for (int j = 0; j < values.length; j++) {
      values[j] = (float) rule.value(j, uniform(seed, j));
    }
    return ArrayData.ofFloats(old.shape(), values);
  }

  /** The value at flat index {@code j}, given the random number {@code u} there. */
  private interface Rule {
    double value(int j, double u);
  }

  private static Rule rule(String key, Shape shape) {
    if (key.endsWith("running_mean") || key.matches(".*norm[12]?\\.bias")) {
      return (j, u) -> 0.25 * u;
    }
    if (key.endsWith("running_var")) {
      return (j, u) -> 1 + 0.5 * u;
    }
    if (key.matches(".*norm[12]?\\.weight")) {
      return (j, u) -> 1 + 0.25 * u;
    }
    if (key.equals("jacobian.bias")) {
      return (j, u) -> (j % 4 == 0 || j % 4 == 3 ? 1 : 0) + 0.1 * u;
    }
    if (key.endsWith("bias")) {
      return (j, u) -> 0.1 * u;
    }
    double fanIn = (double) shape.elements() / shape.dim(0);
    double gain = gain(key) * Math.sqrt(6 / fanIn);
    return (j, u) -> gain * u;
  }

  private static double gain(String key) {
    if (key.equals("jacobian.weight")) {
      return 0.1;
    }
    return key.equals("final.weight") || key.matches("bottleneck\\..*\\.conv2\\.weight") ? 0.5 : 1;
  }

  /** The test picture, moved by whole pixels: {@code (1, 256, 256, 3)} in [0, 1]. */
  public static Tensor image(Backend backend, int dx, int dy) {
    float[] values = new float[SIZE * SIZE * 3];
    for (int i = 0; i < values.length; i++) {
      int c = i % 3;
      int x = i / 3 % SIZE;
      int y = i / 3 / SIZE;
      double phase = 0.025 * (x + 1 + dx) * (c + 1) + 0.03 * (y + 1 + dy) * (3 - c);
      values[i] = (float) (0.5 + 0.5 * Math.sin(phase));
    }
    return Tensor.of(backend, Shape.of(1, SIZE, SIZE, 3), values);
  }

  /** Mean over all elements. */
  public static double mean(Tensor t) {
    double sum = 0;
    for (double v : t.toDoubles()) {
      sum += v;
    }
    return sum / t.elements();
  }

  /** Compares the values of {@code t} from {@code offset} on. */
  public static void assertValues(String what, double atol, Tensor t, int offset, double... want) {
    double[] got = t.toDoubles();
    for (int i = 0; i < want.length; i++) {
      assertEquals(want[i], got[offset + i], atol, what + " [" + (offset + i) + "]");
    }
  }
}
