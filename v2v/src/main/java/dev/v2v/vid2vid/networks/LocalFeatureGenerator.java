package dev.v2v.vid2vid.networks;

import static dev.v2v.engine.op.elementwise.Binary.add;
import static dev.v2v.engine.op.shape.Concat.concat;

import dev.v2v.engine.Tensor;
import dev.v2v.nn.Layer;
import dev.v2v.nn.init.Init;
import dev.v2v.nn.layers.Stateless;
import java.util.ArrayList;
import java.util.List;

/**
 * {@link LocalEnhancer} with features. State: the three parts of the global generator as of {@link
 * GlobalFeatureGenerator}, then for every enhancer n from 1 {@code modeln_1} and {@code modeln_2},
 * then {@code model_final}.
 */
public final class LocalFeatureGenerator extends FeatureGenerator {
  private final FeatureTrunk trunk;
  private final List<Layer> encoders = new ArrayList<>();
  private final List<Layer> decoders = new ArrayList<>();
  private final Layer last;

  /**
   * A generator for {@code z} channels of features; see {@link LocalEnhancer} for the rest.
   *
   * @param c its halvings and blocks are those of the global generator
   */
  public LocalFeatureGenerator(
      Init init, ImageGenerator.Config c, int z, int enhancers, int localBlocks) {
    int coarsest = Trunk.width(c.features(), enhancers, Integer.MAX_VALUE);
    trunk =
        FeatureTrunk.of(
            init, new ImageGenerator.Config(c.in(), coarsest, c.downs(), c.blocks(), c.norm()), z);
    child("model_downsample", trunk.down());
    child("model_resnet", trunk.residuals());
    child("model_upsample", trunk.up());
    for (int n = 1; n <= enhancers; n++) {
      int features = Trunk.width(c.features(), enhancers - n, Integer.MAX_VALUE);
      encoders.add(
          child(
              "model" + n + "_1",
              new Trunk(init, c.norm())
                  .edge(c.in() + z, features)
                  .down(features, 2 * features)
                  .build()));
      decoders.add(
          child(
              "model" + n + "_2",
              new Trunk(init, c.norm())
                  .residuals(2 * features + z, localBlocks)
                  .up(2 * features + z, features)
                  .build()));
    }
    last =
        child(
            "model_final",
            new Trunk(init, c.norm()).head(c.features() + z, 3, Stateless.tanh()).build());
    Start.draw(this, init);
  }

  @Override
  public int halvings() {
    return trunk.downs() + encoders.size();
  }

  @Override
  public Tensor forward(Tensor labels, Tensor features) {
    int enhancers = encoders.size();
    List<Tensor> x = Pyramid.of(labels, enhancers + 1);
    List<Tensor> z = Pyramid.of(features, enhancers + 1);
    Tensor y = trunk.forward(x.get(enhancers), z.get(enhancers));
    for (int n = 1; n <= enhancers; n++) {
      int level = enhancers - n;
      Tensor encoded = encoders.get(n - 1).forward(concat(-1, x.get(level), z.get(level)));
      y = decoders.get(n - 1).forward(concat(-1, add(encoded, y), z.get(level + 1)));
    }
    return last.forward(concat(-1, y, z.get(0)));
  }
}
