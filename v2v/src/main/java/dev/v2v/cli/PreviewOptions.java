package dev.v2v.cli;

import dev.v2v.engine.Backend;
import dev.v2v.preview.Preview;
import dev.v2v.preview.PreviewSummary;
import dev.v2v.preview.PreviewWindow;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options of every preview: the window, and how far and fast. */
final class PreviewOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec mixee;

  @Option(
      names = "--size",
      paramLabel = "WxH",
      defaultValue = "1280x860",
      description = "Size of the window (default: ${DEFAULT-VALUE}).")
  private String size;

  @Option(
      names = "--every-frame",
      description =
          "Show every frame as fast as the model goes, instead of keeping to the clip's rate and"
              + " dropping what comes too late.")
  private boolean everyFrame;

  @Option(names = "--once", description = "Stop at the end of the clip instead of repeating it.")
  private boolean once;

  @Option(
      names = "--frames",
      paramLabel = "N",
      description = "Stop after N results (default: never).")
  private Long frames;

  @Option(
      names = "--headless",
      description =
          "Draw off screen, which needs no display; implies --every-frame and --once, and ends by"
              + " itself.")
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

  /**
   * Opens the window; before anything else, since it is what most often cannot be had.
   *
   * @throws dev.v2v.engine.DeviceException if there is no display, or no OpenGL 3.3 on it
   */
  PreviewWindow open() {
    if (frames != null && frames < 1) {
      throw new ParameterException(
          mixee.commandLine(), "--frames must be 1 or more, got " + frames);
    }
    String[] sides = size.split("x", -1);
    try {
      int width = Integer.parseInt(sides[0]);
      int height = Integer.parseInt(sides[1]);
      if (sides.length == 2 && Math.min(width, height) >= 64 && Math.max(width, height) <= 16384) {
        return new PreviewWindow(
            new PreviewWindow.Options(width, height, headless, folder), PreviewOptions::log);
      }
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      throw sizeError(e);
    }
    throw sizeError(null);
  }

  private ParameterException sizeError(Exception cause) {
    return new ParameterException(
        mixee.commandLine(),
        "--size must be WIDTHxHEIGHT, each from 64 to 16384, got " + size,
        cause);
  }

  Preview.Pace pace() {
    return new Preview.Pace(
        !everyFrame && !headless,
        !once && !headless,
        frames == null ? Long.MAX_VALUE : frames,
        screenshot);
  }

  static void log(String line) {
    System.err.println("preview: " + line);
  }

  static void report(
      OutputOptions output, DeviceOptions device, Backend backend, PreviewSummary done) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("frames", done.frames());
    json.put("framesPerSecond", done.framesPerSecond());
    json.put("shown", done.shown());
    json.put("lateInputs", done.lateInputs());
    json.put("lateResults", done.lateResults());
    json.put("device", backend.name());
    json.put("precision", device.precision().toString());
    output.print(
        json,
        String.format(
            Locale.ROOT,
            "%d frames, %.2f frames/s on %s in %s; %d shown, late: %d driving frames, %d results",
            done.frames(),
            done.framesPerSecond(),
            backend.name(),
            device.precision(),
            done.shown(),
            done.lateInputs(),
            done.lateResults()));
  }
}
