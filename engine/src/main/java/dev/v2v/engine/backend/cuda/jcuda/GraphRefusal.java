package dev.v2v.engine.backend.cuda.jcuda;

import jcuda.jcudnn.JCudnn;

/** cuDNN's graph API does not do what it was asked for; there is always another way. */
final class GraphRefusal extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;

  GraphRefusal(int status, String call) {
    super(call + ": " + JCudnn.cudnnGetErrorString(status) + " (" + status + ")");
    this.status = status;
  }

  int status() {
    return status;
  }

  /** Whether that is the library's answer, rather than a sign that it was asked in a wrong way. */
  boolean isAnswer() {
    return CudnnStatus.isNotSupported(status);
  }
}
