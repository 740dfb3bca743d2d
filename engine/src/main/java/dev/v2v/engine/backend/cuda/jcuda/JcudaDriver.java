package dev.v2v.engine.backend.cuda.jcuda;

import static dev.v2v.engine.backend.cuda.jcuda.CudaStatus.check;
import static jcuda.driver.JCudaDriver.cuCtxSetCurrent;
import static jcuda.driver.JCudaDriver.cuCtxSynchronize;
import static jcuda.driver.JCudaDriver.cuDevicePrimaryCtxRelease;
import static jcuda.driver.JCudaDriver.cuDevicePrimaryCtxRetain;
import static jcuda.driver.JCudaDriver.cuEventCreate;
import static jcuda.driver.JCudaDriver.cuEventDestroy;
import static jcuda.driver.JCudaDriver.cuEventElapsedTime;
import static jcuda.driver.JCudaDriver.cuEventQuery;
import static jcuda.driver.JCudaDriver.cuEventRecord;
import static jcuda.driver.JCudaDriver.cuEventSynchronize;
import static jcuda.driver.JCudaDriver.cuFuncGetAttribute;
import static jcuda.driver.JCudaDriver.cuFuncSetAttribute;
import static jcuda.driver.JCudaDriver.cuGraphDestroy;
import static jcuda.driver.JCudaDriver.cuGraphExecDestroy;
import static jcuda.driver.JCudaDriver.cuGraphInstantiate;
import static jcuda.driver.JCudaDriver.cuGraphLaunch;
import static jcuda.driver.JCudaDriver.cuGraphicsGLRegisterBuffer;
import static jcuda.driver.JCudaDriver.cuGraphicsMapResources;
import static jcuda.driver.JCudaDriver.cuGraphicsResourceGetMappedPointer;
import static jcuda.driver.JCudaDriver.cuGraphicsUnmapResources;
import static jcuda.driver.JCudaDriver.cuGraphicsUnregisterResource;
import static jcuda.driver.JCudaDriver.cuLaunchKernel;
import static jcuda.driver.JCudaDriver.cuMemAllocAsync;
import static jcuda.driver.JCudaDriver.cuMemAllocHost;
import static jcuda.driver.JCudaDriver.cuMemFreeAsync;
import static jcuda.driver.JCudaDriver.cuMemFreeHost;
import static jcuda.driver.JCudaDriver.cuMemGetInfo;
import static jcuda.driver.JCudaDriver.cuMemcpyDtoDAsync;
import static jcuda.driver.JCudaDriver.cuMemcpyDtoHAsync;
import static jcuda.driver.JCudaDriver.cuMemcpyHtoDAsync;
import static jcuda.driver.JCudaDriver.cuMemsetD8Async;
import static jcuda.driver.JCudaDriver.cuModuleGetFunction;
import static jcuda.driver.JCudaDriver.cuModuleUnload;
import static jcuda.driver.JCudaDriver.cuProfilerStart;
import static jcuda.driver.JCudaDriver.cuProfilerStop;
import static jcuda.driver.JCudaDriver.cuStreamBeginCapture;
import static jcuda.driver.JCudaDriver.cuStreamCreate;
import static jcuda.driver.JCudaDriver.cuStreamDestroy;
import static jcuda.driver.JCudaDriver.cuStreamEndCapture;
import static jcuda.driver.JCudaDriver.cuStreamSynchronize;
import static jcuda.driver.JCudaDriver.cuStreamWaitEvent;

import dev.v2v.engine.DeviceException;
import dev.v2v.engine.backend.cuda.driver.Arguments;
import dev.v2v.engine.backend.cuda.driver.DeviceInfo;
import dev.v2v.engine.backend.cuda.driver.Driver;
import dev.v2v.engine.backend.cuda.driver.FunctionInfo;
import dev.v2v.engine.backend.cuda.driver.LaunchShape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import jcuda.Pointer;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUevent;
import jcuda.driver.CUevent_flags;
import jcuda.driver.CUfunction;
import jcuda.driver.CUfunction_attribute;
import jcuda.driver.CUgraph;
import jcuda.driver.CUgraphExec;
import jcuda.driver.CUgraphicsRegisterFlags;
import jcuda.driver.CUgraphicsResource;
import jcuda.driver.CUmodule;
import jcuda.driver.CUresult;
import jcuda.driver.CUstream;
import jcuda.driver.CUstreamCaptureMode;
import jcuda.driver.CUstream_flags;

