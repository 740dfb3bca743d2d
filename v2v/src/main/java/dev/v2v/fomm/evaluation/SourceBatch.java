package dev.v2v.fomm.evaluation;

import static dev.v2v.engine.op.elementwise.Cast.cast;
import static dev.v2v.engine.op.resize.Interpolate.interpolateBilinear;

import dev.v2v.engine.DType;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.fomm.Deformation;
import dev.v2v.fomm.FommModel;
import dev.v2v.fomm.KeyPoints;
import dev.v2v.fomm.MotionField;
import dev.v2v.fomm.SourceFeatures;
import dev.v2v.fomm.evaluation.Result.Attempt;
import dev.v2v.media.RgbFloats;
import dev.v2v.media.RgbFrame;
import dev.v2v.metrics.Picture;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Sources of several clips side by side: what depends on them alone is computed once. Its tensors
 * belong to the scope in which it is made. Single-thread.
 */
final class SourceBatch {
  private final FommModel model;
  private final DType compute;
  private final Tensor images;
  private final Tensor low;
  private final SourceFeatures features;
  private final KeyPoints keyPoints;
  private final int height;
  private final int width;

  SourceBatch(FommModel model, DType compute, List<RgbFrame> sources) {
    this.model = model;
    this.compute = compute;
    images = images(sources);
    height = images.dim(1);
    width = images.dim(2);
    low = model.generator().motion().downsample(images);
    features = model.generator().encode(images, compute);
    keyPoints = model.kpDetector().forward(images, compute);
  }

  /** Frames as a batch, {@code (N, H, W, 3)} float32 in [0, 1]. */
  private Tensor images(List<RgbFrame> frames) {
    RgbFrame first = frames.get(0);
    int size = first.data().length;
    float[] all = new float[frames.size() * size];
    float[] one = new float[size];
    for (int i = 0; i < frames.size(); i++) {
      RgbFloats.toFloats(frames.get(i), one);
      System.arraycopy(one, 0, all, i * size, size);
    }
    Shape shape = Shape.of(frames.size(), first.height(), first.width(), 3);
    return Tensor.of(model.backend(), shape, all);
  }

  /** What the detector finds in the sources. */
  KeyPoints keyPoints() {
    return keyPoints;
  }

  /** What the detector finds in other frames, one for each source. */
  KeyPoints find(List<RgbFrame> frames) {
    return model.kpDetector().forward(images(frames), compute);
  }

  /**
   * The sources as driven by other frames of their own scenes, in which {@code found} was found.
   */
  List<Attempt> reconstruct(List<RgbFrame> driving, KeyPoints found) {
    return generate(model.withBackground(keyPoints, images, images(driving)), found);
  }

  /** The sources with their key points moved to {@code target}, one attempt each. */
  List<Attempt> generate(KeyPoints target) {
    return generate(keyPoints, target);
  }

  private List<Attempt> generate(KeyPoints from, KeyPoints target) {
    MotionField field =
        model.generator().motion().forward(low, from, target, model.alignCorners(), compute);
    Tensor image =
        cast(model.generator().decode(features, field, model.alignCorners()), DType.FLOAT32);
    List<Picture> pictures = Picture.of(image);
    float[][] found = pixels(model.kpDetector().forward(image, compute));
    Tensor deformation =
        Deformation.inPixels(field, features.innermost(), model.alignCorners(), height, width);
    float[][] flow = rows(deformation.toFloats(), pictures.size());
    float[][] visible = visible(field, pictures.size());
    return IntStream.range(0, pictures.size())
        .mapToObj(
            i ->
                new Attempt(
                    pictures.get(i), found[i], flow[i], visible == null ? null : visible[i]))
        .toList();
  }

  private float[][] visible(MotionField field, int count) {
    if (field.occlusion() == null) {
      return null;
    }
    Tensor map = cast(field.occlusion(), DType.FLOAT32);
    return rows(interpolateBilinear(map, height, width, false).toFloats(), count);
  }

  /** Coordinates x, y of every key point, {@code (K, 2)} a picture: 2 units are a picture wide. */
  float[][] pixels(KeyPoints points) {
    float[] xy = points.value().toFloats();
    for (int i = 0; i < xy.length; i += 2) {
      xy[i] *= width / 2f;
      xy[i + 1] *= height / 2f;
    }
    return rows(xy, points.value().dim(0));
  }

  private static float[][] rows(float[] all, int count) {
    int size = all.length / count;
    float[][] rows = new float[count][];
    for (int i = 0; i < count; i++) {
      rows[i] = Arrays.copyOfRange(all, i * size, (i + 1) * size);
    }
    return rows;
  }
}
