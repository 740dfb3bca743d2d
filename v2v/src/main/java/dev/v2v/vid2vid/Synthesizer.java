package dev.v2v.vid2vid;

import static dev.v2v.engine.op.elementwise.Cast.cast;
import static dev.v2v.engine.op.shape.Concat.concat;

import dev.v2v.engine.CoreKernels;
import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.InputException;
import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
import dev.v2v.engine.Tensor;
import dev.v2v.vid2vid.networks.ChannelMaps;
import dev.v2v.vid2vid.networks.LabelMaps;
import dev.v2v.vid2vid.networks.Pyramid;
import dev.v2v.vid2vid.networks.VideoFrame;
import dev.v2v.vid2vid.networks.VideoInput;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The sequential generator at work: generates a video, one image for each label map but the first
 * few: image t sees label maps t - T + 1 to t and the T - 1 images before, each level its own. What
 * a sequence holds does not grow with its length. Single-thread.
 */
public final class Synthesizer implements AutoCloseable {
  private final Vid2vidModel model;
  private final FirstFrames first;
  private final DType compute;
  private final int frames;
  private final int scales;
  private final Deque<List<LabelMaps>> labels = new ArrayDeque<>();
  private final Deque<List<Tensor>> images = new ArrayDeque<>();
  private boolean begun;

  /**
   * A sequence that has not begun.
   *
   * @param model prepared for inference; it must outlive this sequence
   * @param compute type of the convolutional networks
   * @throws InputException if the number of given images is not the model's
   */
  public Synthesizer(Vid2vidModel model, FirstFrames first, DType compute) {
    this.model = model;
    this.first = first;
    this.compute = compute;
    this.frames = model.config().generator().frames();
    this.scales = model.config().generator().scales();
    if (first instanceof FirstFrames.Given given && given.images().size() != frames - 1) {
      throw new InputException(
          "first frames: this model needs " + (frames - 1) + ", got " + given.images().size());
    }
  }

  /** How many label maps come before the first image. */
  public int lead() {
    return frames - 1;
  }

  /** Takes the next label map, where neither model nor painter of first frames sees styles. */
  public Optional<SynthesizedFrame> next(LabelMaps encoded) {
    return next(encoded, null);
  }

  /**
   * Takes the next label map.
   *
   * @param encoded {@code (1, H, W, channels)} float32, by {@link LabelEncoder}; copied
   * @param styles of every pixel, {@code (1, H, W, features)} float32, for the model or for the
   *     painter of first frames; {@code null} if neither sees any
   * @return the image that belongs to it, empty for the first {@link #lead}; its tensors join the
   *     open scope
   * @throws InputException if the size does not suit the model's scales, or styles are missing
   */
  public Optional<SynthesizedFrame> next(LabelMaps encoded, Tensor styles) {
    model.config().requireFrame("label map", encoded.shape().dim(2), encoded.shape().dim(1));
    try (DeviceScope scope = model.backend().scope("frame")) {
      LabelMaps wide = seen(encoded, styles).as(compute.accumulator());
      if (!labels.isEmpty() && !labels.getLast().get(0).shape().equals(wide.shape())) {
        throw new ShapeException(
            "label map: all must be "
                + labels.getLast().get(0).shape()
                + " as the first, got "
                + wide.shape());
      }
      labels.addLast(wide.pyramid(scales).stream().map(LabelMaps::kept).toList());
      if (labels.size() < frames) { // never if the model sees one map at a time
        Tensor image = firstImage(labels.size() - 1, encoded, styles);
        push(Pyramid.of(image, scales));
        return Optional.empty();
      }
      return Optional.of(generate(scope));
    }
  }

  private LabelMaps seen(LabelMaps encoded, Tensor styles) {
    int channels = model.config().styles().channels();
    if (channels == 0) {
      return encoded;
    }
    if (styles == null || !styles.shape().equals(encoded.shape().with(3, channels))) {
      throw new InputException(
          "styles: this model needs "
              + encoded.shape().with(3, channels)
              + " beside the labels, got "
              + (styles == null ? "none" : styles.shape()));
    }
    return new ChannelMaps(concat(-1, encoded.channels(), styles));
  }

  private Tensor firstImage(int index, LabelMaps encoded, Tensor styles) {
    Shape shape = encoded.shape().with(3, model.config().imageChannels());
    if (first instanceof FirstFrames.Given given) {
      Tensor image = given.images().get(index);
      if (!image.shape().equals(shape)) {
        throw new ShapeException(
            "first frames: must be " + shape + " as the label maps, got " + image.shape());
      }
      return image;
    }
    if (first instanceof FirstFrames.Painted painted) {
      Tensor own = painted.painter().styleChannels() == 0 ? null : styles;
      return cast(painted.painter().paint(encoded, own), compute.accumulator());
    }
    return CoreKernels.full(model.backend(), shape, compute.accumulator(), 0);
  }

  private SynthesizedFrame generate(DeviceScope scope) {
    boolean rawOnly = !begun && first instanceof FirstFrames.None;
    List<VideoInput> levels =
        model.inputs(new ArrayList<>(labels), new ArrayList<>(images), rawOnly, compute);
    List<VideoFrame> generated = model.forward(levels);
    begun = true;
    dropLabels();
    Tensor previous = levels.get(0).previous();
    if (previous != null) {
      dropImages();
      push(generated.stream().map(VideoFrame::image).toList());
      scope.keep(previous);
    }
    return new SynthesizedFrame(kept(generated.get(0), scope), previous);
  }

  /** Features stay behind: the next level has seen them. */
  private static VideoFrame kept(VideoFrame f, DeviceScope scope) {
    scope.keep(f.image());
    scope.keep(f.hallucinated());
    if (f.flow() != null) {
      scope.keep(f.flow());
      scope.keep(f.mask());
    }
    return new VideoFrame(f.image(), f.hallucinated(), f.flow(), f.mask(), null);
  }

  /** Handles of their own, so that neither the caller's nor a frame's scope ends them. */
  private void push(List<Tensor> levels) {
    images.addLast(levels.stream().map(t -> t.detach().persist()).toList());
  }

  private void dropImages() {
    images.removeFirst().forEach(Tensor::close);
  }

  private void dropLabels() {
    labels.removeFirst().forEach(LabelMaps::close);
  }

  @Override
  public void close() {
    while (!labels.isEmpty()) {
      dropLabels();
    }
    while (!images.isEmpty()) {
      dropImages();
    }
  }
}
