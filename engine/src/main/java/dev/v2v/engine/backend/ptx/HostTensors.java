package dev.v2v.engine.backend.ptx;

import dev.v2v.engine.Backend;
import dev.v2v.engine.Backends;
import dev.v2v.engine.DType;
import dev.v2v.engine.Half;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.ptx.machine.GlobalMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Tensors of the {@code cpu} backend, in float32, from and to the interpreted device's memory. */
final class HostTensors {
  private final GlobalMemory memory;

  HostTensors(GlobalMemory memory) {
    this.memory = memory;
  }

  /** The backend that computes; opened when first needed, since most kernels need none. */
  Backend cpu() {
    return Backends.open("cpu");
  }

  /** A copy of device memory; {@code null} for address 0. */
  Tensor read(long address, Shape shape, DType dtype) {
    if (address == 0) {
      return null;
    }
    int count = Math.toIntExact(shape.elements());
    ByteBuffer from = memory.view(address, (long) count * dtype.bytes());
    ByteBuffer wide = ByteBuffer.allocateDirect(4 * count).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      wide.putFloat(
          switch (dtype) {
            case FLOAT32 -> from.getFloat(4 * i);
            case BFLOAT16 -> Half.fromBfloat16(from.getShort(2 * i));
            case FLOAT16 -> Half.fromFloat16(from.getShort(2 * i));
            default -> throw new IllegalArgumentException("ptx: cannot multiply " + dtype);
          });
    }
    return Tensor.ofBytes(cpu(), shape, DType.FLOAT32, wide.flip());
  }

  /** Memory for a result. */
  Tensor empty(Shape shape) {
    return Tensor.empty(cpu(), shape, DType.FLOAT32);
  }

  /** Writes values to device memory, rounded to {@code dtype}. */
  void write(Tensor values, long address, DType dtype) {
    float[] host = values.toFloats();
    ByteBuffer to = memory.view(address, (long) host.length * dtype.bytes());
    for (float v : host) {
      switch (dtype) {
        case FLOAT32 -> to.putFloat(v);
        case BFLOAT16 -> to.putShort(Half.toBfloat16(v));
        case FLOAT16 -> to.putShort(Half.toFloat16(v));
        default -> throw new IllegalArgumentException("ptx: cannot multiply " + dtype);
      }
    }
  }
}
