package dev.v2v.fomm;

import dev.v2v.config.ConfigNode;
import dev.v2v.config.YamlFile;
import dev.v2v.engine.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Configurations that come with the engine, by name. */
public final class FommPresets {
  private static final List<String> NAMES =
      List.of(
          "bair-256",
          "fashion-256",
          "mgif-256",
          "nemo-256",
          "taichi-256",
          "taichi-adv-256",
          "vox-256",
          "vox-adv-256");

  private FommPresets() {}

  public static List<String> names() {
    return NAMES;
  }

  /**
   * The preset of that name.
   *
   * @throws InputException if there is none
   */
  public static FommConfig read(String name) {
    return FommConfig.of(preset(name));
  }

  private static ConfigNode preset(String name) {
    if (!NAMES.contains(name)) {
      throw new InputException(
          "configuration '" + name + "': expected a file ending in .yaml or one of " + NAMES);
    }
    try (InputStream in = FommPresets.class.getResourceAsStream("presets/" + name + ".yaml")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return YamlFile.parse(name + ".yaml", text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The configuration in a file ending in {@code .yaml} or {@code .yml}, or the preset. */
  public static FommConfig readFileOrPreset(String fileOrName) {
    return FommConfig.of(document(fileOrName));
  }

  /** The same as a document, with all that a file says beyond the model: data and training. */
  public static ConfigNode document(String fileOrName) {
    return fileOrName.matches(".*\\.ya?ml")
        ? YamlFile.read(Path.of(fileOrName))
        : preset(fileOrName);
  }
}
