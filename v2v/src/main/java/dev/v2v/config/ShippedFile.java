package dev.v2v.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * Files of the models that are part of the engine; their cards are {@code v2v/models/README.md}.
 */
public final class ShippedFile {
  private ShippedFile() {}

  /** The bytes of a file. */
  public static byte[] read(String name) {
    try (InputStream in = ShippedFile.class.getResourceAsStream("/dev/v2v/models/" + name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(name + ": the file inside the jar cannot be read", e);
    }
  }

  /** A configuration. */
  public static ConfigNode yaml(String name) {
    return YamlFile.parse(name, new String(read(name), StandardCharsets.UTF_8));
  }
}
