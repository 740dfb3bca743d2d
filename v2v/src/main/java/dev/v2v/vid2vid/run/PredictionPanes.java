package dev.v2v.vid2vid.run;

import dev.v2v.data.labels.IdImage;
import dev.v2v.data.sequence.FrameSequence;
import dev.v2v.engine.DType;
import dev.v2v.media.RgbFrame;
import dev.v2v.train.ImageGrid;
import dev.v2v.train.ImageGrid.Pane;
import dev.v2v.vid2vid.LabelPredictor;
import dev.v2v.vid2vid.Pictures;
import dev.v2v.vid2vid.RecordedFrames;
import dev.v2v.vid2vid.Vid2vidModel;
import java.util.ArrayList;
import java.util.List;

/** A picture of what a model of label maps expects of a clip: each map beside the one that came. */
final class PredictionPanes {
  private static final int ROWS = 6;

  private PredictionPanes() {}

  /**
   * Draws the maps after the first few of a clip.
   *
   * @param model prepared for inference
   */
  static RgbFrame draw(Vid2vidModel model, FrameSequence clip, DType compute) {
    RecordedFrames frames = new RecordedFrames(model.backend(), model.config().labels(), clip);
    int needed = LabelPredictor.needed(model.config());
    List<IdImage> known = new ArrayList<>();
    for (int t = 0; t < needed; t++) {
      known.add(frames.classes(t));
    }
    int classes = model.config().labels().classes();
    RgbFrame last = Pictures.labels(known.get(needed - 1), classes);
    List<List<Pane>> rows = new ArrayList<>();
    try (LabelPredictor predictor = new LabelPredictor(model, known, compute)) {
      for (int t = needed; t < frames.count() && rows.size() < ROWS; t++) {
        rows.add(
            List.of(
                new Pane("last known", last),
                new Pane("predicted " + t, Pictures.labels(predictor.next(), classes)),
                new Pane("recorded " + t, Pictures.labels(frames.classes(t), classes))));
      }
    }
    return ImageGrid.draw(rows);
  }
}
