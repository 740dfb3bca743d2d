package dev.v2v.engine.backend.cuda.recording;

import dev.v2v.engine.backend.cuda.driver.Arguments;
import dev.v2v.engine.backend.cuda.driver.DeviceInfo;
import dev.v2v.engine.backend.cuda.driver.Driver;
import dev.v2v.engine.backend.cuda.driver.FunctionInfo;
import dev.v2v.engine.backend.cuda.driver.LaunchShape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A driver without a device: it keeps account of memory and writes down what would have run, and
 * runs nothing, so that results are never to be had from it. It refuses what a real driver would:
 * memory beyond its size, memory freed twice, copies outside of what is allocated, and work on a
 * destroyed event. Thread-safe.
 */
public final class RecordingDriver implements Driver {
  private static final long FIRST_ADDRESS = 0x7f00_0000_0000L;
  private static final long ALIGNMENT = 512;

  private final DeviceInfo info;
  private final TreeMap<Long, Long> allocated = new TreeMap<>();
  private final Map<SharedMemory, Long> mapped = new HashMap<>();
  private final List<Call> calls = new ArrayList<>();
  private long nextAddress = FIRST_ADDRESS;
  private long used;
  private int handles;
  private List<Call> capture;
  private Queue captured;

  /**
   * One thing that would have been done.
   *
   * @param what the method of {@link Driver}, {@code launch} for instance
   * @param subject kernel, or address in hexadecimal digits
   * @param shape of a launch, else {@code null}
   * @param values arguments of a launch, or sizes
   */
  public record Call(String what, String subject, LaunchShape shape, List<String> values) {}

  private record Handle(String kind, int number) implements Queue, Event, Module {}

  private record Shared(int buffer) implements SharedMemory {}

  private record Kernel(String name) implements Function {}

  private record Recorded(List<Call> calls) implements Graph {}

  /** A driver for a device of this kind; {@code info.memoryBytes()} is all there is. */
  public RecordingDriver(DeviceInfo info) {
    this.info = info;
  }

  /** What was done since the last {@link #forget}. */
  public synchronized List<Call> calls() {
    return List.copyOf(calls);
  }

  /** The same, of one kind. */
  public synchronized List<Call> calls(String what) {
    return calls.stream().filter(c -> c.what().equals(what)).toList();
  }

  /** Empties the record. */
  public synchronized void forget() {
    calls.clear();
  }

  /** Bytes allocated and not freed. */
  public synchronized long usedBytes() {
    return used;
  }

  private void add(String what, String subject, LaunchShape shape, Object... values) {
    queued(null, what, subject, shape, values);
  }

  /** Work of a captured queue is part of its graph and not done. */
  private synchronized void queued(
      Queue queue, String what, String subject, LaunchShape shape, Object... values) {
    List<String> texts = new ArrayList<>();
    for (Object value : values) {
      texts.add(value.toString());
    }
    (isCaptured(queue) ? capture : calls).add(new Call(what, subject, shape, texts));
  }

  private synchronized boolean isCaptured(Queue queue) {
    return queue != null && queue.equals(captured);
  }

  private void refuseCaptured(String what, Queue queue) {
    if (isCaptured(queue)) {
      throw new IllegalStateException(what + ": not while the queue is captured");
    }
  }

  private synchronized Handle handle(String kind) {
    return new Handle(kind, ++handles);
  }

  @Override
  public DeviceInfo device() {
    return info;
  }

