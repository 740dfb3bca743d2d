package dev.v2v.cli;

import dev.v2v.engine.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** What a file on the command line is, by its first bytes. */
enum FileKind {
  CHECKPOINT,
  ARRAY,
  CONFIG,
  MEDIA;

  private static final int HEAD = 16;

  /**
   * Looks at a file or folder.
   *
   * @throws InputException if there is none or it cannot be read
   */
  static FileKind of(Path path) {
    if (Files.isDirectory(path)) {
      return MEDIA;
    }
    if (!Files.exists(path)) {
      throw new InputException(path + ": expected a file or a folder, there is none");
    }
    String name = path.toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".yaml") || name.endsWith(".yml")) {
      return CONFIG;
    }
    byte[] head = head(path);
    if (isCheckpoint(head) || name.matches(".*\\.(safetensors|pth|pth\\.tar|pt)")) {
      return CHECKPOINT;
    }
    return startsWith(head, "\u0093NUMPY") ? ARRAY : MEDIA;
  }

  private static byte[] head(Path path) {
    try (InputStream in = Files.newInputStream(path)) {
      return in.readNBytes(HEAD);
    } catch (IOException e) {
      throw new InputException(path + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /** A zip archive, a pickle of protocol 2 to 5, or a length followed by a JSON object. */
  private static boolean isCheckpoint(byte[] head) {
    return startsWith(head, "PK\u0003\u0004")
        || (head.length > 1 && head[0] == (byte) 0x80 && head[1] >= 2 && head[1] <= 5)
        || (head.length > 8 && head[8] == '{');
  }

  private static boolean startsWith(byte[] head, String prefix) {
    byte[] expected = prefix.getBytes(StandardCharsets.ISO_8859_1);
    return head.length >= expected.length
        && java.util.Arrays.equals(head, 0, expected.length, expected, 0, expected.length);
  }
}
