package dev.v2v.engine.backend.cuda.driver;

import dev.v2v.engine.op.conv.Activation;

/**
 * Convolutions on device memory. Addresses are of dense tensors in the layout of {@link
 * ConvGeometry}; 0 stands for a tensor that is absent. Sums are accumulated in float32.
 */
public interface Convolutions {
  /** Lends memory for the time of one call; see {@link Driver#allocate}. */
  interface Workspace {
    /** Memory of this size until the next call, 0 if there is none. */
    long reserve(long bytes);
  }

  /**
   * What a forward pass reads and writes.
   *
   * @param bias of the geometry's type, may be 0
   * @param residual like y, may be 0
   */
  record Operands(long x, long weight, long bias, long residual, long y) {
    /** Of a convolution alone. */
    public static Operands plain(long x, long weight, long y) {
      return new Operands(x, weight, 0, 0, y);
    }
  }

  /**
   * {@code y = act(conv(x, weight) + bias + residual)}.
   *
   * @param relu whether act is max(0, .), else the identity
   */
  void forward(ConvGeometry g, Operands o, boolean relu, Workspace workspace, Driver.Queue queue);

  /**
   * The same with any other activation, in one call where the library has one that is faster.
   *
   * @param separately computes it by {@link #forward} and a kernel of our own
   */
  default void activated(
      ConvGeometry g,
      Operands o,
      Activation activation,
      Workspace workspace,
      Driver.Queue queue,
      Runnable separately) {
    separately.run();
  }

  /** {@code gradX}, the adjoint in x of the convolution, of {@code gradY}. */
  void backwardData(
      ConvGeometry g, long gradY, long weight, long gradX, Workspace workspace, Driver.Queue queue);

  /** {@code gradWeight} of {@code x} and {@code gradY}. */
  void backwardWeight(
      ConvGeometry g, long x, long gradY, long gradWeight, Workspace workspace, Driver.Queue queue);

  /** Library and version for people. */
  String description();
}