/**
 * CUDA's driver on one device, in its primary context, which cuDNN and cuBLAS share. Thread-safe.
 */
final class JcudaDriver implements Driver {
  /** The driver whose context the thread has; setting it anew would cost as much as a launch. */
  private static final ThreadLocal<JcudaDriver> CURRENT = new ThreadLocal<>();

  private static final ThreadLocal<ArgumentTable> TABLES =
      ThreadLocal.withInitial(ArgumentTable::new);

  private final CUdevice device;
  private final DeviceInfo info;
  private final CUcontext context = new CUcontext();
  private final LaunchHistory history = new LaunchHistory();
  private final Map<Long, Pointer> pinned = new ConcurrentHashMap<>();
  private final boolean synchronous = Boolean.getBoolean("v2v.cuda.sync");
  private volatile Queue capturing;

  record JQueue(CUstream stream) implements Queue {}

  private record JEvent(CUevent event) implements Event {}

  private record JModule(String name, CUmodule module) implements Module {}

  private record JFunction(String name, CUfunction function) implements Function {}

  private record JShared(CUgraphicsResource resource) implements SharedMemory {
    CUgraphicsResource[] alone() {
      return new CUgraphicsResource[] {resource};
    }
  }

  private record JGraph(CUgraph graph, CUgraphExec exec) implements Graph {}

  JcudaDriver(CUdevice device, DeviceInfo info) {
    this.device = device;
    this.info = info;
    check(cuDevicePrimaryCtxRetain(context, device), "cuDevicePrimaryCtxRetain", info::name);
    bind();
  }

  /** Makes the context this thread's, as every call needs. */
  void bind() {
    if (CURRENT.get() != this) {
      check(cuCtxSetCurrent(context), "cuCtxSetCurrent");
      CURRENT.set(this);
    }
  }

  static CUstream stream(Queue queue) {
    return ((JQueue) queue).stream();
  }

  private void checked(int status, String call) {
    check(status, call, history::text);
  }

  @Override
  public DeviceInfo device() {
    return info;
  }

  @Override
  public long allocate(long bytes, Queue queue) {
    bind();
    Address address = new Address();
    int status = cuMemAllocAsync(address, bytes, stream(queue));
    if (status == CUresult.CUDA_ERROR_OUT_OF_MEMORY) {
      return 0;
    }
    check(status, "cuMemAllocAsync", () -> bytes + " bytes, " + history.text());
    return address.value();
  }

  @Override
  public void free(long address, Queue queue) {
    bind();
    checked(cuMemFreeAsync(Address.of(address), stream(queue)), "cuMemFreeAsync");
  }

  @Override
  public void trim() {
    bind();
    // The default pool keeps nothing beyond the next synchronisation: its threshold is 0.
    checked(cuCtxSynchronize(), "cuCtxSynchronize");
  }

  @Override
  public long freeBytes() {
    bind();
    long[] free = new long[1];
    checked(cuMemGetInfo(free, new long[1]), "cuMemGetInfo");
    return free[0];
  }

  @Override
  public ByteBuffer allocatePinned(long bytes) {
    bind();
    Pointer pointer = new Pointer();
    check(cuMemAllocHost(pointer, bytes), "cuMemAllocHost", () -> bytes + " bytes");
    ByteBuffer buffer = pointer.getByteBuffer(0, bytes).order(ByteOrder.nativeOrder());
    pinned.put(HostAddress.of(buffer), pointer);
    return buffer;
  }

  @Override
  public void freePinned(ByteBuffer buffer) {
    bind();
    Pointer pointer = pinned.remove(HostAddress.of(buffer));
    if (pointer == null) {
      throw new IllegalArgumentException("freePinned: must come from allocatePinned");
    }
    checked(cuMemFreeHost(pointer), "cuMemFreeHost");
  }

  @Override
  public void copyToDevice(ByteBuffer source, long target, Queue queue) {
    bind();
    int bytes = source.remaining();
    Pointer from = Pointer.to(source.slice());
    checked(cuMemcpyHtoDAsync(Address.of(target), from, bytes, stream(queue)), "cuMemcpyHtoDAsync");
  }

  @Override
  public void copyToHost(long source, ByteBuffer target, Queue queue) {
    bind();
    int bytes = target.remaining();
    Pointer to = Pointer.to(target.slice());
    checked(cuMemcpyDtoHAsync(to, Address.of(source), bytes, stream(queue)), "cuMemcpyDtoHAsync");
  }

