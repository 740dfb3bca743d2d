package dev.v2v.cli;

import dev.v2v.engine.Backend;
import dev.v2v.preview.Preview;
import dev.v2v.preview.PreviewSummary;
import dev.v2v.preview.PreviewWindow;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options of every preview: the window, and how far and fast. */
final class PreviewOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec mixee;

  @Mixin private WindowOptions window;

  @Option(
      names = "--every-frame",
      description =
          "Make every frame, as fast as the model goes, instead of keeping to the clip's rate and"
              + " dropping what comes too late. Where the CPU draws, not all are shown.")
  private boolean everyFrame;

  @Option(names = "--once", description = "End with the clip instead of repeating it.")
  private boolean once;

  @Option(
      names = "--frames",
      paramLabel = "N",
      description = "Stop after N results (default: never).")
  private Long frames;

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
    return new PreviewWindow(window.get(), PreviewOptions::log);
  }

  Preview.Pace pace() {
    return new Preview.Pace(
        !everyFrame && !window.headless(),
        !once && !window.headless(),
        frames == null ? Long.MAX_VALUE : frames);
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
