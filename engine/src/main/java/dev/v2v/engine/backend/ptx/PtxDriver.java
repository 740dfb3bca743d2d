package dev.v2v.engine.backend.ptx;

import dev.v2v.engine.backend.cuda.driver.Arguments;
import dev.v2v.engine.backend.cuda.driver.DeviceInfo;
import dev.v2v.engine.backend.cuda.driver.Driver;
import dev.v2v.engine.backend.cuda.driver.FunctionInfo;
import dev.v2v.engine.backend.cuda.driver.LaunchShape;
import dev.v2v.engine.ptx.machine.GlobalMemory;
import dev.v2v.engine.ptx.machine.LaunchProfile;
import dev.v2v.engine.ptx.machine.LoadedKernel;
import dev.v2v.engine.ptx.machine.LoadedModule;
import dev.v2v.engine.ptx.machine.Machine;
import dev.v2v.engine.ptx.machine.Schedule;
import dev.v2v.engine.ptx.machine.Snapshot;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A driver that interprets kernels. Work is done when it is queued, so a fault shows at the launch
 * that causes it. Thread-safe; launches are done one after the other.
 */
public final class PtxDriver implements Driver {
  private static final long MEMORY_BYTES = 8L << 30;
  private static final int SHARED_BYTES = 48 << 10;

  /**
   * Multiprocessors that it claims: few, so that small inputs already make kernels stride over more
   * than one block's worth.
   */
  private static final int MULTIPROCESSORS = 4;

  private final Machine machine;
  private Schedule schedule = Schedule.ASCENDING;
  private Consumer<LaunchProfile> observer = profile -> {};
  private Schedule permutation;
  private Consumer<String> differing = kernel -> {};
  private Queue captured;
  private List<Runnable> capture;

  private static final class HostQueue implements Queue {}

  private static final class Mark implements Event {
    private volatile long nanos;
  }

  private record Loaded(LoadedModule module) implements Module {}

  private record Entry(LoadedKernel kernel) implements Function {}

  private record Recorded(List<Runnable> work) implements Graph {}

  /** A device that runs blocks on so many cores. */
  PtxDriver(int workers) {
    machine = new Machine(workers);
  }

  /** The memory of the device. */
  public GlobalMemory memory() {
    return machine.memory();
  }

  /** From now on blocks and warps run in this order. */
  public synchronized void schedule(Schedule order) {
    schedule = order;
  }

  /**
   * From now on every launch runs a second time, on the same memory, in the order of {@code other};
   * a kernel that leaves other bits then is told to {@code listener}.
   */
  public synchronized void permute(Schedule other, Consumer<String> listener) {
    permutation = other;
    differing = listener;
  }

  /** From now on each launch is told to {@code listener} when it is done. */
  public synchronized void observe(Consumer<LaunchProfile> listener) {
    observer = listener;
  }

  /** Does work in its turn: at once, or at each replay if the queue is recorded. */
  synchronized void queue(Queue queue, Runnable work) {
    if (queue == captured) {
      capture.add(work);
    } else {
      work.run();
    }
  }

  private synchronized void refuseCaptured(String what, Queue queue) {
    if (queue == captured) {
      throw new IllegalStateException(what + ": not while the queue is captured");
    }
  }

  @Override
  public DeviceInfo device() {
    return new DeviceInfo(
        0,
        "PTX interpreter",
        7,
        5,
        MULTIPROCESSORS,
        MEMORY_BYTES,
        SHARED_BYTES,
        1 << 20,
        0,
        0,
        0,
        12_000);
  }

  // ---- memory ----------------------------------------------------------------------------------

  @Override
  public long allocate(long bytes, Queue queue) {
    refuseCaptured("allocate", queue);
    return bytes > freeBytes() || bytes > Integer.MAX_VALUE - 8
        ? 0
        : memory().allocate(bytes, "allocation");
  }

  @Override
  public void free(long address, Queue queue) {
    memory().free(address);
  }

  @Override
  public void lend(long address, long bytes, Queue queue) {
    queue(queue, () -> memory().lend(address, bytes));
  }

  @Override
  public void trim() {} // nothing is kept

  @Override
  public long freeBytes() {
    return MEMORY_BYTES - memory().usedBytes();
  }

  @Override
  public ByteBuffer allocatePinned(long bytes) {
    return ByteBuffer.allocateDirect(Math.toIntExact(bytes)).order(ByteOrder.nativeOrder());
  }

  @Override
  public void freePinned(ByteBuffer pinned) {} // the collector does

  @Override
  public void copyToDevice(ByteBuffer source, long target, Queue queue) {
    ByteBuffer from = source.duplicate();
    queue(queue, () -> memory().view(target, from.remaining()).put(from.duplicate()));
  }

  @Override
  public void copyToHost(long source, ByteBuffer target, Queue queue) {
    ByteBuffer to = target.duplicate();
    queue(queue, () -> to.duplicate().put(memory().view(source, to.remaining())));
  }

