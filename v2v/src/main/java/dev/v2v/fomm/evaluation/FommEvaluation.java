package dev.v2v.fomm.evaluation;

import dev.v2v.engine.DType;
import dev.v2v.engine.InputException;
import dev.v2v.fomm.FommModel;
import dev.v2v.fomm.evaluation.TestClips.TestClip;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Evaluates a First Order Motion Model as its authors do: the first frame of a clip is animated by
 * later ones with absolute key points, and should become them. Where clips have the answers, motion
 * is also transferred from another identity, relatively and absolutely. Every number has two
 * baselines beside it: the source as it is, and the source generated without motion. Single-thread;
 * pictures are drawn and measured on all cores.
 */
public final class FommEvaluation {
  /**
   * How to evaluate.
   *
   * @param compute type of the convolutional networks
   * @param batch clips that are computed at a time, at least 1
   * @param sheetRows of how many clips the report shows pictures
   * @param pictures folder that all pictures are written to, if wanted
   * @param extracted what other programs found in these pictures
   */
  public record Settings(
      DType compute,
      int batch,
      int sheetRows,
      Optional<Path> pictures,
      ExtractedFeatures extracted) {
    public Settings {
      if (batch < 1) {
        throw new InputException("evaluation: batch must be at least 1, got " + batch);
      }
    }

    /** The defaults: float32, 8 clips at a time, numbers only. */
    public static Settings numbersOnly() {
      return new Settings(DType.FLOAT32, 8, 0, Optional.empty(), ExtractedFeatures.NONE);
    }
  }

  private final FommModel model;
  private final Settings settings;
  private final Scoreboard scoreboard;
  private final Sheets sheets;
  private final Optional<PictureFiles> files;
  private final List<String> truths = new ArrayList<>();

  /**
   * Prepares an evaluation.
   *
   * @param model prepared for inference; stays the caller's
   */
  public FommEvaluation(FommModel model, Settings settings) {
    this.model = model;
    this.settings = settings;
    this.scoreboard = new Scoreboard(new Judge(settings.extracted()));
    this.sheets = new Sheets(settings.sheetRows());
    this.files = settings.pictures().map(PictureFiles::new);
  }

  /**
   * Evaluates clips; once for each instance.
   *
   * @param progress told how many clips are done, after each batch
   * @throws dev.v2v.engine.V2vException if a clip cannot be read, or extracted features are of
   *     other pictures
   * @throws java.io.UncheckedIOException if a picture cannot be written
   */
  public EvaluationReport run(TestClips clips, IntConsumer progress) {
    for (int from = 0; from < clips.count(); from += settings.batch()) {
      int to = Math.min(clips.count(), from + settings.batch());
      for (List<TestClip> group : read(clips, from, to)) {
        new ClipBatch(model, settings.compute(), group).run(this::take);
      }
      progress.accept(to);
    }
    settings.extracted().requireAnyOf(truths);
    return new EvaluationReport(scoreboard.rows(), sheets);
  }

  /** Clips with equally many driving frames together: those of files may be short of some. */
  private static Iterable<List<TestClip>> read(TestClips clips, int from, int to) {
    Map<Integer, List<TestClip>> byFrames =
        IntStream.range(from, to)
            .parallel()
            .mapToObj(i -> clips.read(i).numbered(i))
            .collect(
                Collectors.groupingBy(
                    c -> c.driving().size(), LinkedHashMap::new, Collectors.toList()));
    return byFrames.values();
  }

  private void take(List<Result> results) {
    results.forEach(r -> truths.add(r.truthFile()));
    scoreboard.add(results);
    results.forEach(sheets::add);
    files.ifPresent(f -> results.forEach(f::write));
  }
}
