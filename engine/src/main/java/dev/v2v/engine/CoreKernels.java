package dev.v2v.engine;

/** The kernels that autograd itself needs, on every backend. */
public final class CoreKernels {
  /** Sets every element of the output to the parameter. */
  public static final Kernel.Key<Double> FILL = Kernel.key("fill");

  /** Converts the input to the output's type, rounding to nearest even; also plain copies. */
  public static final Kernel.Key<Void> CAST = Kernel.key("cast");

  /** Adds the input to the output in place, in the output's type. */
  public static final Kernel.Key<Void> ACCUMULATE = Kernel.key("accumulate");

  /**
   * Looks for what is not finite in the input, a floating type; output INT64 {@code (3)}: NaNs,
   * infinities, and the index of the first of either, {@link #NOWHERE} if there is none.
   */
  public static final Kernel.Key<Void> FINITE_CHECK = Kernel.key("finite_check");

  /** No index: every byte is 0x7f, so that devices can set it by byte. */
  public static final long NOWHERE = 0x7f7f7f7f7f7f7f7fL;

  private CoreKernels() {}

  /** A new tensor with all elements {@code value}. */
  public static Tensor full(Backend backend, Shape shape, DType dtype, double value) {
    Tensor t = Tensor.empty(backend, shape, dtype);
    fill(t, value);
    return t;
  }

  /** Overwrites {@code t} in place. */
  public static void fill(Tensor t, double value) {
    OpRunner.launch(t.backend(), FILL, value, new Tensor[0], new Tensor[] {t});
  }

  /** Overwrites {@code target} in place with {@code source} of the same shape. */
  public static void copy(Tensor source, Tensor target) {
    requireSameShape("copy", source, target);
    OpRunner.launch(target.backend(), CAST, null, new Tensor[] {source}, new Tensor[] {target});
  }

  /** {@code accumulator += addend}, in place. */
  public static void accumulate(Tensor accumulator, Tensor addend) {
    requireSameShape("accumulate", addend, accumulator);
    OpRunner.launch(
        accumulator.backend(), ACCUMULATE, null, new Tensor[] {addend}, new Tensor[] {accumulator});
  }

  /** The report of {@link #FINITE_CHECK} on {@code t}, made where {@code t} is. */
  public static Tensor finiteReport(Tensor t) {
    Tensor report = Tensor.empty(t.backend(), Shape.of(3), DType.INT64);
    OpRunner.launch(t.backend(), FINITE_CHECK, null, new Tensor[] {t}, new Tensor[] {report});
    return report;
  }

  private static void requireSameShape(String name, Tensor source, Tensor target) {
    if (!source.shape().equals(target.shape())) {
      throw new ShapeException(
          name + ": shapes must be equal, got " + source.shape() + " and " + target.shape());
    }
  }
}
