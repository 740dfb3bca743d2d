package dev.v2v.engine.trace;

import java.util.List;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/**
 * Events of the flight recorder. Any recording of the JVM has them, and {@code --trace} is one.
 * While there is none, {@link Event#isEnabled} is an empty method and its event is never allocated
 * once the code around is compiled.
 */
public final class TraceEvents {
  /** All kinds of events. */
  public static final List<Class<? extends Event>> ALL =
      List.of(Scope.class, Operator.class, Kernel.class, Copy.class, Memory.class);

  private TraceEvents() {}

  /** From the opening of a scope to its end. */
  @Name("v2v.Scope")
  @Label("Scope")
  @Category("v2v-engine")
  @StackTrace(false)
  public static final class Scope extends Event {
    @Label("Scope")
    public String scope;

    @Label("Device")
    public String device;
  }

  /** What is done to tensors. */
  @StackTrace(false)
  abstract static class Work extends Event {
    @Label("Parameters")
    public String parameters;

    @Label("Device")
    public String device;

    @Label("Inputs")
    public String inputs;

    @Label("Outputs")
    public String outputs;

    @Label("Bytes")
    @Description("Of all inputs and outputs")
    @DataAmount
    public long bytes;
  }

  /** One run of an operator, on the host: allocation of its results and its launches. */
  @Name("v2v.Operator")
  @Label("Operator")
  @Category("v2v-engine")
  @StackTrace(false)
  public static final class Operator extends Work {
    @Label("Operator")
    public String operator;

    @Label("Pass")
    @Description("forward or backward")
    public String pass;
  }

  /** One launch. Where the device runs ahead of the host, its own times are given too. */
  @Name("v2v.Kernel")
  @Label("Kernel")
  @Category("v2v-engine")
  @StackTrace(false)
  public static final class Kernel extends Work {
    @Label("Kernel")
    public String kernel;

    @Label("Asynchronous")
    @Description("Whether the device did it after the launch returned, at the times below")
    public boolean asynchronous;

    @Label("Device Delay")
    @Description("From the launch to the start on the device")
    @Timespan(Timespan.NANOSECONDS)
    public long deviceDelay;

    @Label("Device Time")
    @Timespan(Timespan.NANOSECONDS)
    public long deviceTime;
  }

  /** A copy between host and device, until the host may go on. */
  @Name("v2v.Copy")
  @Label("Copy")
  @Category("v2v-engine")
  @StackTrace(false)
  public static final class Copy extends Event {
    @Label("Direction")
    @Description("upload or download")
    public String direction;

    @Label("Device")
    public String device;

    @Label("Tensor")
    public String tensor;

    @Label("Bytes")
    @DataAmount
    public long bytes;
  }

  /** Memory of a tensor that was taken from the pool, or given back. */
  @Name("v2v.Memory")
  @Label("Memory")
  @Category("v2v-engine")
  @StackTrace(false)
  public static final class Memory extends Event {
    @Label("Device")
    public String device;

    @Label("Tensor")
    @Description("What it was taken for; empty where it was given back")
    public String tensor;

    @Label("Bytes")
    @Description("Negative where it was given back")
    public long bytes;

    @Label("Live")
    @Description("Handed out to tensors, after this")
    @DataAmount
    public long live;

    @Label("Pooled")
    @Description("Kept for reuse, after this")
    @DataAmount
    public long pooled;
  }
}
