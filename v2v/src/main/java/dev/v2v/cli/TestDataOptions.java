package dev.v2v.cli;

import dev.v2v.data.Clip;
import dev.v2v.data.ClipCut;
import dev.v2v.data.ClipSplit;
import dev.v2v.data.FrameFormat;
import dev.v2v.data.HoldOut;
import dev.v2v.data.Split;
import dev.v2v.data.puppets.Cast;
import dev.v2v.data.puppets.PuppetWorld;
import dev.v2v.engine.InputException;
import dev.v2v.fomm.FommConfig;
import dev.v2v.fomm.evaluation.FileClips;
import dev.v2v.fomm.evaluation.FrameChoice;
import dev.v2v.fomm.evaluation.PuppetClips;
import dev.v2v.fomm.evaluation.TestClips;
import dev.v2v.media.Fit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options that say what to evaluate on. */
final class TestDataOptions {
  /** A part of a data set. */
  enum Part {
    TEST,
    TRAIN,
    ALL
  }

  private static final Map<String, Cast> PUPPETS =
      Map.of("puppets", Cast.MIXED, "puppets:faces", Cast.FACES, "puppets:figures", Cast.FIGURES);
  private static final int PUPPET_CLIPS = 200;
  private static final int PUPPET_FRAMES = 64;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "D",
      description =
          "puppets, puppets:faces, puppets:figures (drawn, with every answer known), a folder of"
              + " clips, or one video.")
  private String data;

  @Option(
      names = "--part",
      paramLabel = "P",
      description =
          "Of puppets or a folder: test, train or all. Without folders train and test in it, a"
              + " fifth of the clips is for testing, as in training (default: test; with --hold-out"
              + " all).")
  private Part part;

  @Option(
      names = "--hold-out",
      paramLabel = "SHARE",
      description =
          "Of files: only the last SHARE of each clip, such as 0.2, drives, which training with"
              + " the same option has not seen.")
  private Double holdOut;

  @Option(
      names = "--clips",
      paramLabel = "N",
      description = "At most N clips (default: 200 puppets, all clips of a folder).")
  private Integer clips;

  @Option(
      names = "--frames-per-clip",
      paramLabel = "M",
      defaultValue = "4",
      description = "Driving frames of a clip, evenly spread, or all (default: ${DEFAULT-VALUE}).")
  private String framesPerClip;

  @Option(
      names = "--clip-length",
      paramLabel = "T",
      description =
          "Frames of a puppet's clip, 25 a second (default: 64), or of the pieces that clips of"
              + " files are cut into (default: leave them whole).")
  private Integer clipLength;

  @Option(
      names = "--fit",
      paramLabel = "F",
      defaultValue = "resize",
      description =
          "How frames of files get the model's size: ${COMPLETION-CANDIDATES}"
              + " (default: ${DEFAULT-VALUE}).")
  private Fit fit;

  @Option(
      names = "--no-transfer",
      description = "Of puppets: leave out transfer of motion between identities.")
  private boolean noTransfer;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec mixee;

  /**
   * The clips asked for.
   *
   * @param config says the size of the frames
   * @param warnings told what decoders complain about
   * @throws InputException if there are none
   */
  TestClips open(FommConfig config, Consumer<String> warnings) {
    if (clips != null && clips < 1) {
      throw usage("--clips must be 1 or more, got " + clips);
    }
    Cast cast = PUPPETS.get(data.toLowerCase(Locale.ROOT));
    return cast == null ? files(config, warnings) : puppets(cast, config);
  }

  private TestClips puppets(Cast cast, FommConfig config) {
    if (holdOut != null) {
      throw usage("--hold-out is for files; puppets hold out identities");
    }
    if (part() == Part.ALL) {
      throw usage("--part of puppets must be test or train, got all: there is no end of them");
    }
    if (config.frameHeight() != config.frameWidth()) {
      throw new InputException(
          "puppets: frames must be square, the configuration asks for "
              + config.frameWidth()
              + "x"
              + config.frameHeight());
    }
    return new PuppetClips(
        PuppetWorld.of(0),
        cast,
        part() == Part.TEST ? Split.TEST : Split.TRAIN,
        clips == null ? PUPPET_CLIPS : clips,
        clipLength == null ? PUPPET_FRAMES : clipLength,
        config.frameWidth(),
        choice(),
        !noTransfer);
  }

  private TestClips files(FommConfig config, Consumer<String> warnings) {
    Path path = Path.of(data);
    List<Clip> found = clips(path);
    List<Clip> chosen = clips == null ? found : found.subList(0, Math.min(clips, found.size()));
    return new FileClips(
        title(path),
        chosen,
        FrameFormat.fitted(config.frameWidth(), config.frameHeight(), fit),
        clipLength == null ? ClipCut.NONE : new ClipCut(clipLength),
        holdOut == null ? HoldOut.NOTHING : new HoldOut(holdOut),
        choice(),
        warnings);
  }

  private List<Clip> clips(Path path) {
    if (!Files.exists(path)) {
      throw new InputException(
          path
              + ": expected a folder of clips, a video, or one of "
              + new TreeSet<>(PUPPETS.keySet())
              + "; there is no such file");
    }
    if (!Files.isDirectory(path)) {
      return List.of(new Clip(path));
    }
    ClipSplit split = ClipSplit.of(path);
    List<Clip> all = new ArrayList<>(split.train());
    all.addAll(split.test());
    return switch (part()) {
      case TEST -> split.test();
      case TRAIN -> split.train();
      case ALL -> all;
    };
  }

  private String title(Path path) {
    String cut = clipLength == null ? "" : " in pieces of " + clipLength + " frames";
    String held = holdOut == null ? "" : ", last " + holdOut + " of each";
    String of = Files.isDirectory(path) ? ", part " + part().name().toLowerCase(Locale.ROOT) : "";
    return path + of + cut + held;
  }

  private Part part() {
    if (part != null) {
      return part;
    }
    return holdOut == null ? Part.TEST : Part.ALL;
  }

  private FrameChoice choice() {
    if (framesPerClip.equalsIgnoreCase("all")) {
      return FrameChoice.ALL;
    }
    try {
      return new FrameChoice(Integer.parseInt(framesPerClip));
    } catch (NumberFormatException e) {
      throw usage("--frames-per-clip must be a number or all, got " + framesPerClip);
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(mixee.commandLine(), message);
  }
}
