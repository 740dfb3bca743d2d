package dev.v2v.vid2vid.networks;

import static dev.v2v.engine.op.shape.Concat.concat;

import dev.v2v.engine.Tensor;
import dev.v2v.nn.Layer;
import dev.v2v.nn.init.Init;

/**
 * The three parts of a global generator that sees the features again, at their size, before each of
 * them: {@code model_downsample}, {@code model_resnet}, {@code model_upsample} in its parent's
 * state.
 */
record FeatureTrunk(Layer down, Layer residuals, Layer up, int downs) {
  /** The parts, for {@code z} channels of features; the parent names them. */
  static FeatureTrunk of(Init init, ImageGenerator.Config c, int z) {
    int most = ImageGenerator.MOST_FEATURES;
    int n = c.features();
    int inner = Trunk.width(n, c.downs(), most);
    Trunk up =
        new Trunk(init, c.norm())
            .up(inner + 2 * z, Trunk.width(n, c.downs() - 1, most))
            .ups(n, c.downs() - 1, most);
    return new FeatureTrunk(
        new Trunk(init, c.norm()).edge(c.in() + z, n).downs(n, c.downs(), most).build(),
        new Trunk(init, c.norm()).residuals(inner + z, c.blocks()).build(),
        up.build(),
        c.downs());
  }

  Tensor forward(Tensor labels, Tensor z) {
    Tensor small = Pyramid.of(z, downs + 1).get(downs);
    Tensor y = down.forward(concat(-1, labels, z));
    y = residuals.forward(concat(-1, y, small));
    return up.forward(concat(-1, y, small));
  }
}
