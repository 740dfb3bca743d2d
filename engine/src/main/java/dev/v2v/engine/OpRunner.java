package dev.v2v.engine;

/** Runs operators: checks the inputs, infers, computes, and records on the open tape. */
final class OpRunner {
  private OpRunner() {}

  static <P> Tensor[] run(Op<P> op, P params, Tensor... in) {
    return run(backendOf(op, in), op, params, in);
  }

  static <P> Tensor[] run(Backend backend, Op<P> op, P params, Tensor... in) {
    TensorSpec[] specs = new TensorSpec[in.length];
    for (int i = 0; i < in.length; i++) {
      specs[i] = in[i] == null ? null : in[i].spec();
    }
    TensorSpec[] out = op.infer(params, specs);
    Tape tape = op.differentiable() ? Tape.recording() : null;
    boolean[] needsGrad = new boolean[in.length];
    boolean record = false;
    if (tape != null) {
      for (int i = 0; i < in.length; i++) {
        needsGrad[i] = in[i] != null && in[i].requiresGrad();
        record |= needsGrad[i];
      }
    }
    OpContext<P> ctx = new OpContext<>(op, params, backend, specs, out, needsGrad);
    Tensor[] results = Tracing.operators() ? Tracing.forward(ctx, in) : op.forward(ctx, in);
    OpListeners.forward(ctx, in, results);
    if (record) {
      tape.record(ctx, in, results);
    }
    return results;
  }

  static <P> void launch(
      Backend backend, Kernel.Key<P> key, P params, Tensor[] inputs, Tensor[] outputs) {
    DType dtype = dtypeOf(inputs);
    if (dtype == null) {
      dtype = dtypeOf(outputs);
    }
    Kernel<P> kernel = backend.kernels().find(key, dtype);
    if (Tracing.kernels()) {
      Tracing.launch(key, kernel, backend, params, inputs, outputs);
    } else {
      kernel.launch(backend.stream(), params, inputs, outputs);
    }
    for (Tensor t : outputs) {
      if (t != null) {
        t.storage().markWritten();
      }
    }
  }

  /** A kernel is looked up by the type of its first tensor. */
  private static DType dtypeOf(Tensor[] tensors) {
    for (Tensor t : tensors) {
      if (t != null) {
        return t.dtype();
      }
    }
    return null;
  }

  private static Backend backendOf(Op<?> op, Tensor[] in) {
    Backend backend = null;
    for (Tensor t : in) {
      if (t == null) {
        continue;
      }
      if (backend != null && t.backend() != backend) {
        throw new DeviceException(
            op.key()
                + ": inputs must be on one device, got "
                + backend.name()
                + " and "
                + t.backend().name());
      }
      backend = t.backend();
    }
    if (backend == null) {
      throw new DeviceException(op.key() + ": needs at least one input tensor, got none");
    }
    return backend;
  }
}