  @Override
  public void copy(long source, long target, long bytes, Queue queue) {
    bind();
    checked(
        cuMemcpyDtoDAsync(Address.of(target), Address.of(source), bytes, stream(queue)),
        "cuMemcpyDtoDAsync");
  }

  @Override
  public void fill(long target, int value, long bytes, Queue queue) {
    bind();
    checked(
        cuMemsetD8Async(Address.of(target), (byte) value, bytes, stream(queue)), "cuMemsetD8Async");
  }

  @Override
  public Queue createQueue() {
    bind();
    CUstream stream = new CUstream();
    check(cuStreamCreate(stream, CUstream_flags.CU_STREAM_NON_BLOCKING), "cuStreamCreate");
    return new JQueue(stream);
  }

  @Override
  public void destroy(Queue queue) {
    bind();
    checked(cuStreamDestroy(stream(queue)), "cuStreamDestroy");
  }

  @Override
  public void synchronize(Queue queue) {
    bind();
    checked(cuStreamSynchronize(stream(queue)), "cuStreamSynchronize");
  }

  @Override
  public Event createEvent(boolean timing) {
    bind();
    CUevent event = new CUevent();
    int flags = timing ? CUevent_flags.CU_EVENT_DEFAULT : CUevent_flags.CU_EVENT_DISABLE_TIMING;
    check(cuEventCreate(event, flags), "cuEventCreate");
    return new JEvent(event);
  }

  @Override
  public void destroy(Event event) {
    bind();
    checked(cuEventDestroy(((JEvent) event).event()), "cuEventDestroy");
  }

  @Override
  public void record(Event event, Queue queue) {
    bind();
    checked(cuEventRecord(((JEvent) event).event(), stream(queue)), "cuEventRecord");
  }

  @Override
  public void await(Event event, Queue queue) {
    bind();
    checked(cuStreamWaitEvent(stream(queue), ((JEvent) event).event(), 0), "cuStreamWaitEvent");
  }

  @Override
  public boolean isDone(Event event) {
    bind();
    int status = cuEventQuery(((JEvent) event).event());
    if (status == CUresult.CUDA_ERROR_NOT_READY) {
      return false;
    }
    checked(status, "cuEventQuery");
    return true;
  }

  @Override
  public void synchronize(Event event) {
    bind();
    checked(cuEventSynchronize(((JEvent) event).event()), "cuEventSynchronize");
  }

  @Override
  public double milliseconds(Event start, Event end) {
    bind();
    float[] elapsed = new float[1];
    checked(
        cuEventElapsedTime(elapsed, ((JEvent) start).event(), ((JEvent) end).event()),
        "cuEventElapsedTime");
    return elapsed[0];
  }

  @Override
  public Module load(String name, byte[] image) {
    bind();
    return new JModule(name, ModuleImages.load(name, image));
  }

  @Override
  public void unload(Module module) {
    bind();
    JModule m = (JModule) module;
    check(cuModuleUnload(m.module()), "cuModuleUnload", m::name);
  }

  @Override
  public Function function(Module module, String name) {
    bind();
    CUfunction function = new CUfunction();
    JModule m = (JModule) module;
    int status = cuModuleGetFunction(function, m.module(), name);
    if (status == CUresult.CUDA_ERROR_NOT_FOUND) {
      throw new DeviceException("kernel " + name + ": module " + m.name() + " has no such entry");
    }
    check(status, "cuModuleGetFunction", () -> name);
    return new JFunction(name, function);
  }

  @Override
  public FunctionInfo info(Function function) {
    return new FunctionInfo(
        attribute(function, CUfunction_attribute.CU_FUNC_ATTRIBUTE_NUM_REGS),
        attribute(function, CUfunction_attribute.CU_FUNC_ATTRIBUTE_SHARED_SIZE_BYTES),
        attribute(function, CUfunction_attribute.CU_FUNC_ATTRIBUTE_LOCAL_SIZE_BYTES),
        attribute(function, CUfunction_attribute.CU_FUNC_ATTRIBUTE_MAX_THREADS_PER_BLOCK));
  }

  private int attribute(Function function, int attribute) {
    bind();
    int[] value = new int[1];
    JFunction f = (JFunction) function;
    check(cuFuncGetAttribute(value, attribute, f.function()), "cuFuncGetAttribute", f::name);
    return value[0];
  }

  /** What a block may take without asking for it, on every device. */
  private static final int SHARED_WITHOUT_ASKING = 48 << 10;

