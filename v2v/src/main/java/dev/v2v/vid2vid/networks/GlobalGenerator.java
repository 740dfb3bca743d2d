package dev.v2v.vid2vid.networks;

import dev.v2v.engine.Tensor;
import dev.v2v.nn.init.Init;
import dev.v2v.nn.layers.Stateless;

/**
 * The global generator of pix2pixHD: halvings, residual blocks, doublings. Source: Wang et al.,
 * CVPR 2018, section 3.2, after Johnson et al. 2016. State: {@code model}.
 */
public final class GlobalGenerator extends ImageGenerator {
  private final LabelTrunk model;
  private final int downs;

  public GlobalGenerator(Init init, Config c) {
    downs = c.downs();
    model = child("model", trunk(init, c).head(c.features(), 3, Stateless.tanh()).buildForLabels());
    Start.draw(this, init);
  }

  /** Everything but the last convolution, back at full size with {@code c.features()} channels. */
  static Trunk trunk(Init init, Config c) {
    int inner = Trunk.width(c.features(), c.downs(), MOST_FEATURES);
    return new Trunk(init, c.norm())
        .edge(c.in(), c.features())
        .downs(c.features(), c.downs(), MOST_FEATURES)
        .residuals(inner, c.blocks())
        .ups(c.features(), c.downs(), MOST_FEATURES);
  }

  @Override
  public int halvings() {
    return downs;
  }

  @Override
  public Tensor forward(LabelMaps labels) {
    return model.run(labels);
  }
}
