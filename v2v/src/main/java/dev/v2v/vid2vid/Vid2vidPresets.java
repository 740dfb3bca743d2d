package dev.v2v.vid2vid;

import dev.v2v.engine.InputException;
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
      List.of("street-512", "street-1024", "street-2048", "street-1024-g1");
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
    if (fileOrName.matches(".*\\.(ya?ml|txt)")) {
      return Vid2vidConfig.read(Path.of(fileOrName));
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
      return Vid2vidConfig.parse(fileOrName + ".yaml", text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The configuration in the folder of a model: {@code config.yaml}, or the authors' {@code
   * opt.txt}.
   *
   * @throws InputException if there is neither or it is wrong
   */
  public static Vid2vidConfig beside(Path folder) {
    return BESIDE.stream()
        .map(folder::resolve)
        .filter(Files::isRegularFile)
        .findFirst()
        .map(Vid2vidConfig::read)
        .orElseThrow(
            () ->
                new InputException(
                    folder
                        + ": expected "
                        + String.join(" or ", BESIDE)
                        + " beside the weights, or a configuration by name"));
  }
}