  @Override
  public void copy(long source, long target, long bytes, Queue queue) {
    queue(queue, () -> memory().view(target, bytes).put(memory().view(source, bytes)));
  }

  @Override
  public void fill(long target, int value, long bytes, Queue queue) {
    queue(
        queue,
        () -> {
          ByteBuffer to = memory().view(target, bytes);
          while (to.hasRemaining()) {
            to.put((byte) value);
          }
        });
  }

  // ---- queues and events -----------------------------------------------------------------------

  @Override
  public Queue createQueue() {
    return new HostQueue();
  }

  @Override
  public void destroy(Queue queue) {} // holds nothing

  @Override
  public void synchronize(Queue queue) {
    refuseCaptured("synchronize", queue);
  }

  @Override
  public Event createEvent(boolean timing) {
    return new Mark();
  }

  @Override
  public void destroy(Event event) {} // holds nothing

  @Override
  public void record(Event event, Queue queue) {
    queue(queue, () -> ((Mark) event).nanos = System.nanoTime());
  }

  @Override
  public void await(Event event, Queue queue) {} // all before it is done

  @Override
  public boolean isDone(Event event) {
    return true;
  }

  @Override
  public void synchronize(Event event) {} // all before it is done

  /** Time on the host: says nothing about a GPU. */
  @Override
  public double milliseconds(Event start, Event end) {
    return (((Mark) end).nanos - ((Mark) start).nanos) * 1e-6;
  }

  // ---- kernels ---------------------------------------------------------------------------------

  @Override
  public Module load(String name, byte[] image) {
    return new Loaded(machine.load(name, new String(image, StandardCharsets.UTF_8)));
  }

  @Override
  public void unload(Module module) {
    machine.unload(((Loaded) module).module());
  }

  @Override
  public Function function(Module module, String name) {
    LoadedModule loaded = ((Loaded) module).module();
    return new Entry(loaded.kernel(name));
  }

  /** Registers are the assembler's choice, which is not known here: 0. */
  @Override
  public FunctionInfo info(Function function) {
    LoadedKernel kernel = ((Entry) function).kernel();
    return new FunctionInfo(0, kernel.sharedBytes(), kernel.localBytes(), kernel.mostThreads());
  }

  @Override
  public void launch(Function function, LaunchShape shape, Arguments arguments, Queue queue) {
    LoadedKernel kernel = ((Entry) function).kernel();
    long[] values = new long[arguments.count()];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          arguments.kind(i) == Arguments.Kind.WORD64
              ? arguments.slots().getLong(Arguments.SLOT * i)
              : arguments.slots().getInt(Arguments.SLOT * i);
    }
    if (kernel.sharedBytes() + shape.sharedBytes() > SHARED_BYTES) {
      throw new IllegalArgumentException(
          "kernel %s: shared memory must be at most %d bytes, got %d in %s"
              .formatted(
                  kernel.name(), SHARED_BYTES, kernel.sharedBytes() + shape.sharedBytes(), shape));
    }
    queue(queue, () -> run(kernel, shape, values));
  }

  private void run(LoadedKernel kernel, LaunchShape shape, long[] values) {
    if (permutation == null) {
      observer.accept(machine.launch(kernel, shape, values, schedule));
      return;
    }
    Snapshot before = memory().snapshot();
    observer.accept(machine.launch(kernel, shape, values, schedule));
    Snapshot result = memory().snapshot();
    memory().restore(before);
    machine.launch(kernel, shape, values, permutation);
    if (!memory().snapshot().sameAs(result)) {
      differing.accept(kernel.name());
    }
    memory().restore(result);
  }

  // ---- graphs ----------------------------------------------------------------------------------

  @Override
  public synchronized void beginCapture(Queue queue) {
    if (captured != null) {
      throw new IllegalStateException("beginCapture: a queue is captured already");
    }
    captured = queue;
    capture = new ArrayList<>();
  }

  @Override
  public synchronized Graph endCapture(Queue queue) {
    Graph graph = new Recorded(List.copyOf(capture));
    captured = null;
    capture = null;
    return graph;
  }

  @Override
  public synchronized void launch(Graph graph, Queue queue) {
    ((Recorded) graph).work().forEach(work -> queue(queue, work));
  }

  @Override
  public void destroy(Graph graph) {} // holds nothing

  // ---- tools -----------------------------------------------------------------------------------

  @Override
  public void startProfiler() {} // counters are always on

  @Override
  public void stopProfiler() {}

  /**
   * Ends the device.
   *
   * @throws IllegalStateException naming memory that nobody gave back
   */
  @Override
  public void close() {
    List<String> leaks = memory().leaks();
    if (!leaks.isEmpty()) {
      throw new IllegalStateException("close: never given back: " + leaks);
    }
  }
}
