package dev.v2v.cli;

import dev.v2v.data.HoldOut;
import dev.v2v.edges.CannyEdges;
import dev.v2v.edges.EdgeDataset;
import dev.v2v.flow.FlowSettings;
import dev.v2v.flow.FrameFlow;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Turns a video into edges and photographs to train on. */
@Command(
    name = "edges",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Make a data set of the edges of a video: label maps of two classes, 0 and 1, in DIR/train_A,"
          + " photographs in DIR/train_B, the last part of the clip in DIR/test_A and DIR/test_B."
          + " With --pictures, edges are white on black, for models with label_nc 0.",
      "",
      "With --faces, edges are lines through the landmarks of faces; without --video these alone"
          + " are drawn, into DIR, to synthesize from.",
    },
    footer = {
      "",
      "Examples:",
      "  v2v-engine dataset edges --video clip.mp4 --size 256x144 --hold-out 0.33 --flow --out"
          + " edges",
      "  v2v-engine dataset edges --faces landmarks --size 256x256 --out faces"
    })
final class DatasetEdgesCommand implements Callable<Integer> {
  private static final Pattern SIZE = Pattern.compile("(\\d{1,5})x(\\d{1,5})");

  @Option(names = "--video", paramLabel = "CLIP", description = "A video or folder of pictures.")
  private Path video;

  @Option(
      names = "--faces",
      paramLabel = "DIR",
      description =
          "A folder of .json files, one a frame: {\"landmarks\": [[x, y], ...]} of 68 or 70 points,"
              + " or OpenPose's.")
  private Path faces;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "A new or empty folder.")
  private Path out;

  @Option(
      names = "--size",
      paramLabel = "WxH",
      description = "Scale to so many columns and rows (default: as the video).")
  private String size;

  @Option(
      names = "--hold-out",
      paramLabel = "SHARE",
      defaultValue = "0",
      description = "The last share of the clip is for testing (default: ${DEFAULT-VALUE}).")
  private double holdOut;

  @Option(
      names = "--flow",
      description = "Also write reference flow, estimated (see the command flow), for training.")
  private boolean flow;

  @Option(
      names = "--pictures",
      description = "Edges as pictures, white on black, not as the classes 0 and 1.")
  private boolean pictures;

  @Option(
      names = "--sigma",
      paramLabel = "PIXELS",
      defaultValue = "1.4",
      description = "Smoothing before edges are found (default: ${DEFAULT-VALUE}).")
  private double sigma;

  @Option(
      names = "--low",
      paramLabel = "X",
      defaultValue = "0.02",
      description =
          "Slope of weak edges, brightness in [0, 1] a pixel (default: ${DEFAULT-VALUE}).")
  private double low;

  @Option(
      names = "--high",
      paramLabel = "X",
      defaultValue = "0.05",
      description = "Slope of strong edges, which weak ones must join (default: ${DEFAULT-VALUE}).")
  private double high;

  @Mixin private DeviceOptions device;
  @Mixin private OutputOptions output;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    int width = 0;
    int height = 0;
    if (size != null) {
      Matcher sides = SIZE.matcher(size);
      require(sides.matches(), "--size: expected WIDTHxHEIGHT such as 256x144, got " + size);
      width = Integer.parseInt(sides.group(1));
      height = Integer.parseInt(sides.group(2));
      require(
          Math.min(width, height) >= 8 && Math.max(width, height) <= 4096,
          "--size: sides must be 8..4096, got " + size);
    }
    require(video != null || faces != null, "--video or --faces is needed");
    require(video != null || size != null, "--faces without --video needs --size");
    require(video != null || (!flow && holdOut == 0), "--flow and --hold-out need --video");
    EdgeDataset data =
        new EdgeDataset(
            new CannyEdges(sigma, low, high),
            Optional.ofNullable(faces),
            width,
            height,
            new HoldOut(holdOut),
            pictures ? EdgeDataset.Form.PICTURES : EdgeDataset.Form.CLASSES);
    if (video == null) {
      int drawn = data.drawFaces(out);
      output.print(
          Map.of("out", out.toString(), "frames", drawn), out + ": " + drawn + " faces drawn");
    } else {
      report(write(data));
    }
    return ExitCode.DONE;
  }

  private EdgeDataset.Summary write(EdgeDataset data) throws IOException {
    Progress progress = new Progress("frames");
    try (FrameFlow solver = flow ? new FrameFlow(device.open(), FlowSettings.DEFAULT) : null) {
      progress.begin("edges", -1);
      return data.write(video, out, Optional.ofNullable(solver), progress::frame);
    } finally {
      progress.end();
    }
  }

  private void report(EdgeDataset.Summary done) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("out", out.toString());
    result.put("train_frames", done.train());
    result.put("test_frames", done.test());
    result.put("width", done.width());
    result.put("height", done.height());
    result.put("density", done.density());
    output.print(
        result,
        String.format(
            Locale.ROOT,
            "%s: %d + %d frames of %dx%d, %.1f %% of the pixels are edges",
            out,
            done.train(),
            done.test(),
            done.width(),
            done.height(),
            100 * done.density()));
  }

  private void require(boolean holds, String rule) {
    if (!holds) {
      throw new ParameterException(spec.commandLine(), rule);
    }
  }
}
