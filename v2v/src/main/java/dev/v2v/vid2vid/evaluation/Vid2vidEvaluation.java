package dev.v2v.vid2vid.evaluation;

import dev.v2v.data.Dice;
import dev.v2v.data.sequence.FrameSequence;
import dev.v2v.data.sequence.SequenceSource;
import dev.v2v.data.sequence.Window;
import dev.v2v.engine.Backend;
import dev.v2v.engine.DType;
import dev.v2v.engine.InputException;
import dev.v2v.metrics.MetricTable;
import dev.v2v.metrics.Picture;
import dev.v2v.metrics.PixelErrors;
import dev.v2v.metrics.Ssim;
import dev.v2v.vid2vid.RecordedFrames;
import dev.v2v.vid2vid.Vid2vidConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * Measures models on clips that they have not seen, all on the same frames: those for which every
 * one of them has seen the label maps it wants. Beside them stand the last given frame, held still,
 * and the recorded video itself. Single-thread.
 */
public final class Vid2vidEvaluation {
  /** What is compared beside the models. */
  static final String COPY = "last given frame";

  static final String RECORDED = "recorded";

  /** Names of the measures, and what they are in JSON. */
  static final List<String> MEASURES = List.of("l1", "psnr_db", "ssim", "warp_error");

  private final List<Contestant> contestants;
  private final Settings settings;
  private final Map<String, MetricTable> scores = new LinkedHashMap<>();
  private final VideoSheet sheet;

  /**
   * How to evaluate.
   *
   * @param compute type of the convolutional networks
   * @param clips how many are measured
   * @param given whether models go on from the first recorded frames, or begin by themselves where
   *     they can
   * @param sheetRows how many clips the report shows pictures of
   */
  public record Settings(DType compute, int clips, boolean given, int sheetRows) {}

  /**
   * Prepares an evaluation.
   *
   * @throws InputException if there is no model, or names are not different
   */
  public Vid2vidEvaluation(List<Contestant> contestants, Settings settings) {
    this.contestants = List.copyOf(contestants);
    this.settings = settings;
    this.sheet = new VideoSheet(settings.sheetRows());
    if (contestants.isEmpty()) {
      throw new InputException("evaluate: needs a model at least");
    }
    for (Contestant c : contestants) {
      if (c.model().config().predictsLabels()) {
        throw new InputException(
            "evaluate: "
                + c.name()
                + " predicts label maps (predict_labels); evaluate prediction measures it");
      }
      if (scores.put(c.name(), new MetricTable()) != null) {
        throw new InputException(
            "evaluate: models must have names of their own, got " + c.name() + " twice");
      }
    }
    scores.put(COPY, new MetricTable());
    scores.put(RECORDED, new MetricTable());
  }

  /**
   * Measures; once for each instance.
   *
   * @param progress told how many clips are done
   * @throws InputException if a clip is too short
   */
  public VideoReport run(SequenceSource source, IntConsumer progress) {
    int clips = Math.min(settings.clips(), source.entries());
    for (int i = 0; i < clips; i++) {
      FrameSequence frames = new FrameSequence(source.length(i), source.format());
      Window all = new Window(0, 1, source.length(i));
      source.read(i, all, Dice.of(0, i), frames);
      measure(frames);
      progress.accept(i + 1);
    }
    return new VideoReport(scores, sheet);
  }

  private void measure(FrameSequence frames) {
    int from =
        contestants.stream().mapToInt(c -> c.model().config().generator().frames()).max().orElse(1)
            - 1;
    if (frames.frames() < from + 2) {
      throw new InputException(
          "evaluate: a clip needs at least " + (from + 2) + " frames, got " + frames.frames());
    }
    Map<String, List<Picture>> shown = new LinkedHashMap<>();
    for (Contestant c : contestants) {
      Vid2vidConfig.Labels labels = c.model().config().labels();
      RecordedFrames clip = new RecordedFrames(c.model().backend(), labels, frames);
      shown.put(c.name(), Attempt.of(c.model(), clip, settings.given(), from, settings.compute()));
    }
    Contestant any = contestants.get(0);
    Backend backend = any.model().backend();
    RecordedFrames clip = new RecordedFrames(backend, any.model().config().labels(), frames);
    List<Picture> truth = new ArrayList<>();
    List<Picture> copy = new ArrayList<>();
    for (int t = from; t < clip.count(); t++) {
      truth.add(Attempt.recorded(clip, t));
      copy.add(Attempt.recorded(clip, Math.max(0, from - 1)));
    }
    shown.put(COPY, copy);
    shown.put(RECORDED, truth);
    shown.forEach((name, images) -> score(scores.get(name), backend, clip, from, images, truth));
    sheet.add(clip, from, shown);
  }

  private static void score(
      MetricTable table,
      Backend backend,
      RecordedFrames clip,
      int from,
      List<Picture> images,
      List<Picture> truth) {
    for (int k = 0; k < images.size(); k++) {
      Picture image = images.get(k);
      table.add(MEASURES.get(0), PixelErrors.l1(image, truth.get(k)));
      table.add(MEASURES.get(1), PixelErrors.psnr(image, truth.get(k)));
      table.add(MEASURES.get(2), Ssim.ssim(image, truth.get(k)));
      if (k > 0) {
        int t = from + k;
        table.add(
            MEASURES.get(3),
            WarpError.of(backend, images.get(k - 1), image, clip.flow(t), clip.confidence(t)));
      }
    }
  }
}
