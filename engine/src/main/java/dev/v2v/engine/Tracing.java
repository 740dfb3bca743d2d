package dev.v2v.engine;

import dev.v2v.engine.trace.TraceEvents;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * What the engine does, as events of the flight recorder. Every place that can be traced asks first
 * whether somebody wants to know, which costs nothing measurable, and goes through here if so.
 */
public final class Tracing {
  /** Parameters are for recognising a run, not for reading a thousand numbers. */
  private static final int LONGEST_TEXT = 240;

  private Tracing() {}

  static boolean operators() {
    return new TraceEvents.Operator().isEnabled();
  }

  static boolean kernels() {
    return new TraceEvents.Kernel().isEnabled();
  }

  static boolean copies() {
    return new TraceEvents.Copy().isEnabled();
  }

  static boolean memory() {
    return new TraceEvents.Memory().isEnabled();
  }

  /** The event of a scope that opens now, {@code null} if nobody wants to know. */
  static TraceEvents.Scope scope(String name, Backend backend) {
    TraceEvents.Scope event = new TraceEvents.Scope();
    if (!event.isEnabled()) {
      return null;
    }
    event.begin();
    event.scope = name;
    event.device = backend.name();
    return event;
  }

  static <P> Tensor[] forward(OpContext<P> ctx, Tensor[] in) {
    TraceEvents.Operator event = new TraceEvents.Operator();
    event.begin();
    Tensor[] out = ctx.op().forward(ctx, in);
    commit(event, ctx, "forward", in, out);
    return out;
  }

  static <P> Tensor[] backward(OpContext<P> ctx, Tensor[] gradOut) {
    TraceEvents.Operator event = new TraceEvents.Operator();
    event.begin();
    Tensor[] gradIn = ctx.op().backward(ctx, gradOut);
    commit(event, ctx, "backward", gradOut, gradIn);
    return gradIn;
  }

  private static void commit(
      TraceEvents.Operator event, OpContext<?> ctx, String pass, Tensor[] in, Tensor[] out) {
    event.end();
    event.operator = ctx.opName();
    event.pass = pass;
    event.parameters = text(ctx.params());
    event.device = ctx.backend().name();
    event.inputs = specs(in);
    event.outputs = specs(out);
    event.bytes = bytes(in) + bytes(out);
    event.commit();
  }

  static <P> void launch(
      Kernel.Key<P> key, Kernel<P> kernel, Backend backend, P params, Tensor[] in, Tensor[] out) {
    TraceEvents.Kernel event = new TraceEvents.Kernel();
    event.kernel = key.name();
    event.parameters = text(params);
    event.device = backend.name();
    event.inputs = specs(in);
    event.outputs = specs(out);
    event.bytes = bytes(in) + bytes(out);
    timed(event, backend.stream(), () -> kernel.launch(backend.stream(), params, in, out));
  }

  /** Runs what replays recorded work, which is one launch to whoever looks on. */
  public static void replay(Backend backend, Runnable launch) {
    TraceEvents.Kernel event = new TraceEvents.Kernel();
    if (!event.isEnabled()) {
      launch.run();
      return;
    }
    event.kernel = "replay of a graph";
    event.device = backend.name();
    timed(event, backend.stream(), launch);
  }

  private static void timed(TraceEvents.Kernel event, Stream stream, Runnable launch) {
    if (stream.isRecording()) { // work that is not done has no time on the device
      event.begin();
      launch.run();
      event.commit();
      return;
    }
    LaunchTimes times = LaunchTimes.of(stream);
    Stream.Mark before = stream.mark();
    event.begin();
    long start = System.nanoTime();
    launch.run();
    event.end();
    times.add(event, start, before, stream.mark());
  }

  static void upload(Tensor t, ByteBuffer source) {
    TraceEvents.Copy event = new TraceEvents.Copy();
    event.begin();
    t.backend().upload(source, t.storage());
    commit(event, "upload", t);
  }

  static void download(Tensor t, ByteBuffer target) {
    TraceEvents.Copy event = new TraceEvents.Copy();
    event.begin();
    t.backend().download(t.storage(), target);
    commit(event, "download", t);
    LaunchTimes.of(t.backend().stream()).commitReached(); // a download waits for all launches
  }

  private static void commit(TraceEvents.Copy event, String direction, Tensor t) {
    event.end();
    event.direction = direction;
    event.device = t.backend().name();
    event.tensor = t.spec().toString();
    event.bytes = t.bytes();
    event.commit();
  }

  /** Tells what a pool holds after it gave or got back memory. */
  static void memory(Backend backend, String tensor, long bytes) {
    TraceEvents.Memory event = new TraceEvents.Memory();
    MemoryStatistics now = backend.memory();
    event.device = backend.name();
    event.tensor = tensor;
    event.bytes = bytes;
    event.live = now.live();
    event.pooled = now.pooled();
    event.commit();
  }

  /** Writes the events of launches that devices have not been asked about yet. Blocks for them. */
  public static void flush() {
    LaunchTimes.commitAll();
  }

  private static String text(Object params) {
    String all = params == null ? "" : params.toString();
    return all.length() <= LONGEST_TEXT ? all : all.substring(0, LONGEST_TEXT) + "...";
  }

  private static String specs(Tensor[] tensors) {
    return Arrays.stream(tensors)
        .map(t -> t == null ? "-" : t.spec().toString())
        .collect(Collectors.joining(", "));
  }

  private static long bytes(Tensor[] tensors) {
    return Arrays.stream(tensors).filter(Objects::nonNull).mapToLong(Tensor::bytes).sum();
  }
}
