package dev.v2v.vid2vid.losses;

import static dev.v2v.engine.op.elementwise.Binary.add;
import static dev.v2v.engine.op.elementwise.Binary.mul;
import static dev.v2v.engine.op.elementwise.Cast.cast;
import static dev.v2v.engine.op.elementwise.Unary.abs;
import static dev.v2v.engine.op.elementwise.Unary.affine;
import static dev.v2v.engine.op.reduce.Reduce.mean;
import static dev.v2v.engine.op.shape.Concat.concat;
import static dev.v2v.engine.op.warp.FlowWarp.flowWarp;

import dev.v2v.engine.DType;
import dev.v2v.engine.Tape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.conv.Pool2d;
import dev.v2v.engine.op.loss.CrossEntropy;
import dev.v2v.engine.op.loss.PairLoss;
import dev.v2v.engine.op.reduce.ArgMax;
import dev.v2v.engine.op.warp.PaddingMode;
import dev.v2v.perceptual.Vgg19;
import dev.v2v.vid2vid.Vid2vidConfig;
import dev.v2v.vid2vid.networks.MultiscaleDiscriminator;
import dev.v2v.vid2vid.networks.MultiscaleDiscriminator.Judgement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Losses of single frames and of the flow between two: {@code G_GAN}, {@code G_GAN_Feat}, {@code
 * G_VGG}, {@code G_L1}, {@code G_CE}, {@code G_Warp}, {@code F_Flow}, {@code F_Warp}, {@code W};
 * {@code D_real}, {@code D_fake}. Result and raw image are judged alike, and their terms added.
 * Source: Wang et al. 2018, section 3.2, equations 7 to 9. Single-thread.
 */
public final class FrameLosses {
  /** Of the five taps of VGG-19, coarser ones count more. */
  private static final double[] TAPS = {1.0 / 32, 1.0 / 16, 1.0 / 8, 1.0 / 4, 1};

  private static final int WIDEST_PERCEIVED = 1024;

  /** Logits of label maps over their values: one class at 1, the others at -1, is then certain. */
  private static final double SHARPNESS = 8;

  private final Vid2vidConfig config;
  private final Adversarial adversarial;
  private final Vgg19 vgg;
  private final DType compute;

  /**
   * Losses by a discriminator made for {@link Vid2vidConfig#imageJudge}.
   *
   * @param vgg perceptual features, {@code null} to do without
   * @param compute type of discriminator and features; losses are float32
   */
  public FrameLosses(
      Vid2vidConfig config, MultiscaleDiscriminator discriminator, Vgg19 vgg, DType compute) {
    this.config = config;
    this.adversarial = new Adversarial(discriminator, config);
    this.vgg = vgg;
    this.compute = compute;
  }

  /** Every term of the generator, weighted; their sum is its loss. */
  public Map<String, Tensor> generator(FrameBatch b) {
    Map<String, Tensor> terms = new LinkedHashMap<>();
    List<Judgement> real = adversarial.see(seen(b, b.real()));
    Adversarial.GeneratorTerms judged =
        adversarial
            .generator(seen(b, b.fake()), real)
            .plus(adversarial.generator(seen(b, b.hallucinated()), real));
    terms.put("G_GAN", judged.gan());
    if (judged.matching() != null) {
      terms.put("G_GAN_Feat", judged.matching());
    }
    if (vgg != null && !config.predictsLabels()) { // it knows colours
      terms.put("G_VGG", perceptual(b));
    }
    if (config.weights().pixels() != 0) {
      terms.put("G_L1", pixels(b));
    }
    if (config.predictsLabels() && config.weights().classes() != 0) {
      Tensor sum = add(surprise(b.fake(), b.real()), surprise(b.hallucinated(), b.real()));
      terms.put("G_CE", affine(sum, config.weights().classes(), 0));
    }
    if (b.flowReference() != null) {
      terms.put("G_Warp", affine(steadiness(b), config.weights().temporal(), 0));
    }
    if (b.flow() != null) {
      flow(terms, b);
    }
    return terms;
  }

