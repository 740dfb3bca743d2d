package dev.v2v.engine.backend.cpu.loops;

import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.host.HostStorage;
import java.nio.ByteBuffer;

/**
 * Moves elements of any type between two tensors of one type without looking at them.
 *
 * <p>IMPLEMENTATION NOTES. A bulk copy of direct memory costs some twenty nanoseconds before the
 * first byte, so that runs of a few elements are copied one by one.
 */
final class Units {
  private static final int BULK_BYTES = 64;

  private final ByteBuffer x;
  private final ByteBuffer y;
  private final int bytes;

  Units(Tensor source, Tensor target) {
    x = HostStorage.of(source).bytesView();
    y = HostStorage.of(target).bytesView();
    bytes = source.dtype().bytes();
  }

  /** {@code y[to .. to + n] = x[from .. from + n]}. */
  void run(long from, long to, long n) {
    if (n * bytes >= BULK_BYTES) {
      y.put((int) (to * bytes), x, (int) (from * bytes), (int) (n * bytes));
    } else {
      strided(from, 1, to, 1, n);
    }
  }

  /** {@code y[to + i * toStep] = x[from + i * fromStep]}. */
  void strided(long from, long fromStep, long to, long toStep, long n) {
    int a = (int) (from * bytes);
    int b = (int) (to * bytes);
    int stepA = (int) (fromStep * bytes);
    int stepB = (int) (toStep * bytes);
    switch (bytes) {
      case 1 -> {
        for (int i = 0; i < n; i++) {
          y.put(b + i * stepB, x.get(a + i * stepA));
        }
      }
      case 2 -> {
        for (int i = 0; i < n; i++) {
          y.putShort(b + i * stepB, x.getShort(a + i * stepA));
        }
      }
      case 4 -> {
        for (int i = 0; i < n; i++) {
          y.putInt(b + i * stepB, x.getInt(a + i * stepA));
        }
      }
      default -> {
        for (int i = 0; i < n; i++) {
          y.putLong(b + i * stepB, x.getLong(a + i * stepA));
        }
      }
    }
  }
}
