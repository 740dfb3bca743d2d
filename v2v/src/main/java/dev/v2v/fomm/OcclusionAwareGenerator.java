package dev.v2v.fomm;

import static dev.v2v.engine.op.elementwise.Cast.cast;
import static dev.v2v.engine.op.warp.GridSample.gridSample;
import static dev.v2v.engine.op.warp.OccludedFeatureWarp.occludedFeatureWarp;
import static dev.v2v.engine.op.warp.OcclusionBlend.occlusionBlend;

import dev.v2v.engine.DType;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.conv.Activation;
import dev.v2v.engine.op.warp.Interpolation;
import dev.v2v.engine.op.warp.PaddingMode;
import dev.v2v.nn.Module;
import dev.v2v.nn.init.Init;
import dev.v2v.nn.layers.Conv2d;
import java.util.ArrayList;
import java.util.List;

/**
 * Renders the source in the driver's motion: encodes the source, warps and occludes its features,
 * decodes. Source: Siarohin et al. 2019, section 3.2, equation 8. With skips, every level of the
 * decoder and the picture itself take from the warped source what is visible there, as in Siarohin
 * et al., Motion Representations for Articulated Animation, 2021.
 *
 * <p>State: {@code dense_motion_network}, {@code first}, {@code down_blocks}, {@code up_blocks},
 * {@code bottleneck}, {@code final}.
 */
public final class OcclusionAwareGenerator extends Module {
  private static final int EDGE_KERNEL = 7;

  private final boolean skips;
  private final DenseMotion motion;
  private final ConvBlock first;
  private final List<ConvBlock> downBlocks = new ArrayList<>();
  private final List<ConvBlock> upBlocks = new ArrayList<>();
  private final Bottleneck bottleneck;
  private final Conv2d last;

  public OcclusionAwareGenerator(Init init, FommConfig config) {
    FommConfig.Generator c = config.generator();
    int channels = config.common().numChannels();
    skips = c.skips();
    motion = child("dense_motion_network", new DenseMotion(init, config));
    first = child("first", ConvBlock.same(init, channels, c.blockExpansion(), EDGE_KERNEL));
    ModuleList downs = child("down_blocks", new ModuleList());
    for (int i = 0; i < c.numDownBlocks(); i++) {
      downBlocks.add(downs.append(ConvBlock.down(init, features(c, i), features(c, i + 1))));
    }
    ModuleList ups = child("up_blocks", new ModuleList());
    for (int i = c.numDownBlocks(); i > 0; i--) {
      // Blended with the source, what a block gives is not what the next one doubles.
      boolean isFirst = skips || i == c.numDownBlocks();
      boolean isLast = skips || i == 1;
      int in = features(c, i);
      upBlocks.add(ups.append(ConvBlock.upInRow(init, in, features(c, i - 1), isFirst, isLast)));
    }
    bottleneck =
        child(
            "bottleneck",
            new Bottleneck(init, features(c, c.numDownBlocks()), c.numBottleneckBlocks()));
    last =
        child(
            "final",
            new Conv2d(init, c.blockExpansion(), channels, EDGE_KERNEL, 1, EDGE_KERNEL / 2));
  }

  private static int features(FommConfig.Generator c, int level) {
    return Math.min(c.maxFeatures(), c.blockExpansion() << level);
  }

  /** Residual blocks named {@code r0}, {@code r1}, ... */
  private static final class Bottleneck extends Module {
    private final List<ResBlock> blocks = new ArrayList<>();

    Bottleneck(Init init, int features, int count) {
      for (int i = 0; i < count; i++) {
        blocks.add(child("r" + i, new ResBlock(init, features)));
      }
    }

    Tensor forward(Tensor x) {
      Tensor y = x;
      for (ResBlock block : blocks) {
        y = block.run(y);
      }
      return y;
    }
  }

  public DenseMotion motion() {
    return motion;
  }

  /** Features of the source {@code (N, H, W, C)}; constant per video. */
  public SourceFeatures encode(Tensor source, DType compute) {
    List<Tensor> levels = new ArrayList<>();
    levels.add(first.run(cast(source, compute)));
    for (ConvBlock block : downBlocks) {
      levels.add(block.run(levels.get(levels.size() - 1)));
    }
    int innermost = levels.size() - 1;
    return skips
        ? new SourceFeatures(source, levels)
        : new SourceFeatures(null, List.of(levels.get(innermost)));
  }

  /** The image, {@code (N, H, W, C)} in [0, 1], from encoded features and a motion field. */
  public Tensor decode(SourceFeatures source, MotionField field, boolean alignCorners) {
    Tensor features = source.innermost();
    Tensor flow = field.flowLike(features);
    Tensor x;
    if (field.occlusion() == null) {
      x = gridSample(features, flow, Interpolation.BILINEAR, PaddingMode.ZEROS, alignCorners);
    } else {
      Tensor occlusion = cast(field.occlusionLike(features), features.dtype());
      x = occludedFeatureWarp(features, flow, occlusion, alignCorners);
    }
    x = bottleneck.forward(x);
    int level = upBlocks.size();
    for (ConvBlock block : upBlocks) {
      x = block.run(skips ? blend(source.levels().get(level), x, field, alignCorners) : x);
      level--;
    }
    if (!skips) {
      return last.forward(x, Activation.SIGMOID);
    }
    x = blend(source.levels().get(0), x, field, alignCorners);
    Tensor painted = cast(last.forward(x, Activation.SIGMOID), source.picture().dtype());
    return blend(source.picture(), painted, field, alignCorners);
  }

  /** What the source shows where it shows it, what is painted elsewhere. */
  private static Tensor blend(
      Tensor source, Tensor painted, MotionField field, boolean alignCorners) {
    Tensor warped =
        gridSample(
            source,
            field.flowLike(source),
            Interpolation.BILINEAR,
            PaddingMode.ZEROS,
            alignCorners);
    Tensor visible = cast(field.occlusionLike(source), source.dtype());
    return occlusionBlend(warped, painted, visible);
  }

  /** The source itself warped by the flow, {@code (N, H, W, C)}: to look at, not for training. */
  public Tensor deform(Tensor source, MotionField field, boolean alignCorners) {
    return gridSample(
        source, field.flowLike(source), Interpolation.BILINEAR, PaddingMode.ZEROS, alignCorners);
  }
}
