package dev.v2v.cli;

import dev.v2v.preview.PreviewWindow;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options of a preview's window. */
final class WindowOptions {
  private static final Pattern SIZE = Pattern.compile("([0-9]{2,5})x([0-9]{2,5})");
  private static final int LEAST = 64;
  private static final int MOST = 16_384;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec mixee;

  @Option(
      names = "--size",
      paramLabel = "WxH",
      defaultValue = "1280x860",
      description = "Size of the window (default: ${DEFAULT-VALUE}).")
  private String size;

  @Option(
      names = "--headless",
      description =
          "Draw off screen, which needs no display. A preview then shows every frame once, and ends"
              + " by itself.")
  private boolean headless;

  @Option(
      names = "--screenshot",
      paramLabel = "FILE",
      description = "Save the last picture of the window as a PNG image.")
  private Path screenshot;

  @Option(
      names = "--save-to",
      paramLabel = "DIR",
      defaultValue = ".",
      description =
          "Folder of the screenshots and recordings that keys ask for (default: the current one).")
  private Path folder;

  boolean headless() {
    return headless;
  }

  /**
   * The window that was asked for.
   *
   * @throws ParameterException if it cannot have that size
   */
  PreviewWindow.Options get() {
    Matcher sides = SIZE.matcher(size);
    if (sides.matches()) {
      int width = Integer.parseInt(sides.group(1));
      int height = Integer.parseInt(sides.group(2));
      if (Math.min(width, height) >= LEAST && Math.max(width, height) <= MOST) {
        return new PreviewWindow.Options(width, height, headless, folder, screenshot);
      }
    }
    throw new ParameterException(
        mixee.commandLine(),
        "--size must be WIDTHxHEIGHT, each from " + LEAST + " to " + MOST + ", got " + size);
  }
}
