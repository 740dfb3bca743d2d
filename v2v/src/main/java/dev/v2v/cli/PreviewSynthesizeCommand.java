package dev.v2v.cli;

import dev.v2v.engine.Backend;
import dev.v2v.preview.Preview;
import dev.v2v.preview.PreviewSummary;
import dev.v2v.preview.PreviewWindow;
import dev.v2v.vid2vid.SynthesisJob;
import dev.v2v.vid2vid.Vid2vidConfig;
import dev.v2v.vid2vid.Vid2vidModel;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows a video while it is made from label maps. */
@Command(
    name = "synthesize",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Watch a video being made from label maps, edges or poses.",
    footer = {
      "",
      "Examples:",
      "  v2v-engine preview synthesize --model checkpoints/label2city --labels test_A/seq \\",
      "      --instances test_inst/seq",
      "  v2v-engine preview synthesize --random-weights --config street-512 --labels test_A/seq \\",
      "      --first-frames test_B/seq --headless --frames 5 --screenshot window.png"
    })
final class PreviewSynthesizeCommand implements Callable<Integer> {
  @Mixin private Vid2vidOptions input;
  @Mixin private PreviewOptions preview;
  @Mixin private DeviceOptions device;
  @Mixin private OutputOptions output;

  @Override
  public Integer call() {
    input.check();
    SynthesisJob.Settings settings =
        input.settings(Map.of(), device, Optional.empty(), Long.MAX_VALUE, Optional.empty());
    Vid2vidConfig read = input.config();
    SynthesisJob.requireSuited(read, settings);
    try (PreviewWindow window = preview.open()) {
      Backend backend = device.open();
      try (Vid2vidModel model = input.open(backend, read, device.seed())) {
        model.prepareForInference();
        PreviewOptions.log(window.renderer());
        PreviewSummary done =
            Preview.synthesize(
                window,
                model,
                settings,
                preview.pace(),
                input.name() + " - " + backend.name() + ", " + device.precision(),
                PreviewOptions::log);
        PreviewOptions.report(output, device, backend, done);
      }
    }
    return ExitCode.DONE;
  }
}
