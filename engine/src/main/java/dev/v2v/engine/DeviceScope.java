package dev.v2v.engine;

import dev.v2v.engine.trace.TraceEvents;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A lexical lifetime: every tensor created on this thread while the scope is innermost is released
 * when it closes, except those handed outward with {@link #keep}. Scopes nest and close in reverse
 * order. Single-thread.
 */
public final class DeviceScope implements AutoCloseable {
  private static final ThreadLocal<DeviceScope> INNERMOST = new ThreadLocal<>();

  private final Backend backend;
  private final String name;
  private final DeviceScope outer;
  private final List<Tensor> tensors = new ArrayList<>();
  private final TraceEvents.Scope event;
  private boolean closed;

  private DeviceScope(Backend backend, String name, DeviceScope outer) {
    this.backend = backend;
    this.name = name;
    this.outer = outer;
    this.event = Tracing.scope(name, backend);
  }

  static DeviceScope open(Backend backend, String name) {
    DeviceScope scope = new DeviceScope(backend, name, INNERMOST.get());
    INNERMOST.set(scope);
    return scope;
  }

  /**
   * What one scope holds.
   *
   * @param bytes of its tensors
   */
  public record Usage(String name, long bytes) {}

  /** The open scopes of this thread, the largest first; for messages. */
  public static List<Usage> usage() {
    List<Usage> all = new ArrayList<>();
    for (DeviceScope s = INNERMOST.get(); s != null; s = s.outer) {
      all.add(new Usage(s.name, s.bytes()));
    }
    all.sort(Comparator.comparingLong(Usage::bytes).reversed());
    return all;
  }

  /** The innermost open scope of this thread, {@code null} if there is none. */
  static DeviceScope innermost() {
    return INNERMOST.get();
  }

  public Backend backend() {
    return backend;
  }

  public String name() {
    return name;
  }

  /** Bytes of the tensors that this scope would release now. */
  public long bytes() {
    return tensors.stream().filter(t -> t.scope() == this).mapToLong(Tensor::bytes).sum();
  }

  /**
   * Moves a tensor one scope outward; without an outer scope its owner must close it.
   *
   * @return {@code tensor}
   */
  public Tensor keep(Tensor tensor) {
    if (tensor.scope() == this) {
      tensor.moveTo(outer);
    }
    return tensor;
  }

  void adopt(Tensor tensor) {
    tensors.add(tensor);
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    if (INNERMOST.get() != this) {
      throw new IllegalStateException(
          "scope '" + name + "': scopes must close on their thread in reverse order");
    }
    closed = true;
    if (outer == null) {
      INNERMOST.remove();
    } else {
      INNERMOST.set(outer);
    }
    for (Tensor t : tensors) {
      if (t.scope() == this) {
        t.close();
      }
    }
    tensors.clear();
    if (event != null) {
      event.commit();
    }
  }
}