  @Override
  public synchronized long allocate(long bytes, Queue queue) {
    refuseCaptured("allocate", queue); // the graph would own the memory
    if (used + bytes > info.memoryBytes()) {
      return 0;
    }
    long address = nextAddress;
    nextAddress += (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    allocated.put(address, bytes);
    used += bytes;
    add("allocate", Long.toHexString(address), null, bytes);
    return address;
  }

  @Override
  public synchronized void free(long address, Queue queue) {
    Long bytes = allocated.remove(address);
    if (bytes == null) {
      throw new IllegalStateException("free: " + Long.toHexString(address) + " is not allocated");
    }
    used -= bytes;
    add("free", Long.toHexString(address), null, bytes);
  }

  @Override
  public void trim() {
    add("trim", "", null);
  }

  @Override
  public synchronized long freeBytes() {
    return info.memoryBytes() - used;
  }

  @Override
  public ByteBuffer allocatePinned(long bytes) {
    add("allocatePinned", "", null, bytes);
    return ByteBuffer.allocateDirect(Math.toIntExact(bytes)).order(ByteOrder.nativeOrder());
  }

  @Override
  public void freePinned(ByteBuffer pinned) {
    add("freePinned", "", null, pinned.capacity());
  }

  private synchronized void requireAllocated(long address, long bytes) {
    Map.Entry<Long, Long> block = allocated.floorEntry(address);
    if (block == null || address + bytes > block.getKey() + block.getValue()) {
      throw new IllegalStateException(
          "access: " + bytes + " bytes at " + Long.toHexString(address) + " are not allocated");
    }
  }

  /** A word in the range of addresses must be one that is allocated. */
  private synchronized void requireNoStray(long word) {
    if (word >= FIRST_ADDRESS && word < nextAddress) {
      requireAllocated(word, 1);
    }
  }

  @Override
  public void copyToDevice(ByteBuffer source, long target, Queue queue) {
    requireAllocated(target, source.remaining());
    queued(queue, "copyToDevice", Long.toHexString(target), null, source.remaining());
  }

  @Override
  public void copyToHost(long source, ByteBuffer target, Queue queue) {
    requireAllocated(source, target.remaining());
    queued(queue, "copyToHost", Long.toHexString(source), null, target.remaining());
  }

  @Override
  public void copy(long source, long target, long bytes, Queue queue) {
    requireAllocated(source, bytes);
    requireAllocated(target, bytes);
    queued(queue, "copy", Long.toHexString(target), null, bytes);
  }

  @Override
  public void fill(long target, int value, long bytes, Queue queue) {
    requireAllocated(target, bytes);
    queued(queue, "fill", Long.toHexString(target), null, value, bytes);
  }

  @Override
  public Queue createQueue() {
    return handle("queue");
  }

  @Override
  public void destroy(Queue queue) {
    add("destroyQueue", queue.toString(), null);
  }

  @Override
  public void synchronize(Queue queue) {
    refuseCaptured("synchronize", queue);
    add("synchronize", queue.toString(), null);
  }

  @Override
  public Event createEvent(boolean timing) {
    return handle("event");
  }

  @Override
  public void destroy(Event event) {
    add("destroyEvent", event.toString(), null);
  }

  @Override
  public void record(Event event, Queue queue) {
    queued(queue, "record", event.toString(), null);
  }

  @Override
  public void await(Event event, Queue queue) {
    queued(queue, "await", event.toString(), null);
  }

  @Override
  public boolean isDone(Event event) {
    return true;
  }

  @Override
  public void synchronize(Event event) {
    add("synchronize", event.toString(), null);
  }

  @Override
  public double milliseconds(Event start, Event end) {
    throw new UnsupportedOperationException("milliseconds: nothing ran, so nothing took time");
  }

  @Override
  public Module load(String name, byte[] image) {
    add("load", name, null, image.length);
    return handle("module");
  }

  @Override
  public void unload(Module module) {
    add("unload", module.toString(), null);
  }

  @Override
  public Function function(Module module, String name) {
    return new Kernel(name);
  }

  @Override
  public FunctionInfo info(Function function) {
    throw new UnsupportedOperationException("info: kernels are not compiled for a recorder");
  }

  @Override
  public void launch(Function function, LaunchShape shape, Arguments arguments, Queue queue) {
    Object[] values = new Object[arguments.count()];
    for (int i = 0; i < values.length; i++) {
      values[i] = arguments.text(i);
      if (arguments.kind(i) == Arguments.Kind.WORD64) {
        requireNoStray(arguments.slots().getLong(i * Arguments.SLOT));
      }
    }
    queued(queue, "launch", ((Kernel) function).name(), shape, values);
  }

  @Override
  public synchronized void beginCapture(Queue queue) {
    if (capture != null) {
      throw new IllegalStateException("beginCapture: the queue is captured already");
    }
    capture = new ArrayList<>();
    captured = queue;
  }

  @Override
  public synchronized Graph endCapture(Queue queue) {
    Graph graph = new Recorded(List.copyOf(capture));
    capture = null;
    captured = null;
    return graph;
  }

  @Override
  public synchronized void launch(Graph graph, Queue queue) {
    calls.addAll(((Recorded) graph).calls());
  }

  @Override
  public void destroy(Graph graph) {
    add("destroyGraph", "", null);
  }

  @Override
  public SharedMemory shareGl(int buffer) {
    add("shareGl", Integer.toString(buffer), null);
    return new Shared(buffer);
  }

  @Override
  public synchronized long map(SharedMemory memory, long bytes, Queue queue) {
    if (mapped.containsKey(memory)) {
      throw new IllegalStateException("map: is mapped already");
    }
    long address = nextAddress;
    nextAddress += (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    allocated.put(address, bytes);
    mapped.put(memory, address);
    add("map", Integer.toString(((Shared) memory).buffer()), null, bytes);
    return address;
  }

  @Override
  public synchronized void unmap(SharedMemory memory, Queue queue) {
    Long address = mapped.remove(memory);
    if (address == null) {
      throw new IllegalStateException("unmap: is not mapped");
    }
    allocated.remove(address);
    add("unmap", Integer.toString(((Shared) memory).buffer()), null);
  }

  @Override
  public synchronized void destroy(SharedMemory memory) {
    if (mapped.containsKey(memory)) {
      throw new IllegalStateException("destroy: is still mapped");
    }
    add("unshare", Integer.toString(((Shared) memory).buffer()), null);
  }

  @Override
  public void startProfiler() {
    add("startProfiler", "", null);
  }

  @Override
  public void stopProfiler() {
    add("stopProfiler", "", null);
  }

  @Override
  public void close() {
    add("close", "", null);
  }
}
