package dev.v2v.engine.ptx.machine;

import java.util.Arrays;

/** The memories of a device. */
final class Spaces {
  private Spaces() {}

  /**
   * Global memory. One for each instruction: it remembers the allocation that was hit last, which
   * threads may overwrite for each other without harm.
   */
  static final class Global implements Space {
    private Allocation last = Allocation.NONE;

    private Allocation find(Warp w, int lane, long address, int width) {
      Allocation a = last;
      if (!a.holds(address, width)) {
        a = w.block.global().find(address, width);
        if (a == null) {
          throw w.fault(w.block.global().explain(address, width), 1 << lane);
        }
        last = a;
      }
      return a;
    }

    @Override
    public long load(Warp w, int lane, long address, int width) {
      Allocation a = find(w, lane, address, width);
      return Bytes.get(a.bytes(), (int) (address - a.base()), width);
    }

    @Override
    public void store(Warp w, int lane, long address, int width, long value) {
      Allocation a = find(w, lane, address, width);
      Bytes.put(a.bytes(), (int) (address - a.base()), width, value);
    }

    @Override
    public void count(Warp w, long[] addresses, int mask, int width) {
      Coalescing.count(w.block.counters(), w.pc(), addresses, mask, width);
    }
  }

  /** Memory of a block. */
  static final Space SHARED =
      new Space() {
        @Override
        public long load(Warp w, int lane, long address, int width) {
          return w.block.shared().load(w, lane, address, width, false);
        }

        @Override
        public void store(Warp w, int lane, long address, int width, long value) {
          w.block.shared().store(w, lane, address, width, value, false);
        }

        @Override
        public long loadAtomic(Warp w, int lane, long address, int width) {
          return w.block.shared().load(w, lane, address, width, true);
        }

        @Override
        public void storeAtomic(Warp w, int lane, long address, int width, long value) {
          w.block.shared().store(w, lane, address, width, value, true);
        }

        @Override
        public void count(Warp w, long[] addresses, int mask, int width) {
          w.block.counters().passes[w.pc()] += Coalescing.bankPasses(addresses, mask, width);
          w.block.counters().bytes[w.pc()] += (long) Integer.bitCount(mask) * width;
        }
      };

  /** Memory of a thread. The hardware interleaves it, so that lanes side by side coalesce. */
  static final Space LOCAL =
      new Space() {
        @Override
        public long load(Warp w, int lane, long address, int width) {
          return w.local.load(w, lane, address, width);
        }

        @Override
        public void store(Warp w, int lane, long address, int width, long value) {
          w.local.store(w, lane, address, width, value);
        }

        @Override
        public void count(Warp w, long[] addresses, int mask, int width) {
          w.block.counters().bytes[w.pc()] += (long) Integer.bitCount(mask) * width;
        }
      };

  /** Arguments of the launch; read only. */
  static final Space PARAMETER =
      new Space() {
        @Override
        public long load(Warp w, int lane, long address, int width) {
          byte[] parameters = w.block.parameters();
          if (address < 0 || address + width > parameters.length) {
            throw w.fault("reads past the kernel's parameters, at " + address, 1 << lane);
          }
          return Bytes.get(parameters, (int) address, width);
        }

        @Override
        public void store(Warp w, int lane, long address, int width, long value) {
          throw w.fault("writes to a parameter", 1 << lane);
        }

        @Override
        public void count(Warp w, long[] addresses, int mask, int width) {} // from a cache
      };

  /** Any of them, by the address. */
  static final class Generic implements Space {
    private final Space global = new Global();

    private Space of(long address) {
      return address >= LOCAL_WINDOW ? LOCAL : address >= SHARED_WINDOW ? SHARED : global;
    }

    private static long offset(long address) {
      return address >= LOCAL_WINDOW
          ? address - LOCAL_WINDOW
          : address >= SHARED_WINDOW ? address - SHARED_WINDOW : address;
    }

    @Override
    public long load(Warp w, int lane, long address, int width) {
      return of(address).load(w, lane, offset(address), width);
    }

    @Override
    public void store(Warp w, int lane, long address, int width, long value) {
      of(address).store(w, lane, offset(address), width, value);
    }

    @Override
    public long loadAtomic(Warp w, int lane, long address, int width) {
      return of(address).loadAtomic(w, lane, offset(address), width);
    }

    @Override
    public void storeAtomic(Warp w, int lane, long address, int width, long value) {
      of(address).storeAtomic(w, lane, offset(address), width, value);
    }

    @Override
    public void count(Warp w, long[] addresses, int mask, int width) {
      int first = Integer.numberOfTrailingZeros(mask);
      long[] offsets = Arrays.stream(addresses).map(Generic::offset).toArray();
      of(addresses[first]).count(w, offsets, mask, width); // a warp's pointers are of one kind
    }
  }
}
