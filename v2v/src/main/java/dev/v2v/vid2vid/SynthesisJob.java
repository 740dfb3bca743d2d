package dev.v2v.vid2vid;

import dev.v2v.data.sequence.FrameOptions;
import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.InputException;
import dev.v2v.media.FrameSink;
import dev.v2v.media.Rational;
import dev.v2v.media.RgbFrame;
import dev.v2v.media.SinkOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes a video from label maps, from files to files. Frames are streamed: memory does not depend
 * on the length of the video. Single-thread, but for decoding ahead.
 */
public final class SynthesisJob {
  private static final Rational STILL_RATE = Rational.of(25);

  /** What can be written of every moment. */
  public enum Part {
    /** X_t, the result. */
    IMAGE,
    /** The flow in colours. */
    FLOW,
    /** M, white where new pixels are painted. */
    MASK,
    /** W(X_{t-1}), the image before as the flow moves it. */
    WARPED,
    /** H_t, the newly painted image. */
    HALLUCINATED,
    /** The label map that the image was made from, in colours, or the picture in its place. */
    LABELS
  }

  /**
   * Label maps that are not given, but expected to follow.
   *
   * @param model a model of label maps: the folder of a run, or its file
   * @param frames how many
   */
  public record Prediction(Path model, int frames) {}

  /** Where the images before the first generated one come from; see {@link FirstFrames}. */
  public sealed interface First {
    /** From nowhere. */
    record None() implements First {}

    /** The first frames of a video, GIF, image or folder of images. */
    record Frames(Path path) implements First {}

    /** A generator of single images, as {@link ImagePainters#read} finds it. */
    record Painter(Path weights) implements First {}
  }

  /**
   * What to make and how.
   *
   * @param labels folder of label maps, or a video or folder in colours or pictures, or of key
   *     points in vid2vid's layout
   * @param instances folder of instance maps, {@code null} for none
   * @param width columns that label maps are scaled to, 0 to keep their size; for key points 0 is
   *     the size that models were trained on
   * @param frames how key points are drawn
   * @param change other classes in place of some
   * @param edits what changes in regions before that
   * @param styles of the things in the clip, where anybody sees them
   * @param outputs files to write, the image among them
   * @param flowScale pixels of flow in the most saturated colour
   * @param rate frames per second of the result; empty keeps the labels', 25 for images
   * @param maxFrames stop after so many label maps
   * @param prediction of label maps to follow those that are given
   */
  public record Settings(
      Path labels,
      Path instances,
      int width,
      FrameOptions frames,
      ClassChange change,
      LabelEdits edits,
      StyleChoice styles,
      Map<Part, Path> outputs,
      First first,
      DType compute,
      double flowScale,
      Optional<Rational> rate,
      long maxFrames,
      Optional<Prediction> prediction) {
    public Settings {
      outputs = Map.copyOf(outputs);
    }
  }

  /** Told of what happens; all methods do nothing by default. */
  public interface Listener {
    /** Label maps are about to be read for {@code task}; {@code total} is -1 if unknown. */
    default void begin(String task, long total) {}

    /** One more label map is done. */
    default void frame() {}

    /** The current task is over. */
    default void end() {}
  }

  /**
   * What was done.
   *
   * @param frames images that were generated
   * @param lead label maps before the first of them
   * @param seconds wall time from the first label map to the last encoded frame
   */
  public record Summary(
      long frames, int lead, int width, int height, double seconds, List<String> warnings) {}

  private final Vid2vidModel model;
  private final Settings settings;
  private final Listener listener;

  /**
   * Prepares a job.
   *
   * @param model prepared for inference
   * @throws InputException as {@link #requireSuited}
   */
  public SynthesisJob(Vid2vidModel model, Settings settings, Listener listener) {
    this.model = model;
    this.settings = settings;
    this.listener = listener;
    requireSuited(model.config(), settings);
  }

