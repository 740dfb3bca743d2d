package dev.v2v.fomm;

import static dev.v2v.engine.op.shape.Concat.concat;

import dev.v2v.engine.Tensor;
import dev.v2v.nn.Layer;
import dev.v2v.nn.Module;
import dev.v2v.nn.init.Init;
import java.util.ArrayList;
import java.util.List;

/**
 * U-shaped network: halvings, then doublings, each concatenated with the map of its size.
 *
 * <p>Shapes {@code (N, H, W, inFeatures) -> (N, H, W, blockExpansion + inFeatures)}; H and W are
 * multiples of {@code 2^numBlocks}. Source: Siarohin et al. 2019, supplementary material A.
 */
final class Hourglass extends Layer {
  private final Encoder encoder;
  private final Decoder decoder;
  private final int outFeatures;

  Hourglass(Init init, FommConfig.Hourglass config, int inFeatures) {
    encoder = child("encoder", new Encoder(init, config, inFeatures));
    decoder = child("decoder", new Decoder(init, config));
    outFeatures = config.blockExpansion() + inFeatures;
  }

  int outFeatures() {
    return outFeatures;
  }

  @Override
  public Tensor forward(Tensor x) {
    return decoder.forward(encoder.forward(x));
  }

  private static int features(FommConfig.Hourglass config, int level) {
    return Math.min(config.maxFeatures(), config.blockExpansion() << level);
  }

  private static final class Encoder extends Module {
    private final List<ConvBlock> blocks = new ArrayList<>();

    Encoder(Init init, FommConfig.Hourglass config, int inFeatures) {
      ModuleList list = child("down_blocks", new ModuleList());
      for (int i = 0; i < config.numBlocks(); i++) {
        int in = i == 0 ? inFeatures : features(config, i);
        blocks.add(list.append(ConvBlock.down(init, in, features(config, i + 1))));
      }
    }

    /** The input and the output of every block, largest first. */
    List<Tensor> forward(Tensor x) {
      List<Tensor> maps = new ArrayList<>();
      maps.add(x);
      for (ConvBlock block : blocks) {
        maps.add(block.forward(maps.get(maps.size() - 1)));
      }
      return maps;
    }
  }

  private static final class Decoder extends Module {
    private final List<ConvBlock> blocks = new ArrayList<>();

    Decoder(Init init, FommConfig.Hourglass config) {
      ModuleList list = child("up_blocks", new ModuleList());
      for (int i = config.numBlocks() - 1; i >= 0; i--) {
        int in = (i == config.numBlocks() - 1 ? 1 : 2) * features(config, i + 1);
        blocks.add(list.append(ConvBlock.up(init, in, features(config, i))));
      }
    }

    Tensor forward(List<Tensor> maps) {
      int level = maps.size() - 1;
      Tensor x = maps.get(level);
      for (ConvBlock block : blocks) {
        x = concat(-1, block.forward(x), maps.get(--level));
      }
      return x;
    }
  }
}
