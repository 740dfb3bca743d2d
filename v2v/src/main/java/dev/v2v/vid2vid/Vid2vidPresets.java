package dev.v2v.vid2vid;

import dev.v2v.config.ConfigNode;
import dev.v2v.config.YamlFile;
import dev.v2v.engine.InputException;
import dev.v2v.nn.checkpoint.Checkpoint;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Configurations by name, in a file, or beside the weights of a model. */
public final class Vid2vidPresets {
  private static final List<String> NAMES =
      List.of(
          "street-512",
          "street-1024",
          "street-2048",
          "street-1024-g1",
          "edge2face-512",
          "edge2face-256-g1",
          "edge2face-512-g1",
          "pose2body-256p",
          "pose2body-512p",
          "pose2body-1024p",
          "pose2body-256p-g1",
          "pose2body-512p-g1",
          "pose2body-1024p-g1");

  /** Where a model's file keeps its configuration. */
  public static final String METADATA = "config";

  private static final List<String> BESIDE = List.of("config.yaml", "opt.txt");

  private Vid2vidPresets() {}

  public static List<String> names() {
    return NAMES;
  }

  /**
   * The configuration in a file ending in {@code .yaml}, {@code .yml} or {@code .txt}, or the
   * preset of that name.
   *
   * @throws InputException if there is none or it is wrong
   */
  public static Vid2vidConfig read(String fileOrName) {
    return Vid2vidConfig.of(document(fileOrName));
  }

  /**
   * The document that {@link #read} reads, which may hold more than the model's configuration.
   *
   * @throws InputException if there is none
   */
  public static ConfigNode document(String fileOrName) {
    if (fileOrName.matches(".*\\.(ya?ml|txt)")) {
      return OptionsFile.read(Path.of(fileOrName));
    }
    if (!NAMES.contains(fileOrName)) {
      throw new InputException(
          "configuration '"
              + fileOrName
              + "': expected a file ending in .yaml or .txt, or one of "
              + NAMES);
    }
    String resource = "presets/" + fileOrName + ".yaml";
    try (InputStream in = Vid2vidPresets.class.getResourceAsStream(resource)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return YamlFile.parse(fileOrName + ".yaml", text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The configuration inside a model's file, or in its folder: {@code config.yaml}, or the authors'
   * {@code opt.txt}.
   *
   * @throws InputException if there is neither or it is wrong
   */
  public static Vid2vidConfig beside(Path model) {
    return Vid2vidConfig.of(documentBeside(model));
  }

  /**
   * The document that {@link #beside} reads, which may hold more than the model's configuration.
   *
   * @throws InputException if there is none
   */
  public static ConfigNode documentBeside(Path model) {
    return Files.isRegularFile(model) ? inside(model) : inFolder(model);
  }

  private static ConfigNode inside(Path model) {
    try (Checkpoint file = Checkpoint.open(model)) {
      String text = file.metadata().get(METADATA);
      if (text == null) {
        throw new InputException(
            model + ": expected a model with its configuration inside, or a configuration by name");
      }
      return YamlFile.parse(model + ": " + METADATA, text);
    }
  }

  private static ConfigNode inFolder(Path folder) {
    return BESIDE.stream()
        .map(folder::resolve)
        .filter(Files::isRegularFile)
        .findFirst()
        .map(OptionsFile::read)
        .orElseThrow(
            () ->
                new InputException(
                    folder
                        + ": expected "
                        + String.join(" or ", BESIDE)
                        + " beside the weights, or a configuration by name"));
  }
}
