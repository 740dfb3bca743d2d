package dev.v2v.fomm.training;

import static dev.v2v.engine.op.conv.Pool2d.averagePool2d;

import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.conv.Activation;
import dev.v2v.fomm.FommConfig;
import dev.v2v.nn.Layer;
import dev.v2v.nn.Module;
import dev.v2v.nn.init.Init;
import dev.v2v.nn.layers.Conv2d;
import dev.v2v.nn.layers.InstanceNorm2d;
import dev.v2v.nn.layers.SpectralNorm;
import java.util.ArrayList;
import java.util.List;

/**
 * Patch discriminator of one scale, {@code (N, H, W, C) -> (N, H', W', 1)}, with the maps after
 * each block. Source: Siarohin et al. 2019, supplementary material A; Isola et al. 2017.
 *
 * <p>State: {@code down_blocks.i.conv}, {@code down_blocks.i.norm}, {@code conv}.
 */
final class Discriminator extends Module {
  private static final int KERNEL = 4;
  private static final Activation LEAKY = Activation.leakyRelu(0.2);

  private final List<Block> blocks = new ArrayList<>();
  private final Layer head;

  /** What the discriminator says: maps after each block, and a value for each patch. */
  record Output(List<Tensor> features, Tensor prediction) {}

  Discriminator(Init init, FommConfig.Discriminator config, int in) {
    Blocks list = child("down_blocks", new Blocks());
    int channels = in;
    for (int i = 0; i < config.numBlocks(); i++) {
      int out = Math.min(config.maxFeatures(), config.blockExpansion() << (i + 1));
      boolean last = i == config.numBlocks() - 1;
      blocks.add(list.append(new Block(init, channels, out, i > 0, !last, config.spectralNorm())));
      channels = out;
    }
    head = child("conv", conv(init, channels, 1, 1, config.spectralNorm()));
  }

  private static Layer conv(Init init, int in, int out, int kernel, boolean spectral) {
    Conv2d conv = new Conv2d(init, in, out, kernel, 1, 0);
    return spectral ? new SpectralNorm(init, conv) : conv;
  }

  Output forward(Tensor x) {
    List<Tensor> features = new ArrayList<>();
    Tensor y = x;
    for (Block block : blocks) {
      y = block.forward(y);
      features.add(y);
    }
    return new Output(features, head.forward(y));
  }

  private static final class Blocks extends Module {
    Block append(Block block) {
      return child(Integer.toString(children().size()), block);
    }
  }

  /** Unpadded convolution, instance norm, leaky ReLU, average pooling. */
  private static final class Block extends Layer {
    private final Layer conv;
    private final InstanceNorm2d norm;
    private final boolean pool;

    Block(Init init, int in, int out, boolean normalised, boolean pool, boolean spectral) {
      conv = child("conv", conv(init, in, out, KERNEL, spectral));
      norm = normalised ? child("norm", new InstanceNorm2d(init, out, true, false)) : null;
      this.pool = pool;
    }

    @Override
    public Tensor forward(Tensor x) {
      Tensor y = conv.forward(x);
      y = norm == null ? LEAKY.apply(y) : norm.forward(y, LEAKY);
      return pool ? averagePool2d(y, 2, 2) : y;
    }
  }
}
