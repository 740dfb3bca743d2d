package dev.v2v.vid2vid.networks;

import static dev.v2v.engine.op.elementwise.Binary.add;
import static dev.v2v.engine.op.elementwise.Cast.cast;

import dev.v2v.engine.Tensor;
import dev.v2v.nn.Layer;
import dev.v2v.nn.init.Init;
import dev.v2v.nn.layers.Stateless;

/**
 * The coarsest scale of the sequential generator, {@code netG0}: labels and previous images are
 * encoded apart and added up, then one branch paints, the other reads flow and mask. Sizes must be
 * multiples of {@code 2^downs}. Without previous images and without flow it is, layer for layer,
 * the global generator of pix2pixHD.
 *
 * <p>State: {@code indv_down}, {@code indv_res}, {@code indv_up}, {@code indv_final} of the
 * foreground, then {@code model_down_seg}, {@code model_down_img}, {@code model_res_img}, {@code
 * model_up_img}, {@code model_final_img}, {@code model_res_flow}, {@code model_up_flow}, {@code
 * model_final_flow}, {@code model_final_w}.
 */
public final class CompositeGenerator extends VideoGenerator {
  /** Pixels of flow that a head's 1 stands for; finer scales double it. */
  public static final double FLOW_SCALE = 20;

  private static final int UNLIMITED = Integer.MAX_VALUE;

  private final LabelTrunk foregroundDown;
  private final Layer foregroundResiduals;
  private final Layer foregroundUp;
  private final LabelTrunk downLabels;
  private final Layer downImages;
  private final Layer imageResiduals;
  private final Layer imageUp;
  private final Layer flowResiduals;
  private final Layer flowUp;
  private final Heads heads;

  /**
   * A generator of {@code downs} halvings and {@code blocks} residual blocks, of which the encoders
   * hold the larger half and each decoder the smaller.
   */
  public CompositeGenerator(Init init, Config c, int downs, int blocks) {
    Norm norm = c.norm();
    int n = c.features();
    int inner = Trunk.width(n, downs, UNLIMITED);
    int decoding = blocks / 2;
    Layer foregroundHead = null;
    if (c.foreground()) {
      int f = foregroundFeatures(n, downs);
      int labels = c.labelChannels();
      foregroundDown =
          child(
              "indv_down",
              new Trunk(init, norm).edge(labels, f).downs(f, downs, UNLIMITED).buildForLabels());
      foregroundResiduals =
          child(
              "indv_res",
              new Trunk(init, norm).residuals(Trunk.width(f, downs, UNLIMITED), blocks).build());
      foregroundUp = child("indv_up", new Trunk(init, norm).ups(f, downs, UNLIMITED).build());
      foregroundHead =
          child(
              "indv_final",
              new Trunk(init, norm).head(f, c.imageChannels(), Stateless.tanh()).build());
    } else {
      foregroundDown = null;
      foregroundResiduals = null;
      foregroundUp = null;
    }
    downLabels =
        child(
            "model_down_seg",
            encoder(init, c, c.labelChannels(), downs, blocks - decoding).buildForLabels());
    downImages =
        c.previousChannels() == 0
            ? null
            : child(
                "model_down_img",
                encoder(init, c, c.previousChannels(), downs, blocks - decoding).build());
    imageResiduals =
        child("model_res_img", new Trunk(init, norm).residuals(inner, decoding).build());
    imageUp = child("model_up_img", new Trunk(init, norm).ups(n, downs, UNLIMITED).build());
    Layer image =
        child(
            "model_final_img",
            new Trunk(init, norm).head(n, c.imageChannels(), Stateless.tanh()).build());
    if (c.flow()) {
      flowResiduals =
          child("model_res_flow", new Trunk(init, norm).residuals(inner, decoding).build());
      flowUp = child("model_up_flow", new Trunk(init, norm).ups(n, downs, UNLIMITED).build());
      Layer flow = child("model_final_flow", new Trunk(init, norm).head(n, 2, null).build());
      Layer mask =
          child("model_final_w", new Trunk(init, norm).head(n, 1, Stateless.sigmoid()).build());
      heads = new Heads(image, flow, mask, foregroundHead, FLOW_SCALE);
    } else {
      flowResiduals = null;
      flowUp = null;
      heads = new Heads(image, null, null, foregroundHead, FLOW_SCALE);
    }
    Start.draw(this, init);
  }

  private static Trunk encoder(Init init, Config c, int in, int downs, int residuals) {
    return new Trunk(init, c.norm())
        .edge(in, c.features())
        .downs(c.features(), downs, UNLIMITED)
        .residuals(Trunk.width(c.features(), downs, UNLIMITED), residuals);
  }

  /**
   * The foreground is painted by half as many channels, but for the shallow single-GPU networks.
   */
  public static int foregroundFeatures(int features, int downs) {
    return downs > 2 ? features / 2 : features;
  }

  @Override
  public VideoFrame forward(VideoInput in, VideoFeatures coarse) {
    if (coarse != null) {
      throw new IllegalArgumentException("composite generator: there is no coarser scale");
    }
    LabelMaps labels = in.labels();
    Tensor encoded = downLabels.run(labels); // (N, h, w, inner)
    if (downImages != null) {
      encoded = add(encoded, downImages.run(cast(in.previous(), labels.dtype())));
    }
    Tensor image = imageUp.run(imageResiduals.run(encoded)); // (N, H, W, features)
    Tensor flow = flowUp == null ? null : flowUp.run(flowResiduals.run(encoded));
    Tensor foreground =
        foregroundUp == null
            ? null
            : foregroundUp.run(foregroundResiduals.run(foregroundDown.run(labels)));
    return heads.compose(in, new VideoFeatures(image, flow, foreground));
  }
}
