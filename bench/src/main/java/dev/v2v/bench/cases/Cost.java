package dev.v2v.bench.cases;

import dev.v2v.engine.TensorSpec;
import java.util.List;

/** The least work of a case: what a roofline divides by. */
@FunctionalInterface
public interface Cost {
  /** Memory traffic only. */
  Cost COPY = (in, out) -> 0;

  /** Floating-point operations of the forward pass; a multiply-add counts as two. */
  long flops(List<TensorSpec> in, List<TensorSpec> out);

  /** Bytes that must move at least: every input once, every output once. */
  default long bytes(List<TensorSpec> in, List<TensorSpec> out) {
    return bytes(in) + bytes(out);
  }

  /** A number of operations for each output element. */
  static Cost perOutput(long flops) {
    return (in, out) -> flops * out.stream().mapToLong(spec -> spec.shape().elements()).sum();
  }

  /** A number of operations for each element of the first input. */
  static Cost perInput(long flops) {
    return (in, out) -> flops * in.get(0).shape().elements();
  }

  private static long bytes(List<TensorSpec> specs) {
    return specs.stream().mapToLong(s -> s.shape().elements() * s.dtype().bytes()).sum();
  }
}