  /** {@code D_real} and {@code D_fake}; half their sum is the discriminator's loss. */
  public Map<String, Tensor> discriminator(FrameBatch b) {
    Adversarial.JudgeTerms judged =
        adversarial.judge(seen(b, b.real()), seen(b, b.fake()), seen(b, b.hallucinated()));
    Map<String, Tensor> terms = new LinkedHashMap<>();
    terms.put("D_real", judged.real());
    terms.put("D_fake", judged.fake());
    return terms;
  }

  /** What the discriminator sees of an image. */
  private Tensor seen(FrameBatch b, Tensor image) {
    return cast(concat(-1, b.labels(), image), compute);
  }

  /** lambda sum over taps of v_k mean |phi_k(fake) - phi_k(real)|, of both images. */
  private Tensor perceptual(FrameBatch b) {
    List<Tensor> real;
    try (Tape.Pause frozen = Tape.pause()) {
      real = vgg.features(perceived(b.real()));
    }
    List<Tensor> terms = new ArrayList<>();
    for (Tensor image : List.of(b.fake(), b.hallucinated())) {
      List<Tensor> fake = vgg.features(perceived(image));
      for (int k = 0; k < TAPS.length; k++) {
        terms.add(affine(PairLoss.l1(fake.get(k), real.get(k)), TAPS[k], 0));
      }
    }
    return affine(Adversarial.sum(terms), config.weights().features(), 0);
  }

  /** lambda mean |X - Y|, of both images: pix2pix's term, which the authors left out. */
  private Tensor pixels(FrameBatch b) {
    Tensor sum = add(PairLoss.l1(b.fake(), b.real()), PairLoss.l1(b.hallucinated(), b.real()));
    return affine(sum, config.weights().pixels(), 0);
  }

  /** Cross entropy of the true classes under a softmax of label maps in [-1, 1]. */
  private static Tensor surprise(Tensor image, Tensor real) {
    return CrossEntropy.crossEntropy(affine(image, SHARPNESS, 0), ArgMax.argmax(real, -1, false));
  }

  /** In [-1, 1], not by ImageNet's statistics: so the authors' weights were trained. */
  private Tensor perceived(Tensor image) {
    Tensor x = cast(image, compute);
    while (x.dim(2) > WIDEST_PERCEIVED) {
      x = Pool2d.averagePool2d(x, 2, 2);
    }
    return x;
  }

  /** mean |c X_t - c W_ref(X_{t-1})|: the image before, moved by the true flow. */
  private static Tensor steadiness(FrameBatch b) {
    Tensor moved;
    try (Tape.Pause frozen = Tape.pause()) {
      moved = flowWarp(b.fakePrevious(), b.flowReference(), PaddingMode.BORDER);
    }
    return distance(b.fake(), moved, b.confidence());
  }

  private void flow(Map<String, Tensor> terms, FrameBatch b) {
    Vid2vidConfig.LossWeights w = config.weights();
    // Flow of the finest scale is in its pixels, 2^(scales - 1) of the coarsest scale's.
    double pixel = 1.0 / (1 << (config.generator().scales() - 1));
    Tensor error = distance(b.flow(), b.flowReference(), b.confidence());
    terms.put("F_Flow", affine(error, w.flow() * pixel, 0));
    Tensor moved = flowWarp(b.realPrevious(), b.flow(), PaddingMode.BORDER);
    Tensor difference = distance(moved, b.real(), b.confidence());
    terms.put("F_Warp", affine(difference, w.temporal(), 0)); // not the flow's weight
    if (config.noFirstImage()) {
      // Where flow can be trusted nothing needs painting, or the model would only ever paint.
      Tensor painted = mean(abs(mul(b.mask(), b.confidence()))); // a slope of 0 at 0
      terms.put("W", affine(painted, w.mask(), 0));
    }
  }

  /** The mean over all elements, those that the confidence blanks out included. */
  private static Tensor distance(Tensor a, Tensor b, Tensor confidence) {
    return PairLoss.l1(mul(a, confidence), mul(b, confidence));
  }

  /** The sum of all terms. */
  public static Tensor total(Map<String, Tensor> terms) {
    return Adversarial.sum(List.copyOf(terms.values()));
  }

  /** Half the sum of a discriminator's terms, its loss. */
  public static Tensor halved(Map<String, Tensor> terms) {
    return affine(total(terms), 0.5, 0);
  }
}
