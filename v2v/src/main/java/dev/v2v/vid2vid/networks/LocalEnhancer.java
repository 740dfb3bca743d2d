package dev.v2v.vid2vid.networks;

import static dev.v2v.engine.op.elementwise.Binary.add;

import dev.v2v.engine.Tensor;
import dev.v2v.nn.Layer;
import dev.v2v.nn.init.Init;
import dev.v2v.nn.layers.Stateless;
import java.util.ArrayList;
import java.util.List;

/**
 * pix2pixHD's local enhancers over its global generator: each doubles the size, adding what it
 * encodes at half of its own size to what the coarser one gives. Source: Wang et al., CVPR 2018,
 * figure 3. State: {@code model} of the global generator without its last convolution, then for
 * every enhancer n from 1 {@code modeln_1} and {@code modeln_2}.
 */
public final class LocalEnhancer extends ImageGenerator {
  private final LabelTrunk global;
  private final List<LabelTrunk> encoders = new ArrayList<>();
  private final List<Layer> decoders = new ArrayList<>();
  private final int downs;

  /**
   * A generator whose finest enhancer has {@code c.features()} channels; every coarser one, and
   * last the global generator, twice as many.
   *
   * @param c its halvings and blocks are those of the global generator
   */
  public LocalEnhancer(Init init, Config c, int enhancers, int localBlocks) {
    downs = c.downs();
    int coarsest = Trunk.width(c.features(), enhancers, Integer.MAX_VALUE);
    Config inner = new Config(c.in(), coarsest, c.downs(), c.blocks(), c.norm());
    global = child("model", GlobalGenerator.trunk(init, inner).buildForLabels());
    for (int n = 1; n <= enhancers; n++) {
      int features = Trunk.width(c.features(), enhancers - n, Integer.MAX_VALUE);
      Trunk encoder = new Trunk(init, c.norm()).edge(c.in(), features).down(features, 2 * features);
      Trunk decoder =
          new Trunk(init, c.norm()).residuals(2 * features, localBlocks).up(2 * features, features);
      if (n == enhancers) {
        decoder.head(features, 3, Stateless.tanh());
      }
      encoders.add(child("model" + n + "_1", encoder.buildForLabels()));
      decoders.add(child("model" + n + "_2", decoder.build()));
    }
    Start.draw(this, init);
  }

  @Override
  public int halvings() {
    return downs + encoders.size();
  }

  @Override
  public Tensor forward(LabelMaps labels) {
    int enhancers = encoders.size();
    List<LabelMaps> pyramid = labels.pyramid(enhancers + 1);
    Tensor y = global.run(pyramid.get(enhancers));
    for (int n = 1; n <= enhancers; n++) {
      Tensor encoded = encoders.get(n - 1).run(pyramid.get(enhancers - n));
      y = decoders.get(n - 1).forward(add(encoded, y));
    }
    return y;
  }
}
