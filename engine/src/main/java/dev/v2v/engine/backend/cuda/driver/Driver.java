package dev.v2v.engine.backend.cuda.driver;

import dev.v2v.engine.DeviceException;
import java.nio.ByteBuffer;

/**
 * What the backend asks of CUDA on one device, and no more: memory, queues, events, modules,
 * launches and graphs. Device memory is an address; what the driver hands out is opaque. Every
 * method may be called from any thread, and work of one queue is done in order.
 *
 * @implSpec A method that fails throws {@code DeviceException}, or {@code FatalDeviceException} if
 *     the device cannot be used by this process any more.
 */
public interface Driver {
  /** An ordered queue of work. */
  interface Queue {}

  /** A point in a queue. */
  interface Event {}

  /** Compiled kernels. */
  interface Module {}

  /** One kernel of a module. */
  interface Function {}

  /** Recorded work, ready to run again. */
  interface Graph {}

  /** Memory of OpenGL that the device can use while it is mapped. */
  interface SharedMemory {}

  DeviceInfo device();

  // ---- memory ----------------------------------------------------------------------------------

  /** Memory for work queued from now on, aligned to 256 bytes; 0 if the device has no more. */
  long allocate(long bytes, Queue queue);

  /** Gives memory back once the work queued so far is done. */
  void free(long address, Queue queue);

  /**
   * Says how much of an allocation is in use by work queued from now on, 0 for nothing, which a
   * driver that checks every access can hold kernels to. A device has no use for it.
   */
  default void lend(long address, long bytes, Queue queue) {}

  /** Gives what {@link #free} left in the driver's own pool to the system. */
  void trim();

  /** Bytes that the device has left, of this process and all others. */
  long freeBytes();

  /** Host memory that the device can copy without the processor's help, in native order. */
  ByteBuffer allocatePinned(long bytes);

  void freePinned(ByteBuffer pinned);

  /** Queues a copy of the remaining bytes of {@code source}, which must be pinned. */
  void copyToDevice(ByteBuffer source, long target, Queue queue);

  /** Queues a copy into the remaining space of {@code target}, which must be pinned. */
  void copyToHost(long source, ByteBuffer target, Queue queue);

  /** Queues a copy within the device. */
  void copy(long source, long target, long bytes, Queue queue);

  /** Queues setting every byte to {@code value}. */
  void fill(long target, int value, long bytes, Queue queue);

  // ---- queues and events -----------------------------------------------------------------------

  Queue createQueue();

  void destroy(Queue queue);

  /** Blocks until all work queued so far is done. */
  void synchronize(Queue queue);

  /** An event; one with {@code timing} can be given to {@link #milliseconds}. */
  Event createEvent(boolean timing);

  void destroy(Event event);

  /** Puts the event behind all work queued so far. */
  void record(Event event, Queue queue);

  /** Makes work queued from now on wait for the event. */
  void await(Event event, Queue queue);

  /** Whether the work before the event is done. */
  boolean isDone(Event event);

  /** Blocks until the work before the event is done. */
  void synchronize(Event event);

  /** Time between two recorded events that are done. */
  double milliseconds(Event start, Event end);

  // ---- kernels ---------------------------------------------------------------------------------

  /**
   * Loads a cubin, or PTX text, which the driver compiles.
   *
   * @param name for messages
   */
  Module load(String name, byte[] image);

  void unload(Module module);

  /** A kernel by its name in the module. */
  Function function(Module module, String name);

  /** What the compiled kernel takes of a multiprocessor. */
  FunctionInfo info(Function function);

  /** Queues a kernel. The arguments are read before the call returns. */
  void launch(Function function, LaunchShape shape, Arguments arguments, Queue queue);

  // ---- graphs ----------------------------------------------------------------------------------

  /** From now on work of this queue is recorded and not done. */
  void beginCapture(Queue queue);

  /** Ends recording. */
  Graph endCapture(Queue queue);

  /** Queues all recorded work. */
  void launch(Graph graph, Queue queue);

  void destroy(Graph graph);

  // ---- graphics --------------------------------------------------------------------------------

  // These four belong to the thread that has the OpenGL context.

  /**
   * Makes a buffer object of OpenGL known to the device, for writing.
   *
   * @throws DeviceException if OpenGL runs elsewhere
   */
  default SharedMemory shareGl(int buffer) {
    throw new DeviceException("preview: OpenGL does not run on " + device().name());
  }

  /**
   * Makes shared memory the device's for work queued from now on; what it held is lost.
   *
   * @param bytes that it must have at least
   * @return its address, which holds until {@link #unmap}
   */
  default long map(SharedMemory memory, long bytes, Queue queue) {
    throw new IllegalArgumentException("map: must come from shareGl");
  }

  /** Makes shared memory OpenGL's once the work queued so far is done. */
  default void unmap(SharedMemory memory, Queue queue) {
    throw new IllegalArgumentException("unmap: must come from shareGl");
  }

  /** Ends sharing; the memory must not be mapped. */
  default void destroy(SharedMemory memory) {
    throw new IllegalArgumentException("destroy: must come from shareGl");
  }

  // ---- tools -----------------------------------------------------------------------------------

  /** Opens the region that NVIDIA's profilers record when told to wait for it. */
  void startProfiler();

  void stopProfiler();

  /** Gives everything back. */
  void close();
}
