package dev.v2v.vid2vid.networks;

import dev.v2v.engine.Tensor;
import dev.v2v.nn.Module;
import dev.v2v.nn.init.Init;
import dev.v2v.nn.layers.Sequential;
import dev.v2v.nn.layers.Stateless;

/**
 * The instance-wise feature encoder of pix2pixHD: {@code (N, H, W, 3) -> (N, H, W, features)} in
 * [-1, 1], of which every region takes its mean. Source: Wang et al., CVPR 2018, section 3.4.
 * State: {@code model}. Single-thread.
 */
public final class FeatureEncoder extends Module {
  private final Sequential model;
  private final int multiple;

  /**
   * An encoder of images with {@code c.in()} channels; it has no residual blocks.
   *
   * @param z channels of features
   */
  public FeatureEncoder(Init init, ImageGenerator.Config c, int z) {
    int n = c.features();
    multiple = 1 << c.downs();
    model =
        child(
            "model",
            new Trunk(init, c.norm())
                .edge(c.in(), n)
                .downs(n, c.downs(), Integer.MAX_VALUE)
                .ups(n, c.downs(), Integer.MAX_VALUE)
                .head(n, z, Stateless.tanh())
                .build());
    Start.draw(this, init);
  }

  /** Sides of images must be multiples of this. */
  public int multiple() {
    return multiple;
  }

  /** Features of every pixel, before the mean. */
  public Tensor forward(Tensor images) {
    return model.forward(images);
  }

  /** The mean feature of its region on every pixel. */
  public Tensor forward(Tensor images, Regions regions) {
    return regions.paint(regions.means(forward(images)));
  }
}
