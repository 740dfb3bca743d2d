package dev.v2v.engine.backend.cuda.jcuda;

import jcuda.Pointer;
import jcuda.driver.CUdeviceptr;

/** Device addresses as numbers, which JCuda keeps to itself. */
final class Address extends CUdeviceptr {
  /** An address that a call will fill in. */
  Address() {}

  private Address(long address) {
    super(new CUdeviceptr(), address); // an offset from null
  }

  static Address of(long address) {
    return new Address(address);
  }

  /** A pointer for libraries, which take host and device addresses alike. */
  static Pointer pointer(long address) {
    return address == 0 ? new Pointer() : new Address(address);
  }

  /** What a call filled in. */
  long value() {
    return getNativePointer();
  }
}
