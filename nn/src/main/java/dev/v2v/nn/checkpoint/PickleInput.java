package dev.v2v.nn.checkpoint;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The bytes of one or several pickles, with every read checked against their end. */
final class PickleInput {
  /** A full training checkpoint of the largest model here has 0.2 MB. */
  static final long MAX_BYTES = 32 << 20;

  private static final int MAX_TEXT_BYTES = 1 << 20;
  private static final int MAX_NAME_BYTES = 256;

  private final Path file;
  private final ByteBuffer bytes;

  PickleInput(Path file, ByteBuffer bytes) {
    this.file = file;
    this.bytes = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  Path file() {
    return file;
  }

  /** Bytes consumed so far. */
  int position() {
    return bytes.position();
  }

  int u8() {
    need(1);
    return Byte.toUnsignedInt(bytes.get());
  }

  int u16() {
    need(2);
    return Short.toUnsignedInt(bytes.getShort());
  }

  int i32() {
    need(4);
    return bytes.getInt();
  }

  /** Big-endian, unlike everything else in a pickle. */
  double f64() {
    need(8);
    return Double.longBitsToDouble(Long.reverseBytes(bytes.getLong()));
  }

  /** Two's complement, little-endian, {@code length} bytes; a {@code Long} where it fits. */
  Object integer(int length) {
    need(length);
    byte[] reversed = new byte[length];
    for (int i = length - 1; i >= 0; i--) {
      reversed[i] = bytes.get();
    }
    BigInteger value = length == 0 ? BigInteger.ZERO : new BigInteger(reversed);
    if (value.bitLength() < Long.SIZE) {
      return value.longValue();
    }
    return value;
  }

  String text() {
    int length = i32();
    if (length < 0 || length > MAX_TEXT_BYTES) {
      throw error(
          "text must have at most "
              + MAX_TEXT_BYTES
              + " bytes, got "
              + Integer.toUnsignedString(length));
    }
    need(length);
    ByteBuffer slice = bytes.slice(bytes.position(), length);
    bytes.position(bytes.position() + length);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(slice).toString();
    } catch (CharacterCodingException e) {
      throw CheckpointException.of(
          file, "pickle text before byte " + position() + " must be UTF-8", e);
    }
  }

  /** A character for each of so many bytes. */
  String latin1(int length) {
    if (length < 0) {
      throw error("text must have a length of 0 or more, got " + length);
    }
    need(length);
    ByteBuffer slice = bytes.slice(bytes.position(), length);
    bytes.position(bytes.position() + length);
    return StandardCharsets.ISO_8859_1.decode(slice).toString();
  }

  /** ASCII up to a newline, which is consumed. */
  String line() {
    StringBuilder line = new StringBuilder();
    for (int c = u8(); c != '\n'; c = u8()) {
      if (c >= 0x80 || line.length() == MAX_NAME_BYTES) {
        throw error("a global name must be ASCII of at most " + MAX_NAME_BYTES + " bytes");
      }
      line.append((char) c);
    }
    return line.toString();
  }

  CheckpointException error(String message) {
    return CheckpointException.of(file, "pickle, before byte " + position() + ": " + message);
  }

  private void need(int count) {
    if (bytes.remaining() < count) {
      throw CheckpointException.of(
          file,
          "pickle is cut short: needs "
              + count
              + " bytes at byte "
              + position()
              + ", got "
              + bytes.remaining());
    }
  }
}
