package dev.v2v.engine;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds kernels that write outside of their outputs or read what nobody wrote. While open, every
 * tensor created on this thread lies between two margins of a known pattern and starts as all-ones
 * bytes, which is NaN in every floating type. For tests; single-thread.
 *
 * <pre>{@code
 * try (Guards guards = Guards.open(); DeviceScope scope = backend.scope("case")) {
 *   ...
 *   guards.violations(); // empty, or what was overwritten
 * }
 * }</pre>
 */
public final class Guards implements AutoCloseable {
  /** Size of each margin in bytes. */
  public static final int MARGIN = 256;

  private static final byte PATTERN = (byte) 0xa5;
  private static final byte POISON = (byte) 0xff;
  private static final ThreadLocal<Guards> OPEN = new ThreadLocal<>();

  private final List<Guarded> allocations = new ArrayList<>();

  private record Guarded(Storage whole, long bytes) {}

  private Guards() {}

  /** Guards all tensors that this thread creates until {@link #close}. */
  public static Guards open() {
    if (OPEN.get() != null) {
      throw new IllegalStateException("guards: already open on this thread");
    }
    Guards guards = new Guards();
    OPEN.set(guards);
    return guards;
  }

  /** The guards of this thread, {@code null} if there are none. */
  static Guards active() {
    return OPEN.get();
  }

  Storage allocate(Backend backend, long bytes) {
    byte[] content = new byte[Math.toIntExact(bytes + 2 * MARGIN)];
    Arrays.fill(content, PATTERN);
    Arrays.fill(content, MARGIN, MARGIN + (int) bytes, POISON);
    Storage whole = backend.allocate(content.length);
    ByteBuffer data = HostArrays.buffer(content.length);
    data.put(content).flip();
    backend.upload(data, whole);
    allocations.add(new Guarded(whole, bytes));
    return backend.slice(whole, MARGIN, bytes);
  }

  /** One line for every allocation whose margins changed. */
  public List<String> violations() {
    List<String> found = new ArrayList<>();
    for (int i = 0; i < allocations.size(); i++) {
      Guarded guarded = allocations.get(i);
      ByteBuffer data = HostArrays.buffer(guarded.bytes + 2 * MARGIN);
      guarded.whole.backend().download(guarded.whole, data);
      for (int at = 0; at < data.capacity(); at++) {
        boolean margin = at < MARGIN || at >= MARGIN + guarded.bytes;
        if (margin && data.get(at) != PATTERN) {
          found.add(
              "allocation "
                  + i
                  + " of "
                  + guarded.bytes
                  + " bytes: byte "
                  + (at - MARGIN)
                  + " outside of it was written");
          break;
        }
      }
    }
    return found;
  }

  @Override
  public void close() {
    OPEN.remove();
    allocations.forEach(guarded -> guarded.whole.release());
    allocations.clear();
  }
}
