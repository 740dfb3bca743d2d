package dev.v2v.vid2vid.run;

import dev.v2v.data.FlowColors;
import dev.v2v.data.sequence.FrameSequence;
import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.Tensor;
import dev.v2v.media.RgbFrame;
import dev.v2v.train.ImageGrid;
import dev.v2v.train.ImageGrid.Pane;
import dev.v2v.vid2vid.FirstFrames;
import dev.v2v.vid2vid.Pictures;
import dev.v2v.vid2vid.RecordedFrames;
import dev.v2v.vid2vid.SynthesizedFrame;
import dev.v2v.vid2vid.Synthesizer;
import dev.v2v.vid2vid.Vid2vidModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A picture of what a model makes of a clip, generated as in synthesis: rows of moments, each with
 * labels, the recorded and the generated image, and how it came about.
 */
final class TrainingPanes {
  private static final int ROWS = 4;

  /** Flow in pixels that has full saturation, over the width of the frame. */
  private static final double FLOW_SCALE = 20.0 / 512;

  private TrainingPanes() {}

  /**
   * Draws moments spread over a clip, the last one among them.
   *
   * @param model prepared for inference
   */
  static RgbFrame draw(Vid2vidModel model, FrameSequence clip, DType compute) {
    RecordedFrames frames = new RecordedFrames(model.backend(), model.config().labels(), clip);
    List<List<Pane>> rows = new ArrayList<>();
    try (DeviceScope outer = model.backend().scope("panes");
        Synthesizer synthesizer = new Synthesizer(model, first(model, frames), compute)) {
      int made = frames.count() - synthesizer.lead();
      int shown = Math.min(ROWS, made);
      for (int t = 0; t < frames.count(); t++) {
        try (DeviceScope scope = model.backend().scope("moment")) {
          Optional<SynthesizedFrame> frame =
              synthesizer.next(frames.labels(t), frames.styles(model, t, compute));
          int next = frames.count() - 1 - (shown - 1 - rows.size()) * Math.max(1, made / shown);
          if (frame.isPresent() && t == next) {
            rows.add(row(frames, t, frame.get()));
          }
        }
      }
    }
    return ImageGrid.draw(rows);
  }

  private static FirstFrames first(Vid2vidModel model, RecordedFrames frames) {
    if (model.config().beginsByItself()) {
      return new FirstFrames.None();
    }
    List<Tensor> given = new ArrayList<>();
    for (int t = 0; t < model.config().generator().frames() - 1; t++) {
      given.add(frames.photo(t));
    }
    return new FirstFrames.Given(given);
  }

  private static List<Pane> row(RecordedFrames frames, int t, SynthesizedFrame made) {
    double scale = FLOW_SCALE * frames.width();
    List<Pane> row = new ArrayList<>();
    row.add(new Pane("labels " + t, frames.colors(t)));
    row.add(new Pane("recorded", Pictures.image(frames.photo(t))));
    row.add(new Pane("result", Pictures.image(made.image())));
    if (made.frame().flow() != null) {
      row.add(new Pane("painted", Pictures.image(made.frame().hallucinated())));
      row.add(new Pane("warped", Pictures.image(made.warped())));
      row.add(new Pane("mask", Pictures.mask(made.frame().mask())));
      row.add(new Pane("flow", Pictures.flow(made.frame().flow(), scale)));
      RgbFrame truth = FlowColors.draw(frames.flow(t), frames.width(), frames.height(), scale);
      row.add(new Pane("true flow", truth));
    }
    return row;
  }
}
