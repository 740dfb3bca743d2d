package dev.v2v.vid2vid;

import dev.v2v.data.labels.IdImage;
import dev.v2v.engine.InputException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The label maps of a clip, as far as they are wanted, and after them those that are predicted to
 * follow. The clip stays the caller's. Single-thread.
 */
final class LabelStream implements AutoCloseable {
  private final LabelClip clip;
  private final Vid2vidModel model;
  private final SynthesisJob.Settings settings;
  private final LabelEncoder encoder;
  private final Vid2vidModel expecting; // null if nothing is predicted
  private final Deque<IdImage> seen = new ArrayDeque<>();
  private LabelPredictor predictor;
  private long given;
  private int predicted;

  /**
   * A stream from a clip's beginning.
   *
   * @throws InputException if the model that is to predict cannot be read, or has other classes
   */
  LabelStream(LabelClip clip, Vid2vidModel model, SynthesisJob.Settings settings) {
    this.clip = clip;
    this.model = model;
    this.settings = settings;
    encoder = new LabelEncoder(model.backend(), model.config().labels());
    expecting = settings.prediction().map(p -> open(p, model)).orElse(null);
  }

  private static Vid2vidModel open(SynthesisJob.Prediction prediction, Vid2vidModel model) {
    Vid2vidConfig config = Vid2vidPresets.beside(prediction.model());
    LabelPredictor.requireSuited(config);
    if (config.labels().classes() != model.config().labels().classes()) {
      throw new InputException(
          prediction.model()
              + ": the model that predicts must have the classes of the other, "
              + model.config().labels().classes()
              + ", got "
              + config.labels().classes());
    }
    Vid2vidModel opened =
        Vid2vidModel.load(model.backend(), config, prediction.model(), Vid2vidModel.LATEST);
    opened.prepareForInference();
    return opened;
  }

  /** How many there will be at most, -1 if unknown. */
  long frames() {
    long wanted = settings.maxFrames();
    long known = clip.frames() < 0 ? -1 : Math.min(clip.frames(), wanted);
    return known < 0 ? -1 : known + settings.prediction().map(p -> p.frames()).orElse(0);
  }

  /** The next label map; its tensors join the open scope. Empty at the end. */
  Optional<LabelFrame> next() {
    Optional<LabelFrame> frame =
        given < settings.maxFrames() ? clip.next(encoder) : Optional.empty();
    if (frame.isPresent()) {
      given++;
      remember(frame.get().classes());
      return frame;
    }
    return expecting == null ? Optional.empty() : expected();
  }

  private void remember(IdImage classes) {
    if (expecting != null) {
      seen.addLast(classes);
      if (seen.size() > LabelPredictor.needed(expecting.config())) {
        seen.removeFirst();
      }
    }
  }

  private Optional<LabelFrame> expected() {
    if (predicted == settings.prediction().orElseThrow().frames()) {
      return Optional.empty();
    }
    if (predictor == null) {
      predictor = new LabelPredictor(expecting, List.copyOf(seen), settings.compute());
    }
    predicted++;
    IdImage classes = predictor.next();
    // Nobody says which car is which in what has not happened: borders are those of classes.
    return Optional.of(new LabelFrame(encoder.encode(classes, classes), classes, classes));
  }

  @Override
  public void close() {
    if (predictor != null) {
      predictor.close();
    }
    if (expecting != null) {
      expecting.close();
    }
  }
}
