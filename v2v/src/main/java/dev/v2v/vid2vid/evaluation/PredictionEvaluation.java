package dev.v2v.vid2vid.evaluation;

import dev.v2v.data.Dice;
import dev.v2v.data.labels.IdImage;
import dev.v2v.data.sequence.FrameSequence;
import dev.v2v.data.sequence.SequenceSource;
import dev.v2v.data.sequence.Window;
import dev.v2v.engine.DType;
import dev.v2v.engine.InputException;
import dev.v2v.vid2vid.LabelPredictor;
import dev.v2v.vid2vid.RecordedFrames;
import dev.v2v.vid2vid.Vid2vidModel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Measures a model that predicts label maps on clips that it has not seen: it sees the first few
 * maps of each and goes on by itself. Beside it stands the last map that it has seen, held still.
 *
 * @param compute type of the convolutional networks
 * @param clips how many are measured
 * @param ahead how many maps of each are predicted
 */
public record PredictionEvaluation(DType compute, int clips, int ahead) {
  /**
   * What was measured of one moment, over all clips.
   *
   * @param ahead how many frames after the last known map, from 1
   * @param accuracy share of pixels whose class is right
   * @param meanIou intersection over union, mean of the classes that occur
   * @param copyAccuracy likewise, of the last known map
   * @param copyMeanIou likewise
   */
  public record Row(
      int ahead, double accuracy, double meanIou, double copyAccuracy, double copyMeanIou) {}

  /**
   * Measures.
   *
   * @param model prepared for inference
   * @param progress told how many clips are done
   * @return a row for each moment
   * @throws InputException if the model makes images, or a clip is too short
   */
  public List<Row> run(Vid2vidModel model, SequenceSource source, IntConsumer progress) {
    LabelPredictor.requireSuited(model.config());
    List<LabelScore> predicted = new ArrayList<>();
    List<LabelScore> copied = new ArrayList<>();
    for (int k = 0; k < ahead; k++) {
      predicted.add(new LabelScore(model.config().labels().classes()));
      copied.add(new LabelScore(model.config().labels().classes()));
    }
    int count = Math.min(clips, source.entries());
    for (int i = 0; i < count; i++) {
      measure(model, clip(model, source, i), predicted, copied);
      progress.accept(i + 1);
    }
    List<Row> rows = new ArrayList<>();
    for (int k = 0; k < ahead; k++) {
      LabelScore ours = predicted.get(k);
      LabelScore copy = copied.get(k);
      rows.add(new Row(k + 1, ours.accuracy(), ours.meanIou(), copy.accuracy(), copy.meanIou()));
    }
    return rows;
  }

  private RecordedFrames clip(Vid2vidModel model, SequenceSource source, int i) {
    int frames = LabelPredictor.needed(model.config()) + ahead;
    if (source.length(i) < frames) {
      throw new InputException(
          "evaluate: clips must have "
              + frames
              + " frames for "
              + ahead
              + " predictions, clip "
              + i
              + " has "
              + source.length(i));
    }
    FrameSequence sequence = new FrameSequence(frames, source.format());
    source.read(i, new Window(0, 1, frames), Dice.of(0, i), sequence);
    return new RecordedFrames(model.backend(), model.config().labels(), sequence);
  }

  private void measure(
      Vid2vidModel model,
      RecordedFrames clip,
      List<LabelScore> predicted,
      List<LabelScore> copied) {
    List<IdImage> known = new ArrayList<>();
    while (known.size() < LabelPredictor.needed(model.config())) {
      known.add(clip.classes(known.size()));
    }
    int[] last = known.get(known.size() - 1).ids();
    try (LabelPredictor predictor = new LabelPredictor(model, known, compute)) {
      for (int k = 0; k < ahead; k++) {
        int[] truth = clip.classes(known.size() + k).ids();
        predicted.get(k).add(predictor.next().ids(), truth);
        copied.get(k).add(last, truth);
      }
    }
  }
}
