package dev.v2v.cli;

import dev.v2v.engine.Backend;
import dev.v2v.fomm.FommModel;
import dev.v2v.media.Fit;
import dev.v2v.preview.Preview;
import dev.v2v.preview.PreviewSummary;
import dev.v2v.preview.PreviewWindow;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows an animation while it is made. */
@Command(
    name = "animate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Watch a picture being animated by a video or a camera.",
    footer = {
      "",
      "Without --config the small model for drawn faces that comes with the engine is shown.",
      "",
      "Examples:",
      "  v2v-engine preview animate --source face.png --driving test-pattern",
      "  v2v-engine preview animate --config vox-256 --checkpoint vox-cpk.pth.tar \\",
      "      --source one.png --source two.png --driving /dev/video0 --fit crop",
      "  v2v-engine preview animate --source face.png --driving talk.mp4 --headless --frames 50 \\",
      "      --screenshot window.png"
    })
final class PreviewAnimateCommand implements Callable<Integer> {
  @Option(
      names = "--source",
      required = true,
      paramLabel = "FILE",
      description = "The picture; several can be given, and keys go from one to the next.")
  private List<Path> sources;

  @Option(
      names = "--driving",
      required = true,
      paramLabel = "FROM",
      description =
          "What moves it: a video, GIF or folder of images, a camera such as /dev/video0, or"
              + " test-pattern, a drawn face.")
  private String driving;

  @Mixin private ShownModelOptions model;

  @Option(
      names = "--absolute",
      description = "Begin with absolute motion instead of relative motion.")
  private boolean absolute;

  @Option(
      names = "--adapt-scale",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "Scale relative motion by the size of the source's pose (default: on).")
  private boolean adaptScale;

  @Option(
      names = "--fit",
      paramLabel = "F",
      defaultValue = "resize",
      description =
          "How frames get the model's size: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Fit fit;

  @Mixin private PreviewOptions preview;
  @Mixin private DeviceOptions device;
  @Mixin private OutputOptions output;

  @Override
  public Integer call() {
    try (PreviewWindow window = preview.open()) {
      Backend backend = device.open();
      try (FommModel network = model.open(backend, device.seed())) {
        network.prepareForInference();
        PreviewOptions.log(window.renderer());
        PreviewSummary done =
            Preview.animate(
                window,
                network,
                new Preview.Animation(
                    sources,
                    driving,
                    fit,
                    !absolute,
                    adaptScale,
                    device.precision().dtype(),
                    device.seed()),
                preview.pace(),
                model.name() + " - " + backend.name() + ", " + device.precision(),
                PreviewOptions::log);
        PreviewOptions.report(output, device, backend, done);
      }
    }
    return ExitCode.DONE;
  }
}
