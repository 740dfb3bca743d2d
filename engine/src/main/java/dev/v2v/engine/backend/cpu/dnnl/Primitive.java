package dev.v2v.engine.backend.cpu.dnnl;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCRATCHPAD;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_equal;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_get_size;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_set_data_handle;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_desc_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_desc_query_md;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_execute;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_exec_arg_md;
import static org.bytedeco.dnnl.global.dnnl.dnnl_stream_wait;

import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.host.HostStorage;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;

/**
 * A compiled computation with its argument list, made once and run many times: a run points the
 * arguments at the tensors' memory and allocates nothing. Used under the lock of {@link Dnnl}.
 */
final class Primitive implements Plan {
  private final Dnnl dnnl;
  private final String what;
  private final dnnl_primitive_desc desc;
  private final dnnl_primitive primitive = new dnnl_primitive();
  private final int[] arguments;
  private final dnnl_memory[] memories;
  private final dnnl_exec_arg_t list;
  private final Address address = new Address();
  private final long scratchBytes;

  /**
   * Takes over {@code desc}.
   *
   * @param arguments oneDNN's numbers of the arguments, in the order {@link #run} gets them
   */
  Primitive(Dnnl dnnl, String what, dnnl_primitive_desc desc, int... arguments) {
    this.dnnl = dnnl;
    this.what = what;
    this.desc = desc;
    this.arguments = arguments.clone();
    Status.check(dnnl_primitive_create(primitive, desc), what);
    scratchBytes = bytes(DNNL_ARG_SCRATCHPAD);
    memories = new dnnl_memory[arguments.length + (scratchBytes > 0 ? 1 : 0)];
    list =
        new dnnl_exec_arg_t(
            Pointer.malloc((long) memories.length * Loader.sizeof(dnnl_exec_arg_t.class)));
    for (int i = 0; i < memories.length; i++) {
      int argument = i < arguments.length ? arguments[i] : DNNL_ARG_SCRATCHPAD;
      memories[i] = new dnnl_memory();
      Status.check(dnnl_memory_create(memories[i], layout(argument), dnnl.engine, null), what);
      list.getPointer(i).arg(argument).memory(memories[i]);
    }
  }

  /** The layout in which the primitive takes an argument; owned by the primitive. */
  dnnl_memory_desc layout(int argument) {
    return dnnl_primitive_desc_query_md(desc, dnnl_query_exec_arg_md, argument);
  }

  /** Size of an argument in bytes, 0 if the primitive has no such argument. */
  long bytes(int argument) {
    dnnl_memory_desc layout = layout(argument);
    return layout == null || layout.isNull() ? 0 : dnnl_memory_desc_get_size(layout);
  }

  /** Whether the primitive takes an argument just as {@code layout} says. */
  boolean takes(int argument, Layout layout) {
    return dnnl_memory_desc_equal(layout(argument), layout.desc) != 0;
  }

  /** Runs with the tensors' memory as arguments, in the order of the constructor. */
  void run(Tensor... tensors) {
    assert Thread.holdsLock(dnnl);
    for (int i = 0; i < arguments.length; i++) {
      point(memories[i], tensors[i]);
    }
    if (scratchBytes == 0) {
      execute();
      return;
    }
    try (Tensor scratch = Dnnl.bytes(tensors[0].backend(), scratchBytes)) {
      point(memories[arguments.length], scratch);
      execute();
    }
  }

  private void execute() {
    Status.check(dnnl_primitive_execute(primitive, dnnl.stream, memories.length, list), what);
    Status.check(dnnl_stream_wait(dnnl.stream), what);
  }

  private void point(dnnl_memory memory, Tensor tensor) {
    address.at(HostStorage.of(tensor).address());
    Status.check(dnnl_memory_set_data_handle(memory, address), what);
  }

  @Override
  public void close() {
    for (dnnl_memory memory : memories) {
      dnnl_memory_destroy(memory);
    }
    Pointer.free(list);
    dnnl_primitive_destroy(primitive);
    dnnl_primitive_desc_destroy(desc);
  }

  @Override
  public String toString() {
    return what;
  }
}
