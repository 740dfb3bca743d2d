package dev.v2v.vid2vid.losses;

import static dev.v2v.engine.op.elementwise.Cast.cast;
import static dev.v2v.engine.op.elementwise.Unary.affine;
import static dev.v2v.engine.op.shape.Concat.concat;

import dev.v2v.engine.DType;
import dev.v2v.engine.ShapeException;
import dev.v2v.engine.Tensor;
import dev.v2v.vid2vid.Vid2vidConfig;
import dev.v2v.vid2vid.networks.MultiscaleDiscriminator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Losses of short pieces of video, by a discriminator that sees some frames and the true flow
 * between them, but no labels: {@code G_T_GAN}, {@code G_T_GAN_Feat}; {@code D_T_real}, {@code
 * D_T_fake}. Source: Wang et al. 2018, equation 8. The authors also log {@code G_T_Warp}, which is
 * always 0. Single-thread.
 */
public final class TemporalLosses {
  /** Flow is given in units of so many pixels. */
  private static final double FLOW_UNIT = 20;

  private final Adversarial adversarial;
  private final int frames;
  private final DType compute;

  /**
   * Losses by a discriminator made for {@link Vid2vidConfig#temporalJudge}.
   *
   * @param compute type of the discriminator; losses are float32
   */
  public TemporalLosses(
      Vid2vidConfig config, MultiscaleDiscriminator discriminator, DType compute) {
    this.adversarial = new Adversarial(discriminator, config);
    this.frames = config.judges().frames();
    this.compute = compute;
  }

  /**
   * The generator's terms, weighted.
   *
   * @param real recorded frames, oldest first, {@code (N, H, W, 3)} each
   * @param fake the generated ones at the same moments
   * @param flows true flow from each frame but the first to the one before, {@code (N, H, W, 2)}
   */
  public Map<String, Tensor> generator(List<Tensor> real, List<Tensor> fake, List<Tensor> flows) {
    Adversarial.GeneratorTerms judged =
        adversarial.generator(seen(fake, flows), adversarial.see(seen(real, flows)));
    Map<String, Tensor> terms = new LinkedHashMap<>();
    terms.put("G_T_GAN", judged.gan());
    if (judged.matching() != null) {
      terms.put("G_T_GAN_Feat", judged.matching());
    }
    return terms;
  }

  /** The discriminator's terms; half their sum is its loss. Arguments as {@link #generator}. */
  public Map<String, Tensor> discriminator(
      List<Tensor> real, List<Tensor> fake, List<Tensor> flows) {
    Adversarial.JudgeTerms judged = adversarial.judge(seen(real, flows), seen(fake, flows));
    Map<String, Tensor> terms = new LinkedHashMap<>();
    terms.put("D_T_real", judged.real());
    terms.put("D_T_fake", judged.fake());
    return terms;
  }

  private Tensor seen(List<Tensor> images, List<Tensor> flows) {
    if (images.size() != frames || flows.size() != frames - 1) {
      throw new ShapeException(
          "temporal losses: needs "
              + frames
              + " frames and the flows between them, got "
              + images.size()
              + " and "
              + flows.size());
    }
    List<Tensor> parts = new ArrayList<>(images);
    flows.forEach(flow -> parts.add(affine(flow, 1 / FLOW_UNIT, 0)));
    return cast(concat(-1, parts.toArray(Tensor[]::new)), compute);
  }
}
