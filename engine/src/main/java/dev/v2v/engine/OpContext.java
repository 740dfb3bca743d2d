package dev.v2v.engine;

import java.util.Arrays;

/**
 * What one run of an operator knows: its parameters, which gradients are wanted, and the tensors
 * saved for backward. Single-thread.
 */
public final class OpContext<P> {
  private static final Tensor[] NOTHING = {};

  private final Op<P> op;
  private final P params;
  private final Backend backend;
  private final TensorSpec[] in;
  private final TensorSpec[] out;
  private final boolean[] needsGrad;
  private Tensor[] saved = NOTHING;

  OpContext(
      Op<P> op, P params, Backend backend, TensorSpec[] in, TensorSpec[] out, boolean[] needsGrad) {
    this.op = op;
    this.params = params;
    this.backend = backend;
    this.in = in;
    this.out = out;
    this.needsGrad = needsGrad;
  }

  public P params() {
    return params;
  }

  public Backend backend() {
    return backend;
  }

  /** Spec of input {@code i}, {@code null} if it was absent. */
  public TensorSpec input(int i) {
    return in[i];
  }

  /** Number of inputs, absent ones included. */
  public int inputs() {
    return in.length;
  }

  /** Spec of output {@code i}. */
  public TensorSpec output(int i) {
    return out[i];
  }

  /** Whether backward must produce the gradient of input {@code i}. */
  public boolean needsGrad(int i) {
    return needsGrad[i];
  }

  /** Whether any gradient is wanted, so that saving makes sense. */
  public boolean recording() {
    for (boolean needed : needsGrad) {
      if (needed) {
        return true;
      }
    }
    return false;
  }

  /** Keeps tensors alive until backward ran or the tape closed. Called at most once. */
  public void save(Tensor... tensors) {
    if (recording()) {
      keep(tensors);
    }
  }

  /** Saves tensors whether or not a gradient of an input is wanted. */
  void keep(Tensor... tensors) {
    saved = new Tensor[tensors.length];
    for (int i = 0; i < tensors.length; i++) {
      saved[i] = tensors[i] == null ? null : tensors[i].share();
    }
  }

  /** The {@code i}-th tensor given to {@link #save}. */
  public Tensor saved(int i) {
    return saved[i];
  }

  /** New tensors for all outputs, content undefined. */
  public Tensor[] allocateOutputs() {
    return Arrays.stream(out).map(this::allocate).toArray(Tensor[]::new);
  }

  /** A new tensor in the open scope, content undefined. */
  public Tensor allocate(TensorSpec spec) {
    return Tensor.empty(backend, spec.shape(), spec.dtype());
  }

  /** A new tensor like input {@code i} if its gradient is wanted, else {@code null}. */
  public Tensor allocateGrad(int i) {
    return needsGrad[i] ? allocate(in[i]) : null;
  }

  /** New tensors like the first {@code n} inputs, {@code null} where no gradient is wanted. */
  public Tensor[] allocateGrads(int n) {
    Tensor[] grads = new Tensor[n];
    for (int i = 0; i < n; i++) {
      grads[i] = allocateGrad(i);
    }
    return grads;
  }

  /** Launches a kernel with this run's parameters. */
  public void launch(Kernel.Key<P> key, Tensor[] inputs, Tensor[] outputs) {
    launch(key, params, inputs, outputs);
  }

  /** Launches a kernel with parameters of its own. */
  public <Q> void launch(Kernel.Key<Q> key, Q kernelParams, Tensor[] inputs, Tensor[] outputs) {
    OpRunner.launch(backend, key, kernelParams, inputs, outputs);
  }

  /** Name of the operator, {@code grid_sample} for instance. */
  public String opName() {
    return op.key().name();
  }

  Op<P> op() {
    return op;
  }

  void releaseSaved() {
    for (Tensor t : saved) {
      if (t != null) {
        t.close();
      }
    }
    saved = NOTHING;
  }
}
