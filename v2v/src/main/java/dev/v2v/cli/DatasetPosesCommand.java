package dev.v2v.cli;

import dev.v2v.data.Dice;
import dev.v2v.data.TruthFiles;
import dev.v2v.data.pose.PoseDrawing;
import dev.v2v.data.pose.PoseFile;
import dev.v2v.engine.InputException;
import dev.v2v.train.Png;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Draws people from their key points. */
@Command(
    name = "poses",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Draw people from key points as vid2vid's pose models see them: pictures for --labels of"
          + " synthesize, with a model of label_nc 0.",
      "",
      "Example:",
      "  v2v-engine dataset poses --poses openpose --size 256x512 --out drawn"
    })
final class DatasetPosesCommand implements Callable<Integer> {
  private static final Pattern SIZE = Pattern.compile("(\\d{1,4})x(\\d{1,4})");

  @Option(
      names = "--poses",
      required = true,
      paramLabel = "DIR",
      description = "A folder of OpenPose's .json files, one a frame, in the order of names.")
  private Path poses;

  @Option(
      names = "--size",
      required = true,
      paramLabel = "WxH",
      description = "Columns and rows that the key points refer to.")
  private String size;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "A new or empty folder.")
  private Path out;

  @Mixin private OutputOptions output;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Matcher sides = SIZE.matcher(size);
    if (!sides.matches()) {
      throw new ParameterException(
          spec.commandLine(), "--size: expected WIDTHxHEIGHT such as 256x512, got " + size);
    }
    int width = Integer.parseInt(sides.group(1));
    int height = Integer.parseInt(sides.group(2));
    if (width < 1 || height < 1) {
      throw new ParameterException(
          spec.commandLine(), "--size: sides must be positive, got " + size);
    }
    List<Path> files = jsonFiles();
    TruthFiles.createEmpty(out);
    for (Path file : files) {
      String name = file.getFileName().toString().replaceAll("\\.json$", ".png");
      Png.write(
          PoseDrawing.COMPLETE.draw(PoseFile.read(file), width, height, Dice.of(0)),
          out.resolve(name));
    }
    output.print(
        Map.of("out", out.toString(), "frames", files.size()),
        out + ": " + files.size() + " frames drawn");
    return ExitCode.DONE;
  }

  private List<Path> jsonFiles() throws IOException {
    if (!Files.isDirectory(poses)) {
      throw new InputException(poses + ": expected a folder of .json files; there is none");
    }
    try (Stream<Path> files = Files.list(poses)) {
      List<Path> found = files.filter(f -> f.toString().endsWith(".json")).sorted().toList();
      if (found.isEmpty()) {
        throw new InputException(poses + ": expected .json files of poses; there are none");
      }
      return found;
    }
  }
}
