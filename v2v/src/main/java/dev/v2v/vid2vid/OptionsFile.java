package dev.v2v.vid2vid;

import dev.v2v.config.ConfigNode;
import dev.v2v.config.YamlFile;
import dev.v2v.engine.InputException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

/**
 * Reads configurations, YAML or the list of options that the authors' programs leave beside their
 * checkpoints: {@code name: value} lines between two rules of dashes.
 */
final class OptionsFile {
  private static final int MAX_BYTES = 1 << 20;

  private OptionsFile() {}

  static ConfigNode read(Path file) {
    return String.valueOf(file.getFileName()).endsWith(".txt")
        ? parseOptions(file.toString(), text(file))
        : YamlFile.read(file);
  }

  private static ConfigNode parseOptions(String name, String text) {
    String yaml =
        text.lines()
            .filter(line -> !line.startsWith("--"))
            .filter(line -> !line.isBlank())
            .map(OptionsFile::line)
            .collect(Collectors.joining("\n"));
    return YamlFile.parse(name, yaml);
  }

  /** Values are Python's: a number, a flag or a list is YAML as well, anything else is a text. */
  private static String line(String line) {
    int colon = line.indexOf(':');
    if (colon < 0) {
      return line;
    }
    String value = line.substring(colon + 1).strip();
    boolean plain = value.matches("[-+0-9.eE]+|True|False|None|\\[[-+0-9., ]*\\]");
    String quoted = "'" + value.replace("'", "''") + "'";
    return line.substring(0, colon).strip() + ": " + (plain ? value : quoted);
  }

  private static String text(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new InputException(
            file + ": a list of options is at most 1 MiB, got " + Files.size(file) + " bytes");
      }
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new InputException(file + ": expected a list of options, got a binary file", e);
    } catch (IOException e) {
      throw new InputException(file + ": cannot be read: " + e, e);
    }
  }
}
