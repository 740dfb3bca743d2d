package dev.v2v.vid2vid.networks;

import static dev.v2v.engine.op.elementwise.Binary.add;
import static dev.v2v.engine.op.elementwise.Cast.cast;

import dev.v2v.engine.Tensor;
import dev.v2v.nn.Layer;
import dev.v2v.nn.init.Init;
import dev.v2v.nn.layers.Stateless;

/**
 * A finer scale of the sequential generator, {@code netG1} and on: what it encodes at half size is
 * added to the features of the coarser scale, which has that size. Flow is read anew, in pixels of
 * this scale. Sizes must be even.
 *
 * <p>State: as {@link CompositeGenerator}, without {@code indv_res}, {@code model_res_img} and
 * {@code model_res_flow}; residual blocks stand at the beginning of the {@code up} parts.
 */
public final class CompositeLocalGenerator extends VideoGenerator {

  private final LabelTrunk foregroundDown;
  private final Layer foregroundUp;
  private final LabelTrunk downLabels;
  private final Layer downImages;
  private final Layer imageUp;
  private final Layer flowUp;
  private final Heads heads;

  /**
   * A generator over a coarser one of twice its channels.
   *
   * @param foregroundFeatures channels of the foreground at full size, half of the coarser scale's
   * @param blocks residual blocks of each decoder
   * @param flowScale pixels that the flow head's 1 stands for: 20 times {@code 2^scale}
   */
  public CompositeLocalGenerator(
      Init init, Config c, int foregroundFeatures, int blocks, double flowScale) {
    Norm norm = c.norm();
    int n = c.features();
    Layer foregroundHead = null;
    if (c.foreground()) {
      int f = foregroundFeatures;
      foregroundDown =
          child("indv_down", encoder(init, norm, c.labelChannels(), f).buildForLabels());
      foregroundUp = child("indv_up", decoder(init, norm, f, blocks));
      foregroundHead =
          child(
              "indv_final",
              new Trunk(init, norm).head(f, c.imageChannels(), Stateless.tanh()).build());
    } else {
      foregroundDown = null;
      foregroundUp = null;
    }
    downLabels =
        child("model_down_seg", encoder(init, norm, c.labelChannels(), n).buildForLabels());
    downImages =
        c.previousChannels() == 0
            ? null
            : child("model_down_img", encoder(init, norm, c.previousChannels(), n).build());
    imageUp = child("model_up_img", decoder(init, norm, n, blocks));
    Layer image =
        child(
            "model_final_img",
            new Trunk(init, norm).head(n, c.imageChannels(), Stateless.tanh()).build());
    if (c.flow()) {
      flowUp = child("model_up_flow", decoder(init, norm, n, blocks));
      Layer flow = child("model_final_flow", new Trunk(init, norm).head(n, 2, null).build());
      Layer mask =
          child("model_final_w", new Trunk(init, norm).head(n, 1, Stateless.sigmoid()).build());
      heads = new Heads(image, flow, mask, foregroundHead, flowScale);
    } else {
      flowUp = null;
      heads = new Heads(image, null, null, foregroundHead, flowScale);
    }
    Start.draw(this, init);
  }

  /** To half size. */
  private static Trunk encoder(Init init, Norm norm, int in, int features) {
    return new Trunk(init, norm).edge(in, features).down(features, 2 * features);
  }

  /** Back to full size. */
  private static Layer decoder(Init init, Norm norm, int features, int blocks) {
    return new Trunk(init, norm).residuals(2 * features, blocks).up(2 * features, features).build();
  }

  @Override
  public VideoFrame forward(VideoInput in, VideoFeatures coarse) {
    if (coarse == null) {
      throw new IllegalArgumentException("local generator: needs the features of a coarser scale");
    }
    LabelMaps labels = in.labels();
    Tensor encoded = downLabels.run(labels); // (N, H/2, W/2, 2n)
    if (downImages != null) {
      encoded = add(encoded, downImages.run(cast(in.previous(), labels.dtype())));
    }
    Tensor image = imageUp.run(add(encoded, coarse.image())); // (N, H, W, n)
    Tensor flow = flowUp == null ? null : flowUp.run(add(encoded, coarse.flow()));
    Tensor foreground =
        foregroundUp == null
            ? null
            : foregroundUp.run(add(foregroundDown.run(labels), coarse.foreground()));
    return heads.compose(in, new VideoFeatures(image, flow, foreground));
  }
}
