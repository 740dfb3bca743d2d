package dev.v2v.vid2vid.networks;

import static dev.v2v.engine.op.shape.Concat.concat;

import dev.v2v.engine.Tensor;
import dev.v2v.nn.Layer;
import dev.v2v.nn.init.Init;
import dev.v2v.nn.layers.Stateless;

/**
 * {@link GlobalGenerator} with features, which first frames of faces come from. State: {@code
 * model_downsample}, {@code model_resnet}, {@code model_upsample}, {@code model_upsample_conv}.
 */
public final class GlobalFeatureGenerator extends FeatureGenerator {
  private final FeatureTrunk trunk;
  private final Layer last;

  /** A generator for {@code z} channels of features. */
  public GlobalFeatureGenerator(Init init, ImageGenerator.Config c, int z) {
    trunk = FeatureTrunk.of(init, c, z);
    child("model_downsample", trunk.down());
    child("model_resnet", trunk.residuals());
    child("model_upsample", trunk.up());
    last =
        child(
            "model_upsample_conv",
            new Trunk(init, c.norm()).head(c.features() + z, 3, Stateless.tanh()).build());
    Start.draw(this, init);
  }

  @Override
  public int halvings() {
    return trunk.downs();
  }

  @Override
  public Tensor forward(Tensor labels, Tensor features) {
    return last.forward(concat(-1, trunk.forward(labels, features), features));
  }
}
