package dev.v2v.nn.checkpoint;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Puts hand-made pickles into files of both layouts. */
final class TorchFiles {
  private TorchFiles() {}

  /** Little-endian float32 values. */
  static byte[] floats(float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes.array();
  }

  static byte[] legacyHeader(boolean littleEndian) {
    PickleBytes magic = PickleBytes.start().op(0x8a, 10);
    byte[] number = new BigInteger("1950a86a20f9469cfc6c", 16).toByteArray();
    for (int i = number.length - 1; i >= 0; i--) {
      magic.op(number[i]);
    }
    byte[] version = PickleBytes.start().op('M', 0xe9, 3).stop();
    byte[] system =
        PickleBytes.start()
            .op('}', '(')
            .text("protocol_version")
            .op('M', 0xe9, 3)
            .text("little_endian")
            .bool(littleEndian)
            .op('u')
            .stop();
    return join(magic.stop(), version, system);
  }

  /** A stream of one object and its storages, element count first. */
  static byte[] legacy(byte[] object, Map<String, float[]> storages) {
    PickleBytes keys = PickleBytes.start().op(']', '(');
    storages.keySet().forEach(keys::text);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(join(legacyHeader(true), object, keys.op('e').stop()));
    for (float[] values : storages.values()) {
      ByteBuffer count = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
      out.writeBytes(count.putLong(values.length).array());
      out.writeBytes(floats(values));
    }
    return out.toByteArray();
  }

  /** One entry of a zip archive. */
  static final class Part {
    final String name;
    private final byte[] bytes;
    private final boolean deflated;

    Part(String name, byte[] bytes, boolean deflated) {
      this.name = name;
      this.bytes = bytes;
      this.deflated = deflated;
    }

    static Part stored(String name, byte[] bytes) {
      return new Part(name, bytes, false);
    }
  }

  static byte[] zip(List<Part> parts) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Part part : parts) {
        ZipEntry entry = new ZipEntry(part.name);
        if (!part.deflated) {
          CRC32 crc = new CRC32();
          crc.update(part.bytes);
          entry.setMethod(ZipEntry.STORED);
          entry.setSize(part.bytes.length);
          entry.setCrc(crc.getValue());
        }
        zip.putNextEntry(entry);
        zip.write(part.bytes);
        zip.closeEntry();
      }
    }
    return out.toByteArray();
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  static Checkpoint open(Path folder, byte[] content) throws IOException {
    return Checkpoint.open(Files.write(folder.resolve("model.pth"), content));
  }
}
