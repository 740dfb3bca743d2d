package dev.v2v.vid2vid.losses;

import static dev.v2v.engine.op.elementwise.Unary.affine;
import static dev.v2v.engine.op.elementwise.Unary.square;
import static dev.v2v.engine.op.reduce.Reduce.mean;

import dev.v2v.engine.Tape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.elementwise.Binary;
import dev.v2v.engine.op.elementwise.Cast;
import dev.v2v.engine.op.loss.PairLoss;
import dev.v2v.vid2vid.Vid2vidConfig;
import dev.v2v.vid2vid.networks.MultiscaleDiscriminator;
import dev.v2v.vid2vid.networks.MultiscaleDiscriminator.Judgement;
import java.util.ArrayList;
import java.util.List;

/**
 * What one multi-scale discriminator makes of real and generated tensors: least-squares GAN (Mao et
 * al. 2017), whatever the authors' {@code gan_mode} says, and feature matching (Wang et al., CVPR
 * 2018, section 3.2). Single-thread.
 */
final class Adversarial {
  private final MultiscaleDiscriminator discriminator;
  private final double matchingShare;
  private final boolean matching;

  Adversarial(MultiscaleDiscriminator discriminator, Vid2vidConfig config) {
    this.discriminator = discriminator;
    Vid2vidConfig.Judges judges = config.judges();
    matching = judges.matching();
    // By the discriminators of frames, also for the face, which has fewer: so the authors divide.
    matchingShare = config.weights().features() * 4.0 / (judges.layers() + 1) / judges.scales();
  }

  /** What the generator wants: to pass for real, and to look alike within. */
  record GeneratorTerms(Tensor gan, Tensor matching) {
    GeneratorTerms plus(GeneratorTerms other) {
      return new GeneratorTerms(
          Binary.add(gan, other.gan),
          matching == null ? null : Binary.add(matching, other.matching));
    }

    GeneratorTerms times(double factor) {
      return new GeneratorTerms(
          affine(gan, factor, 0), matching == null ? null : affine(matching, factor, 0));
    }
  }

  /** What the discriminator wants: to tell real from generated. */
  record JudgeTerms(Tensor real, Tensor fake) {}

  /** How the real tensor is seen, without gradient; worth keeping where it is compared twice. */
  List<Judgement> see(Tensor real) {
    try (Tape.Pause frozen = Tape.pause()) {
      return discriminator.forward(real);
    }
  }

  GeneratorTerms generator(Tensor fake, List<Judgement> real) {
    List<Judgement> seen = discriminator.forward(fake);
    return new GeneratorTerms(towards(seen, 1), matching ? matching(seen, real) : null);
  }

  /** Judges several attempts at one real tensor, which counts once for each. */
  JudgeTerms judge(Tensor real, Tensor... fakes) {
    Tensor ofReal = affine(towards(discriminator.forward(real), 1), fakes.length, 0);
    List<Tensor> ofFakes = new ArrayList<>();
    for (Tensor fake : fakes) {
      ofFakes.add(towards(discriminator.forward(fake.detach()), 0));
    }
    return new JudgeTerms(ofReal, sum(ofFakes));
  }

  /** sum over scales of mean (D - target)^2 */
  private static Tensor towards(List<Judgement> judgements, double target) {
    return sum(
        judgements.stream().map(j -> mean(square(affine(wide(j.score()), 1, -target)))).toList());
  }

  /** lambda 4 / (layers + 1) / scales sum over scales and maps of mean |fake - real| */
  private Tensor matching(List<Judgement> fake, List<Judgement> real) {
    List<Tensor> terms = new ArrayList<>();
    for (int i = 0; i < fake.size(); i++) {
      List<Tensor> maps = fake.get(i).features();
      for (int j = 0; j < maps.size(); j++) {
        terms.add(PairLoss.l1(maps.get(j), real.get(i).features().get(j)));
      }
    }
    return affine(sum(terms), matchingShare, 0);
  }

  private static Tensor wide(Tensor x) {
    return Cast.cast(x, x.dtype().accumulator());
  }

  static Tensor sum(List<Tensor> terms) {
    return terms.stream().reduce(Binary::add).orElseThrow();
  }
}
