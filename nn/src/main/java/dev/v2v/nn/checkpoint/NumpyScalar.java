package dev.v2v.nn.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * NumPy scalars, which training scripts store as losses and scores: a dtype and a few bytes, turned
 * into a plain {@code Long}, {@code Double} or {@code Boolean}.
 */
final class NumpyScalar {
  /** The same text may be encoded again and again, so as many bytes count as a value. */
  private static final int BYTES_OF_A_VALUE = 16;

  private NumpyScalar() {}

  /** {@code numpy.dtype('f8', align, copy)}, to which BUILD adds the byte order. */
  static final class Type {
    private final String code;
    private ByteOrder order = ByteOrder.LITTLE_ENDIAN;

    private Type(String code) {
      this.code = code;
    }

    /** As in {@code f8}. */
    String code() {
      return code;
    }

    ByteOrder order() {
      return order;
    }

    /** State {@code (3, '<', None, None, None, -1, -1, 0)}; the second item is what matters. */
    void build(PickleInput input, Object state) {
      if (!(state instanceof Tuple tuple)
          || tuple.size() < 2
          || !(tuple.get(1) instanceof String sign)
          || !(sign.equals("<") || sign.equals(">") || sign.equals("|"))) {
        throw input.error("numpy.dtype needs a state (version, byte order, ...)");
      }
      order = sign.equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }
  }

  /** Bytes, which protocol 2 spells as {@code _codecs.encode(text, 'latin1')}. */
  static final class Bytes {
    private final byte[] values;

    private Bytes(byte[] values) {
      this.values = values;
    }

    /** Bytes as either Python writes them. */
    static byte[] of(PickleInput input, Object data) {
      if (data instanceof Bytes bytes) {
        return bytes.values;
      }
      if (data instanceof String text && text.chars().allMatch(c -> c <= 0xff)) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
      }
      throw input.error("a NumPy object needs bytes, got " + Unpickler.describe(data));
    }
  }

  static Bytes encode(PickleInput input, PickleStack stack, Tuple args) {
    if (args.size() != 2
        || !(args.get(0) instanceof String text)
        || !"latin1".equals(args.get(1))
        || text.chars().anyMatch(c -> c > 0xff)) {
      throw input.error(
          PickleGlobal.CODECS_ENCODE + " needs (text of characters below 256, 'latin1')");
    }
    stack.charge(text.length() / BYTES_OF_A_VALUE);
    return new Bytes(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  static Type type(PickleInput input, Tuple args) {
    if (args.size() != 3 || !(args.get(0) instanceof String code)) {
      throw input.error(PickleGlobal.NUMPY_DTYPE + " needs (code, align, copy)");
    }
    return new Type(code);
  }

  static Object scalar(PickleInput input, Tuple args) {
    if (args.size() != 2
        || !(args.get(0) instanceof Type type)
        || !(args.get(1) instanceof Bytes || args.get(1) instanceof String)) {
      throw input.error("numpy scalar needs (dtype, bytes)");
    }
    byte[] bytes = Bytes.of(input, args.get(1));
    int width = width(type.code);
    if (width == 0 || width != bytes.length) {
      throw input.error(
          "numpy scalar must be f4, f8, i1..i8, u1, u2, u4 or b1 of its size, got "
              + Quote.of(type.code)
              + " of "
              + bytes.length
              + " bytes");
    }
    ByteBuffer data = ByteBuffer.wrap(bytes).order(type.order);
    return switch (type.code) {
      case "f8" -> data.getDouble(0);
      case "f4" -> (double) data.getFloat(0);
      case "i8" -> data.getLong(0);
      case "i4" -> (long) data.getInt(0);
      case "i2" -> (long) data.getShort(0);
      case "i1" -> (long) data.get(0);
      case "u4" -> Integer.toUnsignedLong(data.getInt(0));
      case "u2" -> Short.toUnsignedLong(data.getShort(0));
      case "u1" -> Byte.toUnsignedLong(data.get(0));
      case "b1" -> data.get(0) != 0;
      default -> throw new AssertionError(type.code);
    };
  }

  private static int width(String code) {
    return switch (code) {
      case "f8", "i8" -> 8;
      case "f4", "i4", "u4" -> 4;
      case "i2", "u2" -> 2;
      case "i1", "u1", "b1" -> 1;
      default -> 0;
    };
  }
}
