package dev.v2v.vid2vid.networks;

import static dev.v2v.engine.op.elementwise.Binary.add;

import dev.v2v.engine.Tensor;
import dev.v2v.nn.Layer;
import dev.v2v.nn.init.Init;
import dev.v2v.nn.layers.Conv2d;
import dev.v2v.nn.layers.Sequential;
import dev.v2v.nn.layers.Stateless;

/**
 * {@code x + norm(conv(pad(relu(norm(conv(pad(x)))))))}, {@code (N, H, W, C)} to the same, without
 * activation of the sum. Source: Johnson et al. 2016, supplementary material. State: {@code
 * conv_block.1}, {@code .2}, {@code .5}, {@code .6}.
 */
final class ResnetBlock extends Layer {
  private final Sequential block;

  ResnetBlock(Init init, Norm norm, int channels) {
    block =
        child(
            "conv_block",
            new Sequential(
                Stateless.reflectionPad2d(1),
                new Conv2d(init, channels, channels, 3, 1, 0),
                norm.layer(init, channels),
                Stateless.relu(),
                Stateless.reflectionPad2d(1),
                new Conv2d(init, channels, channels, 3, 1, 0),
                norm.layer(init, channels)));
  }

  @Override
  public Tensor forward(Tensor x) {
    return add(x, block.forward(x));
  }
}
