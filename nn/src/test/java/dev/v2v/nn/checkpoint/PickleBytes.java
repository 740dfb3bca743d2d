package dev.v2v.nn.checkpoint;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes pickles opcode by opcode, sound and unsound ones. */
final class PickleBytes {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  static PickleBytes start() {
    return new PickleBytes().op(0x80).op(2);
  }

  PickleBytes op(int... codes) {
    for (int code : codes) {
      out.write(code);
    }
    return this;
  }

  PickleBytes repeat(int times, int... codes) {
    for (int i = 0; i < times; i++) {
      op(codes);
    }
    return this;
  }

  PickleBytes raw(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  PickleBytes text(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    return op('X').int32(bytes.length).raw(bytes);
  }

  PickleBytes int32(int value) {
    return raw(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
  }

  /** LONG1 of eight bytes. */
  PickleBytes integer(long value) {
    op(0x8a, 8);
    return raw(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
  }

  PickleBytes bool(boolean value) {
    return op(value ? 0x88 : 0x89);
  }

  PickleBytes none() {
    return op('N');
  }

  PickleBytes global(String module, String name) {
    return op('c').raw((module + "\n" + name + "\n").getBytes(StandardCharsets.UTF_8));
  }

  PickleBytes integers(List<Long> values) {
    op('(');
    values.forEach(this::integer);
    return op('t');
  }

  /** Persistent id of a storage without a view; five fields in a zip, six in a stream. */
  PickleBytes storage(boolean legacy, String type, String key, long elements) {
    op('(').text("storage").global("torch", type).text(key).text("cpu").integer(elements);
    return (legacy ? none() : this).op('t', 'Q');
  }

  PickleBytes view(String key, long elements, String viewKey, long offset, long viewElements) {
    op('(').text("storage").global("torch", "FloatStorage").text(key).text("cpu").integer(elements);
    text(viewKey).integer(offset).integer(viewElements).op(0x87);
    return op('t', 'Q');
  }

  /** Starts the arguments of {@code _rebuild_tensor_v2}; a storage must follow. */
  PickleBytes tensor() {
    return global("torch._utils", "_rebuild_tensor_v2").op('(');
  }

  /** The rest of the arguments after the storage, and the call. */
  PickleBytes layout(long offset, List<Long> sizes, List<Long> strides) {
    integer(offset).integers(sizes).integers(strides).bool(false);
    global("collections", "OrderedDict").op(')', 'R');
    return op('t', 'R');
  }

  byte[] stop() {
    return op('.').out.toByteArray();
  }

  byte[] bytes() {
    return out.toByteArray();
  }
}
