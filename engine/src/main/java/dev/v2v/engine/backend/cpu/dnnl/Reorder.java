package dev.v2v.engine.backend.cpu.dnnl;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_get_blob;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_get_size;
import static org.bytedeco.dnnl.global.dnnl.dnnl_reorder_primitive_desc_create;

import dev.v2v.engine.Tensor;
import java.nio.ByteBuffer;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.javacpp.SizeTPointer;

/** Conversion between the engine's weight layouts and those that oneDNN's kernels want. */
final class Reorder implements AutoCloseable {
  private final Primitive primitive;
  private final Object target;
  private final long targetBytes;

  Reorder(Dnnl dnnl, dnnl_memory_desc from, dnnl_memory_desc to) {
    try (Attributes attributes = new Attributes()) {
      dnnl_primitive_desc desc = new dnnl_primitive_desc();
      Status.check(
          dnnl_reorder_primitive_desc_create(
              desc, from, dnnl.engine, to, dnnl.engine, attributes.attr),
          "reorder");
      primitive = new Primitive(dnnl, "reorder", desc, DNNL_ARG_SRC, DNNL_ARG_DST);
    }
    target = content(to);
    targetBytes = dnnl_memory_desc_get_size(to);
  }

  /** The bytes of a descriptor, as a key that compares by content. */
  private static Object content(dnnl_memory_desc desc) {
    try (SizeTPointer size = new SizeTPointer(1)) {
      Status.check(dnnl_memory_desc_get_blob((byte[]) null, size, desc), "memory descriptor");
      byte[] blob = new byte[Math.toIntExact(size.get())];
      Status.check(dnnl_memory_desc_get_blob(blob, size, desc), "memory descriptor");
      return ByteBuffer.wrap(blob).asReadOnlyBuffer();
    }
  }

  void run(Tensor from, Tensor to) {
    primitive.run(from, to);
  }

  /** {@code weight} in the target layout, converted once for each version of its content. */
  Tensor packed(Tensor weight) {
    return weight
        .storage()
        .derived(
            target,
            () -> {
              Tensor packed = Dnnl.bytes(weight.backend(), targetBytes);
              primitive.run(weight, packed);
              return packed;
            });
  }

  @Override
  public void close() {
    primitive.close();
  }
}
