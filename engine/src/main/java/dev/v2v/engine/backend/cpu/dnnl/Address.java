package dev.v2v.engine.backend.cpu.dnnl;

import org.bytedeco.javacpp.Pointer;

/** A native pointer to point anywhere, again and again, without an object for each place. */
final class Address extends Pointer {
  Address() {
    super((Pointer) null);
  }

  Address at(long place) {
    address = place;
    return this;
  }
}