  /**
   * Checks that a model can do what is asked, before its weights are read.
   *
   * @throws InputException if a part is asked for that the model does not have, or it cannot begin
   *     by itself
   */
  public static void requireSuited(Vid2vidConfig config, Settings settings) {
    if (config.predictsLabels()) {
      throw new InputException(
          "synthesize: this model predicts label maps (predict_labels); --predictor takes it,"
              + " beside a model of images");
    }
    if (config.labels().classes() == 0 && settings.prediction().isPresent()) {
      throw new InputException("synthesize: this model takes pictures, there are no label maps");
    }
    for (Part part : settings.outputs().keySet()) {
      boolean flows = part == Part.FLOW || part == Part.MASK || part == Part.WARPED;
      if (flows && !config.generator().flow()) {
        throw new InputException("synthesize: this model has no flow, so there is no " + part);
      }
    }
    if (settings.first() instanceof First.None && !config.beginsByItself()) {
      throw new InputException(
          "first frames: this model was not trained to begin by itself (no_first_img); give it"
              + " frames or a single-image generator");
    }
  }

  /** Runs the job. On an exception no file is left under the name of a result. */
  public Summary run() {
    Map<Part, FrameSink> sinks = new EnumMap<>(Part.class);
    try (LabelClip clip = LabelClip.open(model.config(), settings)) {
      SinkOptions options =
          SinkOptions.of(
              clip.width(), clip.height(), settings.rate().or(clip::rate).orElse(STILL_RATE));
      settings.outputs().forEach((part, path) -> sinks.put(part, FrameSink.create(path, options)));
      return synthesize(clip, sinks);
    } finally {
      listener.end();
      sinks.values().forEach(FrameSink::close);
    }
  }

  private Summary synthesize(LabelClip clip, Map<Part, FrameSink> sinks) {
    try (DeviceScope outer = model.backend().scope("synthesis");
        ImagePainter painter = painter();
        LabelStream stream = new LabelStream(clip, model, settings);
        Synthesizer synthesizer =
            new Synthesizer(model, first(clip, painter), settings.compute())) {
      Stylist stylist = stylist(painter);
      long began = System.nanoTime();
      listener.begin("synthesize", stream.frames());
      long frames = 0;
      while (true) {
        try (DeviceScope scope = model.backend().scope("moment")) {
          Optional<LabelFrame> labels = stream.next();
          if (labels.isEmpty()) {
            break;
          }
          Optional<SynthesizedFrame> made =
              synthesizer.next(labels.get().encoded(), stylist.paint(labels.get()));
          if (made.isPresent()) {
            sinks.forEach((part, sink) -> sink.write(picture(part, labels.get(), made.get())));
            frames++;
          }
        }
        listener.frame();
      }
      requireFrames(settings.labels(), frames, synthesizer.lead());
      List<String> warnings = new ArrayList<>(clip.warnings());
      warnings.addAll(stylist.warnings());
      sinks.values().forEach(FrameSink::finish);
      sinks.values().forEach(sink -> warnings.addAll(sink.warnings()));
      double seconds = (System.nanoTime() - began) / 1e9;
      return new Summary(
          frames,
          synthesizer.lead(),
          clip.width(),
          clip.height(),
          seconds,
          warnings.stream().distinct().toList());
    }
  }

  static void requireFrames(Path labels, long frames, int lead) {
    if (frames == 0) {
      throw new InputException(
          labels
              + ": expected at least "
              + (lead + 1)
              + " label maps, as many as this model sees at once; there are fewer");
    }
  }

  private RgbFrame picture(Part part, LabelFrame labels, SynthesizedFrame made) {
    return switch (part) {
      case IMAGE -> Pictures.image(made.image());
      case FLOW -> Pictures.flow(made.frame().flow(), settings.flowScale());
      case MASK -> Pictures.mask(made.frame().mask());
      case WARPED -> Pictures.image(made.warped());
      case HALLUCINATED -> Pictures.image(made.frame().hallucinated());
      case LABELS -> labels(labels);
    };
  }

  private RgbFrame labels(LabelFrame frame) {
    Vid2vidConfig.Labels seen = model.config().labels();
    return frame.classes() == null
        ? Pictures.drawing(frame.encoded().first(seen.contentChannels()).channels())
        : Pictures.labels(frame.classes(), seen.classes());
  }

  /** The painter of first frames, {@code null} if there is none. */
  ImagePainter painter() {
    return settings.first() instanceof First.Painter p
        ? ImagePainters.read(
            model.backend(), p.weights(), model.config().labels(), settings.compute())
        : null;
  }

  /** Styles for a clip from its beginning. */
  Stylist stylist(ImagePainter painter) {
    return Stylist.of(model, painter, settings.styles(), settings.compute());
  }

  FirstFrames first(LabelClip clip, ImagePainter painter) {
    return new FirstImages(model, settings, clip).from(painter);
  }
}
