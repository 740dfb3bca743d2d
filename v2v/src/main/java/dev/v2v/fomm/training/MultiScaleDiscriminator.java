package dev.v2v.fomm.training;

import static dev.v2v.engine.op.keypoint.GaussianHeatmap.gaussianHeatmap;
import static dev.v2v.engine.op.shape.Concat.concat;

import dev.v2v.engine.Tensor;
import dev.v2v.fomm.FommConfig;
import dev.v2v.fomm.KeyPoints;
import dev.v2v.nn.Module;
import dev.v2v.nn.init.Init;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A patch discriminator for every scale of an image pyramid, told where the driver's key points are
 * if the configuration asks for it. State: {@code discs.SCALE}, a point in SCALE written {@code -}.
 */
public final class MultiScaleDiscriminator extends Module {
  private final boolean useKp;
  private final double kpVariance;
  private final Map<Double, Discriminator> discriminators = new LinkedHashMap<>();

  public MultiScaleDiscriminator(Init init, FommConfig config) {
    FommConfig.Discriminator c = config.discriminator();
    useKp = c.useKp();
    kpVariance = config.motion().kpVariance();
    int in = config.common().numChannels() + (useKp ? config.common().numKp() : 0);
    Scales scales = child("discs", new Scales());
    for (double scale : c.scales()) {
      discriminators.put(scale, scales.add(scale, new Discriminator(init, c, in)));
    }
  }

  private static final class Scales extends Module {
    Discriminator add(double scale, Discriminator discriminator) {
      String name =
          scale == Math.rint(scale) ? Long.toString((long) scale) : Double.toString(scale);
      return child(name.replace('.', '-'), discriminator);
    }
  }

  /** Judges every scale of a pyramid; key points are those of the driver, without gradient. */
  Map<Double, Discriminator.Output> forward(ImagePyramid pyramid, KeyPoints driving) {
    Map<Double, Discriminator.Output> outputs = new LinkedHashMap<>();
    discriminators.forEach(
        (scale, d) -> outputs.put(scale, d.forward(input(pyramid.at(scale), driving))));
    return outputs;
  }

  private Tensor input(Tensor image, KeyPoints driving) {
    if (!useKp) {
      return image;
    }
    Tensor where = driving.value().detach();
    return concat(-1, image, gaussianHeatmap(where, image.dim(1), image.dim(2), kpVariance));
  }
}
