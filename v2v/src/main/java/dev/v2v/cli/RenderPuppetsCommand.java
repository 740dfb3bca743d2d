package dev.v2v.cli;

import dev.v2v.data.puppets.Cast;
import dev.v2v.data.puppets.ClipFormat;
import dev.v2v.data.puppets.PuppetDataset;
import dev.v2v.data.puppets.PuppetWorld;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Draws talking heads and dancers to disk. */
@Command(
    name = "puppets",
    mixinStandardHelpOptions = true,
    description = {
      "Draw talking heads and dancers, with key points of every frame as JSON.",
      "",
      "Written are DIR/train and DIR/test, a video per clip, named IDENTITY#TAKE.mp4 as loaders of"
          + " the First Order Motion Model expect; no identity is in both. Annotations are under"
          + " DIR/keypoints, DIR/masks, DIR/flow and DIR/poses."
    })
final class RenderPuppetsCommand implements Callable<Integer> {
  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "A new or empty folder.")
  private Path out;

  @Option(
      names = "--clips",
      paramLabel = "N",
      defaultValue = "100",
      description = "Clips for training (default: ${DEFAULT-VALUE}).")
  private int clips;

  @Option(
      names = "--test-clips",
      paramLabel = "N",
      defaultValue = "10",
      description = "Clips for testing (default: ${DEFAULT-VALUE}).")
  private int testClips;

  @Option(
      names = "--takes",
      paramLabel = "N",
      defaultValue = "1",
      description = "Clips of each identity (default: ${DEFAULT-VALUE}).")
  private int takes;

  @Option(
      names = "--frames",
      paramLabel = "T",
      defaultValue = "64",
      description = "Frames of a clip, 25 a second (default: ${DEFAULT-VALUE}).")
  private int frames;

  @Option(
      names = "--size",
      paramLabel = "S",
      defaultValue = "128",
      description = "Side of a frame in pixels (default: ${DEFAULT-VALUE}).")
  private int size;

  @Option(
      names = "--seed",
      paramLabel = "X",
      defaultValue = "0",
      description = "The same seed gives the same data (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--cast",
      paramLabel = "CAST",
      defaultValue = "mixed",
      description = "faces, figures or mixed (default: ${DEFAULT-VALUE}).")
  private Cast cast;

  @Option(
      names = "--format",
      paramLabel = "F",
      defaultValue = "mp4",
      description =
          "mp4, png (lossless: a folder of images for each clip) or gif (default:"
              + " ${DEFAULT-VALUE}).")
  private ClipFormat format;

  @Option(names = "--masks", description = "Also write part masks as PNG.")
  private boolean masks;

  @Option(names = "--flow", description = "Also write optical flow (.flo) and occlusion (PNG).")
  private boolean flow;

  @Option(
      names = "--poses",
      description = "Also write the poses of figures, a JSON file of OpenPose for each frame.")
  private boolean poses;

  @Mixin private OutputOptions output;

  @Override
  public Integer call() throws IOException {
    PuppetDataset data =
        new PuppetDataset(
            PuppetWorld.of(seed),
            cast,
            clips,
            testClips,
            takes,
            frames,
            size,
            format,
            masks,
            flow,
            poses);
    new Rendering("puppets", out, clips, testClips, frames).run(data::write, output);
    return ExitCode.DONE;
  }
}
