package dev.v2v.engine.backend.cuda.driver;

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
   * {@code y = act(conv(x, weight) + bias + residual)}.
   *
   * @param bias of the geometry's type, may be 0
   * @param residual like y, may be 0
   * @param relu whether act is max(0, .), else the identity
   */
  void forward(
      ConvGeometry g,
      long x,
      long weight,
      long bias,
      long residual,
      boolean relu,
      long y,
      Workspace workspace,
      Driver.Queue queue);

  /** {@code gradX}, the adjoint in x of the convolution, of {@code gradY}. */
  void backwardData(
      ConvGeometry g, long gradY, long weight, long gradX, Workspace workspace, Driver.Queue queue);

  /** {@code gradWeight} of {@code x} and {@code gradY}. */
  void backwardWeight(
      ConvGeometry g, long x, long gradY, long gradWeight, Workspace workspace, Driver.Queue queue);

  /** Library and version for people. */
  String description();
}
