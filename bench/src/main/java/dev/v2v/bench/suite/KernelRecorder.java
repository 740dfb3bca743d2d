package dev.v2v.bench.suite;

import dev.v2v.bench.cases.OpCase;
import dev.v2v.bench.harness.Inapplicable;
import dev.v2v.engine.Backend;
import dev.v2v.engine.DType;
import dev.v2v.engine.Kernel;
import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.TensorSpec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Writes down what kernels a piece of work launches on a backend, and on what. Single-thread. */
final class KernelRecorder {
  private final Backend backend;
  private final Predicate<String> wanted;
  private final boolean contents;
  private final List<Launch> launches = new ArrayList<>();
  private Map<String, Double> seconds;

  /**
   * A tensor that a kernel was given.
   *
   * @param content before the launch; {@code null} if it was not asked for
   * @param twin place of the input that an output is, -1 for none
   */
  record Operand(TensorSpec spec, ByteBuffer content, int twin) {
    long bytes() {
      return Inputs.bytes(spec);
    }
  }

  /** One launch; absent operands are {@code null}. */
  record Launch(
      String kernel, DType dtype, Object params, List<Operand> inputs, List<Operand> outputs) {
    long bytes() {
      return Stream.concat(inputs.stream(), outputs.stream())
          .mapToLong(o -> o == null || o.twin() >= 0 ? 0 : o.bytes())
          .sum();
    }
  }

  private KernelRecorder(Backend backend, Predicate<String> wanted, boolean contents) {
    this.backend = backend;
    this.wanted = wanted;
    this.contents = contents;
  }

  /** The names of the kernels that {@code work} launches, in order of their first launches. */
  static List<String> names(Backend backend, Runnable work) {
    List<Launch> launches = new KernelRecorder(backend, name -> true, false).run(work);
    return launches.stream().map(Launch::kernel).distinct().toList();
  }

  /** All launches of {@code work}, without what was in their operands. */
  static List<Launch> launches(Backend backend, Runnable work) {
    return new KernelRecorder(backend, name -> true, false).run(work);
  }

  /** The launches of one kernel, with what was in their operands. */
  static List<Launch> launchesOf(Backend backend, String kernel, Runnable work) {
    return new KernelRecorder(backend, kernel::equals, true).run(work);
  }

  /**
   * The launch of a kernel that moves most, of those in an operator's forward and backward passes.
   *
   * @throws Inapplicable if there is none
   */
  static Launch largest(Backend backend, String kernel, DType type, OpCase operator) {
    return launchesOf(backend, kernel, () -> Passes.once(backend, type, operator)).stream()
        .max(Comparator.comparingLong(Launch::bytes))
        .orElseThrow(() -> new Inapplicable(operator.name() + " does not launch it here"));
  }

  /** Seconds by kernel of one run of {@code work}, the longest first. */
  static Map<String, Double> seconds(Backend backend, Runnable work) {
    KernelRecorder recorder = new KernelRecorder(backend, name -> true, false);
    recorder.seconds = new HashMap<>();
    recorder.run(work);
    Map<String, Double> sorted = new LinkedHashMap<>();
    recorder.seconds.entrySet().stream()
        .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
        .forEach(e -> sorted.put(e.getKey(), e.getValue()));
    return sorted;
  }

  private List<Launch> run(Runnable work) {
    KernelRegistry registry = backend.kernels();
    List<Runnable> restore = new ArrayList<>();
    registry
        .listing()
        .forEach(
            (name, dtypes) -> {
              if (wanted.test(name)) {
                List.copyOf(dtypes).forEach(dtype -> restore.add(wrap(registry, name, dtype)));
              }
            });
    try {
      work.run();
    } finally {
      restore.forEach(Runnable::run);
    }
    return launches;
  }

  private Runnable wrap(KernelRegistry registry, String name, DType dtype) {
    Kernel.Key<Object> key = Kernel.key(name);
    Kernel<Object> kernel = registry.find(key, dtype);
    registry.add(
        key,
        List.of(dtype),
        (stream, params, in, out) -> {
          launches.add(
              new Launch(name, dtype, params, operands(in, new Tensor[0]), operands(out, in)));
          if (seconds == null) {
            kernel.launch(stream, params, in, out);
          } else {
            timed(name, stream, () -> kernel.launch(stream, params, in, out));
          }
        });
    return () -> registry.add(key, List.of(dtype), kernel);
  }

  private void timed(String name, dev.v2v.engine.Stream stream, Runnable launch) {
    try (dev.v2v.engine.Stream.Mark start = stream.mark()) {
      launch.run();
      try (dev.v2v.engine.Stream.Mark end = stream.mark()) {
        seconds.merge(name, end.secondsSince(start), Double::sum);
      }
    }
  }

  private List<Operand> operands(Tensor[] tensors, Tensor[] before) {
    List<Operand> operands = new ArrayList<>(); // absent ones stay null
    for (Tensor t : tensors) {
      operands.add(
          t == null ? null : new Operand(t.spec(), contents ? t.read() : null, twin(t, before)));
    }
    return operands;
  }

  private static int twin(Tensor t, Tensor[] before) {
    for (int i = 0; i < before.length; i++) {
      if (before[i] != null && before[i].storage() == t.storage()) {
        return i;
      }
    }
    return -1;
  }
}
