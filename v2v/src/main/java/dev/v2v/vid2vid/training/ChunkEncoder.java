package dev.v2v.vid2vid.training;

import static dev.v2v.engine.op.elementwise.Unary.affine;
import static dev.v2v.engine.op.shape.Concat.concat;

import dev.v2v.data.sequence.FrameSequence;
import dev.v2v.data.sequence.LabelEncoding;
import dev.v2v.data.sequence.SequenceFormat;
import dev.v2v.engine.Backend;
import dev.v2v.engine.DType;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.vid2vid.Vid2vidConfig;
import dev.v2v.vid2vid.networks.ChannelMaps;
import dev.v2v.vid2vid.networks.ClassMaps;
import dev.v2v.vid2vid.networks.LabelMaps;
import dev.v2v.vid2vid.networks.Regions;
import dev.v2v.vid2vid.styles.Thing;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Brings frames of clips to the device, encoded as the generator sees them. Single-thread. */
final class ChunkEncoder {
  private final Backend backend;
  private final Vid2vidConfig config;

  ChunkEncoder(Backend backend, Vid2vidConfig config) {
    this.backend = backend;
    this.config = config;
  }

  /**
   * Labels of frames {@code first} to {@code first + count - 1} of every clip, and the images that
   * belong to them: those frames, or the label maps one frame later. Tensors join the open scope.
   *
   * @param lead how many of them come before the first generated one
   */
  Chunk encode(List<FrameSequence> clips, int first, int count, int lead) {
    List<List<LabelMaps>> labels = new ArrayList<>();
    List<Tensor> photos = new ArrayList<>();
    List<Tensor> flows = new ArrayList<>();
    List<Tensor> confidences = new ArrayList<>();
    List<Regions> regions = new ArrayList<>();
    for (int t = first; t < first + count; t++) {
      labels.add(labels(clips, t).pyramid(config.generator().scales()));
      int made = t + config.ahead(); // the frame to be made from these labels
      photos.add(
          config.predictsLabels()
              ? affine(classes(clips, made, null).channels(), 2, -1)
              : gather(clips, made, 3, FrameSequence::photos));
      boolean moved = t > 0 && lead > 0;
      flows.add(moved ? gather(clips, made - 1, 2, FrameSequence::flow) : null);
      confidences.add(moved ? gather(clips, made - 1, 1, FrameSequence::confidence) : null);
      if (config.styles().any()) {
        regions.add(regions(clips, t));
      }
    }
    return new Chunk(lead, labels, photos, flows, confidences, regions);
  }

  private Regions regions(List<FrameSequence> clips, int t) {
    SequenceFormat format = clips.get(0).format();
    int pixels = format.width() * format.height();
    long[] codes = new long[clips.size() * pixels];
    for (int n = 0; n < clips.size(); n++) {
      FrameSequence clip = clips.get(n);
      int[] classes = new int[pixels];
      for (int p = 0; p < pixels; p++) {
        classes[p] = clip.classes()[t * pixels + p] & 0xff;
      }
      int[] instances =
          config.styles().perInstance()
              ? Arrays.copyOfRange(clip.instances(), t * pixels, (t + 1) * pixels)
              : null;
      System.arraycopy(Thing.codes(classes, instances), 0, codes, n * pixels, pixels);
    }
    return Regions.of(backend, Shape.of(clips.size(), format.height(), format.width()), codes);
  }

  /** Which array of a clip. */
  @FunctionalInterface
  private interface Part {
    float[] of(FrameSequence clip);
  }

  /** The same slice of an array of every clip, {@code (N, H, W, channels)}. */
  private Tensor gather(List<FrameSequence> clips, int t, int channels, Part part) {
    SequenceFormat format = clips.get(0).format();
    int size = format.width() * format.height() * channels;
    float[] values = new float[clips.size() * size];
    for (int n = 0; n < clips.size(); n++) {
      System.arraycopy(part.of(clips.get(n)), t * size, values, n * size, size);
    }
    return Tensor.of(backend, shape(clips, channels), values);
  }

  private static Shape shape(List<FrameSequence> clips, int channels) {
    SequenceFormat format = clips.get(0).format();
    return Shape.of(clips.size(), format.height(), format.width(), channels);
  }

  private LabelMaps labels(List<FrameSequence> clips, int t) {
    Tensor borders = config.labels().instances() ? borders(clips, t) : null;
    int channels = clips.get(0).format().pictures();
    if (channels == 0) {
      return classes(clips, t, borders);
    }
    Tensor picture = gather(clips, t, channels, FrameSequence::pictures);
    return new ChannelMaps(borders == null ? picture : concat(-1, picture, borders));
  }

  private Tensor borders(List<FrameSequence> clips, int t) {
    SequenceFormat format = clips.get(0).format();
    int pixels = format.width() * format.height();
    float[] borders = new float[clips.size() * pixels];
    for (int n = 0; n < clips.size(); n++) {
      LabelEncoding.markEdges(
          clips.get(n).instances(),
          t * pixels,
          format.width(),
          format.height(),
          borders,
          n * pixels,
          1);
    }
    return Tensor.of(backend, shape(clips, 1), borders);
  }

  private LabelMaps classes(List<FrameSequence> clips, int t, Tensor borders) {
    SequenceFormat format = clips.get(0).format();
    int pixels = format.width() * format.height();
    ByteBuffer ids = ByteBuffer.allocateDirect(clips.size() * pixels);
    clips.forEach(clip -> ids.put(clip.classes(), t * pixels, pixels));
    Tensor classes = Tensor.ofBytes(backend, shape(clips, 1), DType.UINT8, ids.flip());
    return new ClassMaps(classes, borders, config.labels().classes(), DType.FLOAT32);
  }
}
