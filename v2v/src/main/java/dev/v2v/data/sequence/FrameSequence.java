package dev.v2v.data.sequence;

import dev.v2v.data.FlowField;
import dev.v2v.engine.ShapeException;
import dev.v2v.media.Luma;
import dev.v2v.media.RgbFrame;

/**
 * Consecutive frames of one scene, oldest first. What a source does not have is an array of length
 * 0. Buffers are meant to be filled again; not thread-safe.
 *
 * @param frames T
 * @param format sizes, and which of the arrays are filled
 * @param classes {@code (T, H, W)}, class ids as unsigned bytes
 * @param pictures {@code (T, H, W, C)} in [-1, 1], in place of classes
 * @param instances {@code (T, H, W)}, equal where pixels show the same object
 * @param photos {@code (T, H, W, 3)} in [-1, 1]
 * @param flow {@code (T - 1, H, W, 2)}, x then y in pixels: what is at p in frame t + 1 is at p +
 *     flow[t] in frame t, so sampling frame t there gives frame t + 1
 * @param confidence {@code (T - 1, H, W)}, 1 where that point is visible in frame t, else 0
 */
@SuppressWarnings("ArrayRecordComponent") // A bundle of buffers; identity is intended.
public record FrameSequence(
    int frames,
    SequenceFormat format,
    byte[] classes,
    float[] pictures,
    int[] instances,
    float[] photos,
    float[] flow,
    float[] confidence) {
  /**
   * Wraps buffers.
   *
   * @throws ShapeException when a length does not fit
   */
  public FrameSequence {
    int all = frames * format.pixels();
    int steps = all - format.pixels();
    if (frames < 1
        || classes.length != (format.classes() > 0 ? all : 0)
        || pictures.length != format.pictures() * all
        || instances.length != (format.instances() ? all : 0)
        || photos.length != (format.photos() ? 3 * all : 0)
        || flow.length != (format.flow() ? 2 * steps : 0)
        || confidence.length != (format.flow() ? steps : 0)) {
      throw new ShapeException(
          String.format(
              "sequence: arrays must fit %d frames of %s, got %d, %d, %d, %d, %d and %d values",
              frames,
              format,
              classes.length,
              pictures.length,
              instances.length,
              photos.length,
              flow.length,
              confidence.length));
    }
  }

  /** A sequence to be filled. */
  public FrameSequence(int frames, SequenceFormat format) {
    this(
        frames,
        format,
        new byte[format.classes() > 0 ? frames * format.pixels() : 0],
        new float[format.pictures() * frames * format.pixels()],
        new int[format.instances() ? frames * format.pixels() : 0],
        new float[format.photos() ? 3 * frames * format.pixels() : 0],
        new float[format.flow() ? 2 * (frames - 1) * format.pixels() : 0],
        new float[format.flow() ? (frames - 1) * format.pixels() : 0]);
  }

  /** Stores the photograph of frame {@code t}: {@code (byte / 255 - 0.5) / 0.5}. */
  public void put(int t, RgbFrame photo) {
    byte[] data = photo.data();
    for (int i = 0; i < data.length; i++) {
      photos[t * data.length + i] = level(data[i]);
    }
  }

  /**
   * Stores what stands in for the label map of frame {@code t}, values as those of photographs: the
   * colours, or their brightness where one channel is wanted.
   *
   * @throws ShapeException unless pictures have 1 or 3 channels
   */
  public void putPicture(int t, RgbFrame picture) {
    int channels = format.pictures();
    if (channels != 1 && channels != 3) {
      throw new ShapeException("sequence: a picture has 1 or 3 channels, got " + channels);
    }
    byte[] data = picture.data();
    int at = t * channels * format.pixels();
    for (int i = 0; i < data.length; i += 3) {
      if (channels == 1) {
        pictures[at++] = 2 * Luma.of(data, i) - 1;
      } else {
        for (int c = 0; c < 3; c++) {
          pictures[at++] = level(data[i + c]);
        }
      }
    }
  }

  /** Stores three channels of frame {@code t}'s picture, from the one given on. */
  void putColors(int t, int channel, RgbFrame colors) {
    byte[] data = colors.data();
    int at = t * format.pictures() * format.pixels() + channel;
    for (int i = 0; i < data.length; i += 3, at += format.pictures()) {
      for (int c = 0; c < 3; c++) {
        pictures[at + c] = level(data[i + c]);
      }
    }
  }

  private static float level(byte value) {
    return ((value & 0xff) / 255f - 0.5f) / 0.5f;
  }

  /** Stores how frame {@code t + 1} lies in frame {@code t}. */
  public void put(int t, FlowField field) {
    int pixels = format.pixels();
    System.arraycopy(field.flow(), 0, flow, 2 * t * pixels, 2 * pixels);
    for (int p = 0; p < pixels; p++) {
      confidence[t * pixels + p] = field.occluded()[p] ? 0 : 1;
    }
  }

  /** Mirrors everything left to right, in place. */
  public void flip() {
    int w = format.width();
    int rows = frames * format.height();
    for (int row = 0; row < rows; row++) {
      for (int a = row * w, b = a + w - 1; a < b; a++, b--) {
        swap(a, b);
      }
    }
    int steps = confidence.length / w;
    for (int row = 0; row < steps; row++) {
      for (int a = row * w, b = a + w - 1; a < b; a++, b--) {
        swap(confidence, a, b);
        swap(flow, 2 * a, 2 * b);
        swap(flow, 2 * a + 1, 2 * b + 1);
      }
    }
    for (int i = 0; i < flow.length; i += 2) {
      flow[i] = -flow[i];
    }
  }

  private void swap(int a, int b) {
    if (format.classes() > 0) {
      byte c = classes[a];
      classes[a] = classes[b];
      classes[b] = c;
    }
    for (int k = 0; k < format.pictures(); k++) {
      swap(pictures, format.pictures() * a + k, format.pictures() * b + k);
    }
    if (format.instances()) {
      int i = instances[a];
      instances[a] = instances[b];
      instances[b] = i;
    }
    if (format.photos()) {
      for (int k = 0; k < 3; k++) {
        swap(photos, 3 * a + k, 3 * b + k);
      }
    }
  }

  private static void swap(float[] values, int a, int b) {
    float v = values[a];
    values[a] = values[b];
    values[b] = v;
  }
}
