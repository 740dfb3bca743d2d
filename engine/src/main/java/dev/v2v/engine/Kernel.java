package dev.v2v.engine;

/**
 * One computation on one backend, with its outputs allocated by the caller. {@code inputs} and
 * {@code outputs} hold {@code null} where an optional tensor is absent or nobody asked for a
 * result. Thread-safe.
 *
 * @param <P> the parameter record of the operator
 */
@FunctionalInterface
public interface Kernel<P> {
  void launch(Stream stream, P params, Tensor[] inputs, Tensor[] outputs);

  /** Identity of a kernel across backends, {@code grid_sample_backward} for instance. */
  record Key<P>(String name) {
    @Override
    public String toString() {
      return name;
    }
  }

  static <P> Key<P> key(String name) {
    return new Key<>(name);
  }
}
