package dev.v2v.metrics;

import dev.v2v.engine.ShapeException;
import dev.v2v.engine.Tensor;
import dev.v2v.media.RgbFrame;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One picture to be measured: samples {@code (H, W, C)}, nominally in [0, 1]. Shares its array.
 *
 * @param samples {@code height * width * channels} values, row after row
 */
@SuppressWarnings("ArrayRecordComponent") // The record is a view of an array; identity is intended.
public record Picture(int height, int width, int channels, float[] samples) {
  /**
   * Wraps samples.
   *
   * @throws ShapeException if their number is not that of the extents
   */
  public Picture {
    if (height < 1 || width < 1 || channels < 1) {
      throw new ShapeException(
          "picture: extents must be positive, got " + text(height, width, channels));
    }
    if (samples.length != (long) height * width * channels) {
      throw new ShapeException(
          "picture: "
              + text(height, width, channels)
              + " takes as many samples as pixels times channels, got "
              + samples.length);
    }
  }

  /** An 8-bit frame, divided by 255. */
  public static Picture of(RgbFrame frame) {
    float[] samples = new float[frame.data().length];
    frame.light(samples, 0);
    return new Picture(frame.height(), frame.width(), 3, samples);
  }

  /**
   * The pictures of a batch, downloaded.
   *
   * @param batch {@code (N, H, W, C)}
   */
  public static List<Picture> of(Tensor batch) {
    if (batch.rank() != 4) {
      throw new ShapeException("picture: a batch must be (N, H, W, C), got " + batch.shape());
    }
    float[] all = batch.toFloats();
    int size = all.length / Math.max(1, batch.dim(0));
    List<Picture> pictures = new ArrayList<>();
    for (int n = 0; n < batch.dim(0); n++) {
      float[] samples = Arrays.copyOfRange(all, n * size, (n + 1) * size);
      pictures.add(new Picture(batch.dim(1), batch.dim(2), batch.dim(3), samples));
    }
    return pictures;
  }

  /** One channel as a picture of its own. */
  Picture channel(int c) {
    float[] plane = new float[height * width];
    for (int i = 0; i < plane.length; i++) {
      plane[i] = samples[i * channels + c];
    }
    return new Picture(height, width, 1, plane);
  }

  /** The picture averaged over blocks of 2 x 2 pixels; an odd last row or column is dropped. */
  Picture halved() {
    int h = height / 2;
    int w = width / 2;
    float[] half = new float[h * w * channels];
    int row = width * channels;
    for (int y = 0; y < h; y++) {
      for (int x = 0; x < w; x++) {
        for (int c = 0; c < channels; c++) {
          int at = 2 * y * row + 2 * x * channels + c;
          double sum = (double) samples[at] + samples[at + channels];
          sum += (double) samples[at + row] + samples[at + row + channels];
          half[(y * w + x) * channels + c] = (float) (sum / 4);
        }
      }
    }
    return new Picture(h, w, channels, half);
  }

  void requireLike(String metric, Picture other) {
    if (height != other.height || width != other.width || channels != other.channels) {
      throw new ShapeException(
          metric
              + ": both pictures must have one size, got "
              + text(height, width, channels)
              + " and "
              + text(other.height, other.width, other.channels));
    }
  }

  private static String text(int height, int width, int channels) {
    return "(" + height + ", " + width + ", " + channels + ")";
  }
}
