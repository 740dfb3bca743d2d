package dev.v2v.engine.backend.cuda.driver;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The values of a kernel's parameters, each in a slot of eight bytes in native order. Made once and
 * filled again for every launch; single-thread.
 */
public final class Arguments {
  /** Most parameters of one kernel. */
  public static final int MOST = 128;

  /** Size of a slot in bytes. */
  public static final int SLOT = 8;

  /** What a parameter is to the machine. */
  public enum Kind {
    /** An address or a 64-bit integer, which compiled code does not tell apart. */
    WORD64,
    WORD32,
    FLOAT32
  }

  private final ByteBuffer slots =
      ByteBuffer.allocateDirect(MOST * SLOT).order(ByteOrder.nativeOrder());
  private final Kind[] kinds = new Kind[MOST];
  private int count;

  /** Forgets all values. */
  public Arguments clear() {
    count = 0;
    return this;
  }

  /** Appends an address or a 64-bit integer. */
  public Arguments word64(long value) {
    slots.putLong(next(Kind.WORD64), value);
    return this;
  }

  /** Appends a 32-bit integer. */
  public Arguments word32(int value) {
    slots.putInt(next(Kind.WORD32), value);
    return this;
  }

  /** Appends a 32-bit floating number. */
  public Arguments float32(float value) {
    slots.putFloat(next(Kind.FLOAT32), value);
    return this;
  }

  private int next(Kind kind) {
    if (count == MOST) {
      throw new IllegalStateException("launch: at most " + MOST + " arguments");
    }
    kinds[count] = kind;
    return SLOT * count++;
  }

  public int count() {
    return count;
  }

  public Kind kind(int i) {
    return kinds[i];
  }

  /** Direct memory of all slots; absolute access only. */
  public ByteBuffer slots() {
    return slots;
  }

  /** Value {@code i} as text, an address in hexadecimal digits. */
  public String text(int i) {
    return switch (kinds[i]) {
      case WORD64 -> "0x" + Long.toHexString(slots.getLong(SLOT * i));
      case WORD32 -> Integer.toString(slots.getInt(SLOT * i));
      case FLOAT32 -> Float.toString(slots.getFloat(SLOT * i));
    };
  }
}
