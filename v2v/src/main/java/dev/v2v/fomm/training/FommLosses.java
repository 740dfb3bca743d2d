package dev.v2v.fomm.training;

import static dev.v2v.engine.op.elementwise.Binary.add;
import static dev.v2v.engine.op.elementwise.Binary.sub;
import static dev.v2v.engine.op.elementwise.Cast.cast;
import static dev.v2v.engine.op.elementwise.Unary.abs;
import static dev.v2v.engine.op.elementwise.Unary.affine;
import static dev.v2v.engine.op.elementwise.Unary.exp;
import static dev.v2v.engine.op.elementwise.Unary.square;
import static dev.v2v.engine.op.reduce.Reduce.mean;
import static dev.v2v.engine.op.shape.OneHot.oneHot;
import static dev.v2v.engine.op.shape.Reshape.reshape;
import static dev.v2v.engine.op.shape.Sequence.arange;

import dev.v2v.engine.DType;
import dev.v2v.engine.Tape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.linear.Mat2;
import dev.v2v.engine.op.loss.PairLoss;
import dev.v2v.engine.op.reduce.Reduce;
import dev.v2v.engine.op.warp.ThinPlateSpline;
import dev.v2v.fomm.FommModel;
import dev.v2v.fomm.KeyPoints;
import dev.v2v.perceptual.Vgg19;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The loss terms of the First Order Motion Model, under the names of the authors' logs. Source:
 * Siarohin et al. 2019, sections 3.1 and 3.4. Single-thread.
 */
public final class FommLosses {
  private final FommModel model;
  private final MultiScaleDiscriminator discriminator;
  private final Vgg19 vgg;
  private final TrainConfig config;
  private final DType compute;

  /**
   * The networks of a training run.
   *
   * @param discriminator {@code null} if the adversarial weight is 0
   * @param vgg perceptual features, {@code null} for an L1 loss on pixels in their place
   * @param compute type of the convolutional networks; losses are float32
   */
  public FommLosses(
      FommModel model,
      MultiScaleDiscriminator discriminator,
      Vgg19 vgg,
      TrainConfig config,
      DType compute) {
    this.model = model;
    this.discriminator = discriminator;
    this.vgg = vgg;
    this.config = config;
    this.compute = compute;
  }

  /**
   * One pass of generator and key-point detector.
   *
   * @param terms every loss term, weighted
   * @param transformedFrame the driver as the random transform shows it, {@code null} if unused
   */
  public record Pass(
      Map<String, Tensor> terms,
      KeyPoints source,
      KeyPoints driving,
      FommModel.Result result,
      Tensor prediction,
      Tensor transformedFrame,
      KeyPoints transformed) {
    /** The sum of all terms. */
    public Tensor total() {
      return terms.values().stream()
          .reduce(dev.v2v.engine.op.elementwise.Binary::add)
          .orElseThrow();
    }
  }

  /** Losses of generator and key-point detector for frames {@code (N, H, W, 3)} of one clip. */
  public Pass generator(Tensor source, Tensor driving, EquivarianceTransform transform) {
    KeyPoints from = model.kpDetector().forward(source, compute);
    KeyPoints to = model.kpDetector().forward(driving, compute);
    KeyPoints placed = model.withBackground(from, source, driving);
    FommModel.Result result = model.forward(source, placed, to, compute);
    Tensor prediction = cast(result.prediction(), compute.accumulator());
    Map<String, Tensor> terms = new LinkedHashMap<>();
    ImagePyramid real = new ImagePyramid(driving, config.scales());
    ImagePyramid fake = new ImagePyramid(prediction, config.scales());
    perceptual(terms, real, fake);
    reconstruction(terms, real, fake);
    if (config.weights().generatorGan() != 0) {
      adversarial(terms, real, fake, to);
    }
    TrainConfig.Weights w = config.weights();
    if (w.separation() != 0) {
      terms.put("separation", affine(crowding(to.value(), w.separationSigma()), w.separation(), 0));
    }
    Tensor frame = null;
    KeyPoints transformed = null;
    if (w.equivarianceValue() + w.equivarianceJacobian() != 0) {
      frame = transform.warp(driving, model.alignCorners());
      transformed = model.kpDetector().forward(frame, compute);
      equivariance(terms, to, transformed, transform);
    }
    return new Pass(terms, from, to, result, prediction, frame, transformed);
  }

  /** 10 mean |VGG_t(fake) - VGG_t(real)| over scales and taps, equation 9. */
  private void perceptual(Map<String, Tensor> terms, ImagePyramid real, ImagePyramid fake) {
    boolean weighed = !config.weights().perceptual().isEmpty();
    if (config.weights().reconstruction() != 0 && (vgg == null || !weighed)) {
      return;
    }
    if (vgg == null || !weighed) {
      terms.put("l1", affine(PairLoss.l1(fake.at(1), real.at(1)), 10, 0));
      return;
    }
    List<Tensor> losses = new ArrayList<>();
    for (double scale : config.scales()) {
      List<Tensor> target;
      try (Tape.Pause frozen = Tape.pause()) {
        target = vgg.forward(cast(real.at(scale), compute));
      }
      List<Tensor> features = vgg.forward(cast(fake.at(scale), compute));
      for (int t = 0; t < config.weights().perceptual().size(); t++) {
        Tensor difference = PairLoss.l1(features.get(t), target.get(t));
        losses.add(affine(difference, config.weights().perceptual().get(t), 0));
      }
    }
    terms.put("perceptual", sum(losses));
  }