  @Override
  public void launch(Function function, LaunchShape s, Arguments arguments, Queue queue) {
    bind();
    JFunction f = (JFunction) function;
    if (s.sharedBytes() > SHARED_WITHOUT_ASKING) {
      int attribute = CUfunction_attribute.CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES;
      check(
          cuFuncSetAttribute(f.function(), attribute, s.sharedBytes()),
          "cuFuncSetAttribute",
          () -> "kernel " + f.name() + s);
    }
    history.add(f.name(), s);
    CUstream stream = stream(queue);
    Pointer table = TABLES.get().pointTo(arguments);
    check(
        cuLaunchKernel(
            f.function(),
            s.gridX(),
            s.gridY(),
            s.gridZ(),
            s.blockX(),
            s.blockY(),
            s.blockZ(),
            s.sharedBytes(),
            stream,
            table,
            null),
        "cuLaunchKernel",
        history::text);
    if (synchronous && capturing == null) {
      check(cuStreamSynchronize(stream), "cuStreamSynchronize", () -> "kernel " + f.name() + s);
    }
  }

  @Override
  public void beginCapture(Queue queue) {
    bind();
    // Relaxed: other threads may allocate and load modules while this one records.
    int mode = CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_RELAXED;
    checked(cuStreamBeginCapture(stream(queue), mode), "cuStreamBeginCapture");
    capturing = queue;
  }

  /** Whether work of a queue is recorded and not done, so that nothing can be timed on it. */
  boolean isCapturing(Queue queue) {
    return capturing == queue;
  }

  @Override
  public Graph endCapture(Queue queue) {
    bind();
    capturing = null;
    CUgraph graph = new CUgraph();
    checked(cuStreamEndCapture(stream(queue), graph), "cuStreamEndCapture");
    CUgraphExec exec = new CUgraphExec();
    checked(cuGraphInstantiate(exec, graph, 0), "cuGraphInstantiate");
    return new JGraph(graph, exec);
  }

  @Override
  public void launch(Graph graph, Queue queue) {
    bind();
    checked(cuGraphLaunch(((JGraph) graph).exec(), stream(queue)), "cuGraphLaunch");
  }

  @Override
  public void destroy(Graph graph) {
    bind();
    JGraph g = (JGraph) graph;
    checked(cuGraphExecDestroy(g.exec()), "cuGraphExecDestroy");
    checked(cuGraphDestroy(g.graph()), "cuGraphDestroy");
  }

  @Override
  public SharedMemory shareGl(int buffer) {
    bind();
    CUgraphicsResource resource = new CUgraphicsResource();
    int flags = CUgraphicsRegisterFlags.CU_GRAPHICS_REGISTER_FLAGS_WRITE_DISCARD;
    check(
        cuGraphicsGLRegisterBuffer(resource, buffer, flags),
        "cuGraphicsGLRegisterBuffer",
        () -> "OpenGL must run on " + info.name());
    return new JShared(resource);
  }

  @Override
  public long map(SharedMemory memory, long bytes, Queue queue) {
    bind();
    JShared shared = (JShared) memory;
    checked(cuGraphicsMapResources(1, shared.alone(), stream(queue)), "cuGraphicsMapResources");
    Address address = new Address();
    long[] size = new long[1];
    checked(
        cuGraphicsResourceGetMappedPointer(address, size, shared.resource()),
        "cuGraphicsResourceGetMappedPointer");
    if (size[0] < bytes) {
      throw new DeviceException(
          "cuGraphicsResourceGetMappedPointer: must give " + bytes + " bytes, got " + size[0]);
    }
    return address.value();
  }

  @Override
  public void unmap(SharedMemory memory, Queue queue) {
    bind();
    checked(
        cuGraphicsUnmapResources(1, ((JShared) memory).alone(), stream(queue)),
        "cuGraphicsUnmapResources");
  }

  @Override
  public void destroy(SharedMemory memory) {
    bind();
    checked(
        cuGraphicsUnregisterResource(((JShared) memory).resource()),
        "cuGraphicsUnregisterResource");
  }

  @Override
  public void startProfiler() {
    bind();
    checked(cuProfilerStart(), "cuProfilerStart");
  }

  @Override
  public void stopProfiler() {
    bind();
    checked(cuProfilerStop(), "cuProfilerStop");
  }

  @Override
  public void close() {
    CURRENT.remove();
    check(cuDevicePrimaryCtxRelease(device), "cuDevicePrimaryCtxRelease");
  }
}
