package dev.v2v.vid2vid.evaluation;

import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.metrics.Picture;
import dev.v2v.vid2vid.FirstFrames;
import dev.v2v.vid2vid.RecordedFrames;
import dev.v2v.vid2vid.SynthesizedFrame;
import dev.v2v.vid2vid.Synthesizer;
import dev.v2v.vid2vid.Vid2vidModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Images of a clip, as a model makes them or as they were. */
final class Attempt {
  private Attempt() {}

  /**
   * What a model makes of a clip's labels.
   *
   * @param given whether it goes on from the first recorded frames; else, if it can, it begins by
   *     itself
   * @param from first frame that is wanted
   * @return images in [0, 1] of the frames from {@code from} on
   */
  static List<Picture> of(
      Vid2vidModel model, RecordedFrames clip, boolean given, int from, DType compute) {
    List<Picture> made = new ArrayList<>();
    try (DeviceScope outer = model.backend().scope("clip");
        Synthesizer synthesizer = new Synthesizer(model, first(model, clip, given), compute)) {
      for (int t = 0; t < clip.count(); t++) {
        try (DeviceScope scope = model.backend().scope("moment")) {
          Optional<SynthesizedFrame> frame =
              synthesizer.next(clip.labels(t), clip.styles(model, t, compute));
          if (t >= from) {
            made.add(picture(frame.orElseThrow().image()));
          }
        }
      }
    }
    return made;
  }

  private static FirstFrames first(Vid2vidModel model, RecordedFrames clip, boolean given) {
    if (!given && model.config().beginsByItself()) {
      return new FirstFrames.None();
    }
    List<Tensor> frames = new ArrayList<>();
    for (int t = 0; t < model.config().generator().frames() - 1; t++) {
      frames.add(clip.photo(t));
    }
    return new FirstFrames.Given(frames);
  }

  /** Frame {@code t} as it was recorded. */
  static Picture recorded(RecordedFrames clip, int t) {
    try (Tensor photo = clip.photo(t)) {
      return picture(photo);
    }
  }

  /** An image {@code (1, H, W, 3)} in [-1, 1] as samples in [0, 1]. */
  private static Picture picture(Tensor image) {
    Shape shape = image.shape();
    float[] values = image.toFloats();
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.max(0, Math.min(1, (values[i] + 1) / 2));
    }
    return new Picture(shape.dim(1), shape.dim(2), 3, values);
  }
}
