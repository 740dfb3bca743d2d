package dev.v2v.media;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The still image formats read through ImageIO, told apart by their first bytes. */
enum ImageFormat {
  PNG,
  JPEG,
  BMP,
  TIFF;

  private static final int SNIFFED_BYTES = 18;

  /** The format of a regular file, or empty when it is none of these. */
  static Optional<ImageFormat> of(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] head = in.readNBytes(SNIFFED_BYTES);
      if (startsWith(head, 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n')) {
        return Optional.of(PNG);
      }
      if (startsWith(head, 0xff, 0xd8, 0xff)) {
        return Optional.of(JPEG);
      }
      if (startsWith(head, 'I', 'I', 42, 0) || startsWith(head, 'M', 'M', 0, 42)) {
        return Optional.of(TIFF);
      }
      return startsWith(head, 'B', 'M') && hasBitmapHeader(head)
          ? Optional.of(BMP)
          : Optional.empty();
    }
  }

  /** Two letters prove little, so also ask for one of the header sizes that BMP ever had. */
  private static boolean hasBitmapHeader(byte[] head) {
    if (head.length < SNIFFED_BYTES || head[15] != 0 || head[16] != 0 || head[17] != 0) {
      return false;
    }
    return switch (head[14]) {
      case 12, 16, 40, 52, 56, 64, 108, 124 -> true;
      default -> false;
    };
  }

  private static boolean startsWith(byte[] head, int... magic) {
    if (head.length < magic.length) {
      return false;
    }
    for (int i = 0; i < magic.length; i++) {
      if ((head[i] & 0xff) != magic[i]) {
        return false;
      }
    }
    return true;
  }
}
