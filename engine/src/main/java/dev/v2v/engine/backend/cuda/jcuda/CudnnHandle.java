package dev.v2v.engine.backend.cuda.jcuda;

import jcuda.jcudnn.cudnnHandle;

/** cuDNN's handle, with the address that JCudnn keeps to itself and the graph API asks for. */
final class CudnnHandle extends cudnnHandle {
  long value() {
    return getNativePointer();
  }
}
