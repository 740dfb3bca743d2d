package dev.v2v.cli;

import dev.v2v.data.street.StreetDataset;
import dev.v2v.data.street.StreetLayout;
import dev.v2v.data.street.StreetWorld;
import dev.v2v.data.street.Weather;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Draws drives along streets to disk. */
@Command(
    name = "street",
    mixinStandardHelpOptions = true,
    description = {
      "Draw drives along streets: photographs, class ids and colours, and instance ids as PNG.",
      "",
      "Ids are the labelIds of Cityscapes, instance ids are 1000 * class + number. With the layout"
          + " cityscapes, photographs are under DIR/leftImg8bit_sequence and labels under"
          + " DIR/gtFine; with vid2vid they are in DIR/train_B, DIR/train_A and DIR/train_inst."
    })
final class RenderStreetCommand implements Callable<Integer> {
  private static final Pattern SIZE = Pattern.compile("(\\d{1,5})x(\\d{1,5})");

  @CommandLine.Spec private CommandSpec spec;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "A new or empty folder.")
  private Path out;

  @Option(
      names = "--clips",
      paramLabel = "N",
      defaultValue = "20",
      description = "Clips for training (default: ${DEFAULT-VALUE}).")
  private int clips;

  @Option(
      names = "--test-clips",
      paramLabel = "N",
      defaultValue = "4",
      description = "Clips for testing (default: ${DEFAULT-VALUE}).")
  private int testClips;

  @Option(
      names = "--frames",
      paramLabel = "T",
      defaultValue = "30",
      description = "Frames of a clip, 17 a second (default: ${DEFAULT-VALUE}).")
  private int frames;

  @Option(
      names = "--size",
      paramLabel = "WxH",
      defaultValue = "256x128",
      description = "Width and height in pixels (default: ${DEFAULT-VALUE}).")
  private String size;

  @Option(
      names = "--seed",
      paramLabel = "X",
      defaultValue = "0",
      description = "The same seed gives the same data (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--weather",
      paramLabel = "W",
      description = "sunny, overcast, autumn, dusk or night; each clip its own if not given.")
  private Weather weather;

  @Option(
      names = "--layout",
      paramLabel = "L",
      defaultValue = "cityscapes",
      description = "cityscapes or vid2vid (default: ${DEFAULT-VALUE}).")
  private StreetLayout layout;

  @Option(names = "--flow", description = "Also write optical flow (.flo) and occlusion (PNG).")
  private boolean flow;

  @Mixin private OutputOptions output;

  @Override
  public Integer call() throws IOException {
    Matcher sides = SIZE.matcher(size);
    if (!sides.matches()) {
      throw new ParameterException(
          spec.commandLine(), "--size: expected WIDTHxHEIGHT such as 256x128, got " + size);
    }
    StreetDataset data =
        new StreetDataset(
            StreetWorld.of(seed),
            Optional.ofNullable(weather),
            clips,
            testClips,
            frames,
            Integer.parseInt(sides.group(1)),
            Integer.parseInt(sides.group(2)),
            layout,
            flow);
    new Rendering("street", out, clips, testClips, frames).run(data::write, output);
    return ExitCode.DONE;
  }
}
