package dev.v2v.vid2vid.losses;

import static dev.v2v.engine.op.elementwise.Cast.cast;
import static dev.v2v.engine.op.shape.Concat.concat;

import dev.v2v.engine.DType;
import dev.v2v.engine.Tensor;
import dev.v2v.vid2vid.Vid2vidConfig;
import dev.v2v.vid2vid.networks.MultiscaleDiscriminator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Losses of the face alone, by a discriminator of its own, at twice the weight: {@code G_f_GAN},
 * {@code G_f_GAN_Feat}; {@code D_f_real}, {@code D_f_fake}. The result is judged, the raw image is
 * not. Single-thread.
 */
public final class FaceLosses {
  private static final double WEIGHT = 2;

  private final Adversarial adversarial;
  private final DType compute;

  /**
   * Losses by a discriminator made for {@link Vid2vidConfig#faceJudge}.
   *
   * @param compute type of the discriminator; losses are float32
   */
  public FaceLosses(Vid2vidConfig config, MultiscaleDiscriminator discriminator, DType compute) {
    this.adversarial = new Adversarial(discriminator, config);
    this.compute = compute;
  }

  /** The generator's terms, weighted, of the part of a batch in {@code box}. */
  public Map<String, Tensor> generator(FrameBatch b, FaceBox box) {
    Adversarial.GeneratorTerms judged =
        adversarial
            .generator(seen(b, b.fake(), box), adversarial.see(seen(b, b.real(), box)))
            .times(WEIGHT);
    Map<String, Tensor> terms = new LinkedHashMap<>();
    terms.put("G_f_GAN", judged.gan());
    if (judged.matching() != null) {
      terms.put("G_f_GAN_Feat", judged.matching());
    }
    return terms;
  }

  /** The discriminator's terms; half their sum is its loss. */
  public Map<String, Tensor> discriminator(FrameBatch b, FaceBox box) {
    Adversarial.JudgeTerms judged =
        adversarial.judge(seen(b, b.real(), box), seen(b, b.fake(), box));
    Map<String, Tensor> terms = new LinkedHashMap<>();
    terms.put("D_f_real", judged.real());
    terms.put("D_f_fake", judged.fake());
    return terms;
  }

  private Tensor seen(FrameBatch b, Tensor image, FaceBox box) {
    return cast(concat(-1, box.crop(b.labels()), box.crop(image)), compute);
  }
}
