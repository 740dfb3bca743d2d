package dev.v2v.bench.harness;

import dev.v2v.engine.Backend;
import dev.v2v.engine.DType;
import dev.v2v.engine.Tensor;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * One benchmark in one setting, made ready by {@link Benchmark.Body#prepare}. What was given to
 * {@link #own} is closed with it. Single-thread.
 */
public final class State implements AutoCloseable {
  /** Most copies of the inputs, so that small ones do not take long to make. */
  private static final int MAX_TURNS = 64;

  /** What is timed. */
  @FunctionalInterface
  public interface Launcher {
    /**
     * Queues one run.
     *
     * @param turn which copy of the inputs to use
     */
    void launch(int turn);
  }

  private final Backend backend;
  private final DType dtype;
  private final Setting setting;
  private final long cacheBytes;
  private final Deque<AutoCloseable> owned = new ArrayDeque<>();
  private Work work = new Work(1, "run", 0, 0);
  private Launcher launcher;
  private int turns = 1;
  private boolean cold = true;
  private Supplier<Map<String, Double>> parts = Map::of;
  private Supplier<Check> check = () -> Check.none("no check is defined");

  /**
   * @param cacheBytes size of the device's last-level cache
   */
  public State(Backend backend, DType dtype, Setting setting, long cacheBytes) {
    this.backend = backend;
    this.dtype = dtype;
    this.setting = setting;
    this.cacheBytes = cacheBytes;
  }

  public Backend backend() {
    return backend;
  }

  /** Type of activations and weights. */
  public DType dtype() {
    return dtype;
  }

  public Setting setting() {
    return setting;
  }

  /**
   * How many copies of inputs of so many bytes are needed so that none is still in the cache when
   * its turn comes again; never more than 64.
   */
  public int turnsFor(long inputBytes) {
    long needed = 1 + 2 * cacheBytes / Math.max(1, inputBytes);
    return (int) Math.min(MAX_TURNS, needed);
  }

  /** Declares what one run has to do at least. */
  public State work(Work least) {
    work = least;
    return this;
  }

  /** Hands over what is timed, with {@code copies} copies of the inputs. */
  public State launcher(int copies, Launcher timed) {
    turns = copies;
    launcher = timed;
    return this;
  }

  /** Hands over how results are checked, once, before anything is timed. */
  public State check(Supplier<Check> verified) {
    check = verified;
    return this;
  }

  /** Hands over what tells where the time of one run goes, in seconds by kernel. */
  public State parts(Supplier<Map<String, Double>> measured) {
    parts = measured;
    return this;
  }

  /** No cold runs: what is timed is much larger than any cache, or has no use for one. */
  public State withoutCold() {
    cold = false;
    return this;
  }

  /** Closes {@code resource} with this state, in reverse order. */
  public <T extends AutoCloseable> T own(T resource) {
    owned.push(resource);
    return resource;
  }

  /** Closes tensors with this state. */
  public List<Tensor> ownAll(List<Tensor> tensors) {
    tensors.forEach(t -> own(t.persist()));
    return tensors;
  }

  /** The declared work. */
  public Work work() {
    return work;
  }

  Map<String, Double> measureParts() {
    return parts.get();
  }

  boolean hasCold() {
    return cold;
  }

  /** Checks the results. */
  public Check runCheck() {
    return check.get();
  }

  int turns() {
    return turns;
  }

  /** Queues one run, on the next copy of the inputs for the next number. */
  public void launch(int turn) {
    launcher.launch(Math.floorMod(turn, turns));
  }

  boolean isReady() {
    return launcher != null;
  }

  @Override
  public void close() {
    RuntimeException failed = null;
    while (!owned.isEmpty()) {
      try {
        owned.pop().close();
      } catch (Exception e) {
        RuntimeException wrapped = new IllegalStateException("benchmark: cannot be cleaned up", e);
        if (failed == null) {
          failed = wrapped;
        } else {
          failed.addSuppressed(wrapped);
        }
      }
    }
    if (failed != null) {
      throw failed;
    }
  }
}
