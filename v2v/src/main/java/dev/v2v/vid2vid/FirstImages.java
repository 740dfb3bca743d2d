package dev.v2v.vid2vid;

import dev.v2v.engine.InputException;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.media.FrameSource;
import dev.v2v.media.RgbFrame;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The images before the first generated one, as the settings of a job ask for. */
record FirstImages(Vid2vidModel model, SynthesisJob.Settings settings, LabelClip clip) {
  /**
   * Those of a job.
   *
   * @param painter {@code null} if there is none
   * @throws InputException if the clip's size is not the painter's, or given frames are too few
   */
  FirstFrames from(ImagePainter painter) {
    if (painter != null) {
      int multiple = painter.multiple();
      if (clip.width() % multiple != 0 || clip.height() % multiple != 0) {
        throw new InputException(
            settings.labels()
                + ": width and height must be multiples of "
                + multiple
                + " for the generator of first frames, got "
                + clip.width()
                + "x"
                + clip.height());
      }
      return new FirstFrames.Painted(painter);
    }
    if (settings.first() instanceof SynthesisJob.First.Frames given) {
      return new FirstFrames.Given(frames(given.path()));
    }
    return new FirstFrames.None();
  }

  private List<Tensor> frames(Path path) {
    int wanted = model.config().generator().frames() - 1;
    List<Tensor> images = new ArrayList<>();
    try (FrameSource source = FrameSource.open(path)) {
      RgbFrame frame = source.newFrame();
      float[] values = new float[3 * clip.width() * clip.height()];
      while (images.size() < wanted && source.read(frame)) {
        clip.place(path.toString(), frame, values);
        for (int i = 0; i < values.length; i++) {
          values[i] = 2 * values[i] - 1;
        }
        Shape shape = Shape.of(1, clip.height(), clip.width(), 3);
        images.add(Tensor.of(model.backend(), shape, values));
      }
    }
    if (images.size() < wanted) {
      throw new InputException(
          path + ": expected " + wanted + " first frames, it has " + images.size());
    }
    return images;
  }
}
