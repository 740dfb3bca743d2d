package dev.v2v.engine.ptx.machine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Global memory: allocations far from each other at addresses that say nothing of the host's.
 * Thread-safe; its content is not guarded, as on a device.
 */
public final class GlobalMemory {
  private static final long FIRST_ADDRESS = 0x7f00_0000_0000L;
  private static final int ALIGNMENT = 512;

  /** What fresh memory holds: NaN for floating types, -1 for integers, so that its use shows. */
  private static final byte POISON = (byte) 0xff;

  /** How names of modules' variables begin. */
  static final String VARIABLE = "variable ";

  private final TreeMap<Long, Allocation> allocations = new TreeMap<>();
  private long next = FIRST_ADDRESS;
  private long used;

  /**
   * Memory full of bytes that are NaN in every floating type.
   *
   * @param name for messages
   * @return its address
   */
  public synchronized long allocate(long bytes, String name) {
    Allocation a = new Allocation(next, Math.toIntExact(bytes), Math.toIntExact(bytes), name);
    Arrays.fill(a.bytes(), POISON);
    allocations.put(next, a);
    next += (bytes + 2L * ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT; // a gap behind each
    used += bytes;
    return a.base();
  }

  /** Gives memory back; an address that is none of an allocation is refused. */
  public synchronized void free(long address) {
    Allocation a = allocations.remove(address);
    if (a == null) {
      throw new IllegalStateException("free: 0x" + Long.toHexString(address) + " is not allocated");
    }
    used -= a.bytes().length;
    a.limit(0);
  }

  /**
   * From now on only so many bytes of an allocation may be touched, 0 for none: a pool says what of
   * its block somebody owns. Content becomes undefined.
   */
  public synchronized void lend(long address, long bytes) {
    Allocation a = allocations.get(address);
    if (a == null || bytes > a.bytes().length) {
      throw new IllegalStateException(
          "lend: " + bytes + " bytes at 0x" + Long.toHexString(address) + " are not allocated");
    }
    a.limit((int) bytes);
    Arrays.fill(a.bytes(), POISON);
  }

  /** Bytes allocated and not given back. */
  public synchronized long usedBytes() {
    return used;
  }

  /** Allocations that were not given back, but for the variables of modules. */
  public synchronized List<String> leaks() {
    return allocations.values().stream()
        .map(Allocation::toString)
        .filter(name -> !name.startsWith(VARIABLE))
        .toList();
  }

  /** Bytes of the device in host memory, writable. */
  public ByteBuffer view(long address, long bytes) {
    Allocation a = find(address, bytes);
    if (a == null) {
      throw new KernelFaultException("copy: " + explain(address, bytes));
    }
    return ByteBuffer.wrap(a.bytes(), (int) (address - a.base()), (int) bytes)
        .slice()
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  /** A copy of all that is in use. */
  public synchronized Snapshot snapshot() {
    Map<Long, byte[]> content = new TreeMap<>();
    allocations.forEach((at, a) -> content.put(at, Arrays.copyOf(a.bytes(), a.limit())));
    return new Snapshot(content);
  }

  /** Puts content back; what was allocated since is left alone. */
  public synchronized void restore(Snapshot snapshot) {
    snapshot
        .content()
        .forEach(
            (at, bytes) ->
                System.arraycopy(bytes, 0, allocations.get(at).bytes(), 0, bytes.length));
  }

  /** The allocation that holds these bytes, {@code null} if none does. */
  synchronized Allocation find(long address, long width) {
    Map.Entry<Long, Allocation> entry = allocations.floorEntry(address);
    return entry != null && entry.getValue().holds(address, width) ? entry.getValue() : null;
  }

  /** Why an access is refused. */
  synchronized String explain(long address, long width) {
    String what = "out of bounds: " + width + " bytes at 0x" + Long.toHexString(address);
    if (address >= 0 && address < 4096) {
      return what + ", a null pointer or close to it";
    }
    Map.Entry<Long, Allocation> below = allocations.floorEntry(address);
    Map.Entry<Long, Allocation> above = allocations.higherEntry(address);
    String near = "";
    if (below != null) {
      Allocation a = below.getValue();
      near = ", " + (address - a.base() - a.limit()) + " bytes behind the end of " + a;
    }
    if (above != null) {
      Allocation a = above.getValue();
      near += (near.isEmpty() ? ", " : " and ") + (a.base() - address) + " before " + a;
    }
    return what + near;
  }
}
