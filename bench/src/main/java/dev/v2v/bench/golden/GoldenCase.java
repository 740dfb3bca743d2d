package dev.v2v.bench.golden;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.v2v.bench.selftest.Comparison;
import dev.v2v.engine.Backend;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.InputException;
import dev.v2v.engine.Tape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.norm.BatchNormTrain;
import dev.v2v.engine.op.norm.RunningStatistics;
import dev.v2v.engine.op.norm.VarianceRule;
import dev.v2v.nn.TorchLayout;
import dev.v2v.nn.checkpoint.ArrayData;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One operator case of a golden file: its inputs as tensors of the engine's layout, its attributes,
 * and the comparison of outputs and gradients. Rank 4 is an image or a convolution weight unless an
 * operator asks for {@link #plain}.
 */
final class GoldenCase {
  private final GoldenFile file;
  private final String name;
  private final Backend backend;
  private final JsonObject attrs;
  private final Map<String, Input> inputs = new LinkedHashMap<>();
  private final List<Comparison> extra = new ArrayList<>();

  private record Input(Tensor tensor, boolean image) {}

  /** An output in the engine's layout. */
  record Output(Tensor tensor, boolean image) {
    static Output image(Tensor t) {
      return new Output(t, true);
    }

    static Output plain(Tensor t) {
      return new Output(t, false);
    }
  }

  /** Runs an operator on a case. */
  @FunctionalInterface
  interface Operator {
    Output run(GoldenCase c);
  }

  GoldenCase(GoldenFile file, String name, Backend backend, JsonObject attrs) {
    this.file = file;
    this.name = name;
    this.backend = backend;
    this.attrs = attrs;
  }

  /** Runs forward and backward and compares everything that the file has. */
  static GoldenResult check(
      GoldenFile file, String name, Backend backend, JsonObject attrs, Operator operator) {
    try (DeviceScope scope = backend.scope("golden " + name);
        Tape tape = Tape.open()) {
      GoldenCase c = new GoldenCase(file, name, backend, attrs);
      Output out = operator.run(c);
      List<Comparison> comparisons = new ArrayList<>(c.extra);
      comparisons.add(
          GoldenTolerance.output("out", values(out.tensor(), out.image()), c.expected("out")));
      tape.backward(out.tensor(), c.tensor("cotangent", out.image()));
      c.compareGradients(comparisons);
      return GoldenResult.of(file.name(), name, comparisons);
    }
  }

  private void compareGradients(List<Comparison> comparisons) {
    Map<String, ArrayData> expected = gradients();
    double largest = GoldenTolerance.largest(expected.values());
    expected.forEach(
        (input, array) -> {
          Input in = inputs.get(input);
          if (in == null || in.tensor().grad() == null) {
            throw new InputException(name + ": no gradient was computed for input '" + input + "'");
          }
          comparisons.add(
              GoldenTolerance.gradient(
                  "grad " + input,
                  values(in.tensor().grad(), in.image()),
                  array.toDoubles(),
                  largest));
        });
  }

  private Map<String, ArrayData> gradients() {
    Map<String, ArrayData> gradients = new TreeMap<>();
    String prefix = name + "/grad/";
    file.arrays()
        .forEach(
            (key, array) -> {
              if (key.startsWith(prefix)) {
                gradients.put(key.substring(prefix.length()), array);
              }
            });
    return gradients;
  }

  /** Batch normalisation in training, with the update of the running statistics compared. */
  Tensor batchNormTrain(Tensor x, Tensor gamma, Tensor beta, double eps) {
    BatchNormTrain.Result batch =
        BatchNormTrain.batchNormTrain(x, gamma, beta, eps, VarianceRule.ADD_EPS);
    if (has("running_mean_before")) {
      Tensor mean = tensor("running_mean_before", false);
      Tensor variance = tensor("running_var_before", false);
      RunningStatistics.updateRunningStatistics(batch, mean, variance, number("momentum"));
      compare("running_mean_after", mean, false);
      compare("running_var_after", variance, false);
    }
    return batch.y();
  }

  /** Compares a result beside the output. */
  void compare(String key, Tensor actual, boolean image) {
    extra.add(GoldenTolerance.output(key, values(actual, image), expected(key)));
  }

  Backend backend() {
    return backend;
  }

  boolean has(String key) {
    return file.has(name + "/" + key);
  }

  double[] expected(String key) {
    return file.array(name + "/" + key).toDoubles();
  }

  /** An input image or convolution weight, as {@code (N, H, W, C)}; {@code null} if absent. */
  Tensor image(String input) {
    return input(input, true);
  }

  /** An input whose dimensions keep their order; {@code null} if absent. */
  Tensor plain(String input) {
    return input(input, false);
  }

  private Tensor input(String input, boolean image) {
    if (!has("in/" + input)) {
      return null;
    }
    Tensor t = tensor("in/" + input, image);
    if (has("grad/" + input)) {
      t.requireGrad(true);
    }
    inputs.put(input, new Input(t, image));
    return t;
  }

  /** Any tensor of this case. */
  Tensor tensor(String key, boolean image) {
    ArrayData array = file.array(name + "/" + key);
    return image
        ? TorchLayout.toTensor(backend, array)
        : Tensor.ofBytes(backend, array.shape(), array.dtype(), array.data());
  }

  /** Values in PyTorch's order. */
  static double[] values(Tensor t, boolean image) {
    return image ? TorchLayout.toArray(t).toDoubles() : t.toDoubles();
  }

  // ---- attributes ------------------------------------------------------------------------------

  private JsonElement attr(String key) {
    JsonElement value = attrs.get(key);
    if (value == null) {
      throw new InputException(name + ": attribute '" + key + "' is missing");
    }
    return value;
  }

  boolean hasAttr(String key) {
    return attrs.has(key);
  }

  double number(String key) {
    return attr(key).getAsDouble();
  }

  int integer(String key) {
    return attr(key).getAsInt();
  }

  boolean flag(String key, boolean absent) {
    return hasAttr(key) ? attr(key).getAsBoolean() : absent;
  }

  /** Corner convention of an operator whose formula may state it in words. */
  boolean alignsCorners() {
    return hasAttr("formula")
        ? text("formula").contains("align_corners=True")
        : flag("align_corners", false);
  }

  /** The dimensions to reduce; all of {@code input} if none are named. */
  int[] dims(String input) {
    return hasAttr("dims")
        ? integers("dims")
        : java.util.stream.IntStream.range(0, expectedRank("in/" + input)).toArray();
  }

  int expectedRank(String key) {
    return file.array(name + "/" + key).shape().rank();
  }

  String text(String key) {
    return attr(key).getAsString();
  }

  /** A pair (vertical, horizontal), or one number for both. */
  int[] pair(String key) {
    JsonElement value = attr(key);
    return value.isJsonArray() ? integers(key) : new int[] {value.getAsInt(), value.getAsInt()};
  }

  int[] integers(String key) {
    List<Integer> values = new ArrayList<>();
    attr(key).getAsJsonArray().forEach(v -> values.add(v.getAsInt()));
    return values.stream().mapToInt(Integer::intValue).toArray();
  }
}
