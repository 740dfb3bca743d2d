package dev.v2v.engine.backend.cpu.dnnl;

import static org.bytedeco.dnnl.global.dnnl.dnnl_out_of_memory;
import static org.bytedeco.dnnl.global.dnnl.dnnl_success;
import static org.bytedeco.dnnl.global.dnnl.dnnl_unimplemented;

import dev.v2v.engine.DeviceException;
import dev.v2v.engine.OutOfDeviceMemoryException;

/** Turns oneDNN's status codes into exceptions; every call passes through here. */
final class Status {
  private Status() {}

  /** Throws unless {@code status} is success; {@code what} names the primitive and its shapes. */
  static void check(int status, Object what) {
    switch (status) {
      case dnnl_success -> {}
      case dnnl_out_of_memory ->
          throw new OutOfDeviceMemoryException("oneDNN: out of memory in " + what, null);
      case dnnl_unimplemented ->
          throw new DeviceException(
              "oneDNN: this processor must be able to run it, which it is not: " + what);
      default -> throw new DeviceException("oneDNN: status " + status + " from " + what);
    }
  }
}