  /** Mean absolute difference of pixels, the mean over the scales. */
  private void reconstruction(Map<String, Tensor> terms, ImagePyramid real, ImagePyramid fake) {
    double weight = config.weights().reconstruction();
    if (weight != 0) {
      List<Tensor> losses = new ArrayList<>();
      for (double scale : config.scales()) {
        Tensor l1 = PairLoss.l1(fake.at(scale), real.at(scale));
        losses.add(affine(l1, weight / config.scales().size(), 0));
      }
      terms.put("reconstruction", sum(losses));
    }
  }

  private void adversarial(
      Map<String, Tensor> terms, ImagePyramid real, ImagePyramid fake, KeyPoints driving) {
    Map<Double, Discriminator.Output> ofFake = discriminator.forward(fake, driving);
    Map<Double, Discriminator.Output> ofReal = discriminator.forward(real, driving);
    List<Tensor> gan = new ArrayList<>();
    List<Tensor> matching = new ArrayList<>();
    ofFake.forEach(
        (scale, f) -> {
          gan.add(affine(towardsOne(f.prediction()), config.weights().generatorGan(), 0));
          List<Double> weights = config.weights().featureMatching();
          for (int i = 0; i < Math.min(weights.size(), f.features().size()); i++) {
            if (weights.get(i) != 0) {
              Tensor l1 = PairLoss.l1(ofReal.get(scale).features().get(i), f.features().get(i));
              matching.add(affine(l1, weights.get(i), 0));
            }
          }
        });
    terms.put("gen_gan", sum(gan));
    terms.put("feature_matching", sum(matching));
  }

  private void equivariance(
      Map<String, Tensor> terms, KeyPoints driving, KeyPoints seen, EquivarianceTransform t) {
    ThinPlateSpline.Result back = t.points(seen.value());
    TrainConfig.Weights w = config.weights();
    if (w.equivarianceValue() != 0) {
      Tensor l1 = PairLoss.l1(driving.value(), back.moved());
      terms.put("equivariance_value", affine(l1, w.equivarianceValue(), 0));
    }
    if (w.equivarianceJacobian() != 0 && driving.jacobian() != null) {
      // |I - inverse(J_D) dT/dc(p_T) J_T|, equation 7
      Tensor chained = Mat2.product(back.jacobian(), seen.jacobian());
      Tensor ratio = Mat2.product(Mat2.inverse(driving.jacobian()), chained);
      Tensor identity = // made by the device, so that a step can be recorded
          oneHot(arange(ratio.backend(), 2, DType.INT64), 2, ratio.dtype());
      Tensor l1 = mean(abs(sub(identity, ratio)));
      terms.put("equivariance_jacobian", affine(l1, w.equivarianceJacobian(), 0));
    }
  }

  /**
   * Mean of exp(-d^2 / 2 sigma^2) over pairs of different key points {@code (N, K, 2)}: 1 when all
   * are in one place. Source: Zhang et al., Unsupervised Discovery of Object Landmarks as
   * Structural Representations, 2018, the separation constraint.
   */
  static Tensor crowding(Tensor points, double sigma) {
    int n = points.dim(0);
    int k = points.dim(1);
    Tensor differences = sub(reshape(points, n, k, 1, 2), reshape(points, n, 1, k, 2));
    Tensor squares = Reduce.sum(square(differences), false, -1); // (N, K, K)
    Tensor near = exp(affine(squares, -1 / (2 * sigma * sigma), 0));
    int others = Math.max(1, k - 1);
    return affine(mean(near), (double) k / others, -1.0 / others); // less each with itself
  }

  /** The discriminator's own loss on a finished pass, equation of LSGAN, Mao et al. 2017. */
  public Tensor discriminator(Tensor driving, Pass pass) {
    ImagePyramid fake = new ImagePyramid(pass.prediction().detach(), config.scales());
    ImagePyramid real = new ImagePyramid(driving, config.scales());
    KeyPoints to = pass.driving().detach();
    Map<Double, Discriminator.Output> ofFake = discriminator.forward(fake, to);
    Map<Double, Discriminator.Output> ofReal = discriminator.forward(real, to);
    List<Tensor> losses = new ArrayList<>();
    ofFake.forEach(
        (scale, f) -> {
          Tensor loss =
              add(towardsOne(ofReal.get(scale).prediction()), mean(square(f.prediction())));
          losses.add(affine(loss, config.weights().discriminatorGan(), 0));
        });
    return sum(losses);
  }

  private static Tensor towardsOne(Tensor prediction) {
    return mean(square(affine(prediction, -1, 1)));
  }

  private static Tensor sum(List<Tensor> terms) {
    return terms.stream().reduce(dev.v2v.engine.op.elementwise.Binary::add).orElseThrow();
  }
}
