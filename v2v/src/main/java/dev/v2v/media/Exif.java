package dev.v2v.media;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** Finds the orientation a camera noted in a JPEG. Malformed notes count as absent. */
final class Exif {
  /** EXIF stands in the first segments; each is at most 64 KiB. */
  private static final int SEARCHED_BYTES = 1 << 18;

  private static final int EXIF_SIGNATURE = 0x45786966; // "Exif"
  private static final int TAG_ORIENTATION = 0x0112;
  private static final int TYPE_SHORT = 3;

  private Exif() {}

  static Orientation orientation(Path jpeg) throws IOException {
    try (InputStream in = Files.newInputStream(jpeg)) {
      return orientation(ByteBuffer.wrap(in.readNBytes(SEARCHED_BYTES)));
    }
  }

  private static Orientation orientation(ByteBuffer file) {
    int at = 2; // past the start-of-image marker
    while (at + 4 <= file.limit() && (file.get(at) & 0xff) == 0xff) {
      int marker = file.get(at + 1) & 0xff;
      int length = file.getShort(at + 2) & 0xffff; // includes its own two bytes
      if (marker == 0xda || length < 2 || at + 2 + length > file.limit()) {
        break;
      }
      if (marker == 0xe1 && length >= 16 && file.getInt(at + 4) == EXIF_SIGNATURE) {
        return inTiff(file.slice(at + 10, length - 8));
      }
      at += 2 + length;
    }
    return Orientation.UPRIGHT;
  }

  private static Orientation inTiff(ByteBuffer tiff) {
    if (tiff.limit() < 8) {
      return Orientation.UPRIGHT;
    }
    tiff.order(tiff.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    long directory = Integer.toUnsignedLong(tiff.getInt(4));
    if (tiff.getShort(2) != 42 || directory + 2 > tiff.limit()) {
      return Orientation.UPRIGHT;
    }
    int entries = tiff.getShort((int) directory) & 0xffff;
    for (int i = 0; i < entries; i++) {
      long entry = directory + 2 + 12L * i;
      if (entry + 12 > tiff.limit()) {
        break;
      }
      int e = (int) entry;
      if ((tiff.getShort(e) & 0xffff) == TAG_ORIENTATION && tiff.getShort(e + 2) == TYPE_SHORT) {
        return Orientation.ofExif(tiff.getShort(e + 8));
      }
    }
    return Orientation.UPRIGHT;
  }
}
