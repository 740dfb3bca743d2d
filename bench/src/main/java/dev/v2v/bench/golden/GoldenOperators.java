package dev.v2v.bench.golden;

import static dev.v2v.bench.golden.GoldenCase.Output.image;
import static dev.v2v.bench.golden.GoldenCase.Output.plain;

import dev.v2v.bench.golden.GoldenCase.Operator;
import dev.v2v.bench.golden.GoldenCase.Output;
import dev.v2v.engine.DType;
import dev.v2v.engine.InputException;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.conv.Activation;
import dev.v2v.engine.op.conv.Conv2d;
import dev.v2v.engine.op.conv.ConvTranspose2d;
import dev.v2v.engine.op.conv.Pool2d;
import dev.v2v.engine.op.elementwise.Binary;
import dev.v2v.engine.op.elementwise.Cast;
import dev.v2v.engine.op.elementwise.Unary;
import dev.v2v.engine.op.keypoint.SoftmaxSpatial;
import dev.v2v.engine.op.linear.Linear;
import dev.v2v.engine.op.linear.Mat2;
import dev.v2v.engine.op.linear.Matmul;
import dev.v2v.engine.op.loss.CrossEntropy;
import dev.v2v.engine.op.loss.PairLoss;
import dev.v2v.engine.op.norm.BatchNormEval;
import dev.v2v.engine.op.norm.InstanceNorm;
import dev.v2v.engine.op.norm.LayerNorm;
import dev.v2v.engine.op.norm.VarianceRule;
import dev.v2v.engine.op.reduce.Reduce;
import dev.v2v.engine.op.reduce.Softmax;
import dev.v2v.engine.op.resize.Interpolate;
import dev.v2v.engine.op.shape.Pad2d;
import dev.v2v.engine.op.warp.AffineGrid;
import dev.v2v.engine.op.warp.FlowWarp;
import dev.v2v.engine.op.warp.FlowWarpBlend;
import dev.v2v.engine.op.warp.GridSample;
import dev.v2v.engine.op.warp.Interpolation;
import dev.v2v.engine.op.warp.OccludedFeatureWarp;
import dev.v2v.engine.op.warp.OcclusionBlend;
import dev.v2v.engine.op.warp.PaddingMode;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** PyTorch's operators by the names of golden files, run on the engine's. */
final class GoldenOperators {
  private static final Map<String, Operator> OPERATORS = new TreeMap<>();

  static {
    linearAlgebra();
    convolutions();
    pointwise();
    reductions();
    normalisations();
    resampling();
    warps();
    losses();
  }

  private GoldenOperators() {}

  /** The operator of that name, {@code null} if there is none. */
  static Operator find(String name) {
    return OPERATORS.get(name);
  }

  private static void linearAlgebra() {
    OPERATORS.put(
        "linear", c -> plain(Linear.linear(c.plain("x"), c.plain("weight"), c.plain("bias"))));
    OPERATORS.put("matmul", c -> plain(Matmul.matmul(c.plain("a"), c.plain("b"))));
    OPERATORS.put("inverse", c -> plain(Mat2.inverse(c.plain("a"))));
  }

  private static void convolutions() {
    OPERATORS.put(
        "conv2d",
        c -> {
          int[] s = c.pair("stride");
          int[] p = c.pair("padding");
          int[] d = c.pair("dilation");
          Conv2d.Params params =
              new Conv2d.Params(
                  s[0], s[1], p[0], p[1], d[0], d[1], c.integer("groups"), Activation.NONE);
          return image(Conv2d.conv2d(c.image("x"), c.image("weight"), c.plain("bias"), params));
        });
    OPERATORS.put(
        "conv_transpose2d",
        c -> {
          int[] s = c.pair("stride");
          int[] p = c.pair("padding");
          int[] o = c.pair("output_padding");
          ConvTranspose2d.Params params =
              new ConvTranspose2d.Params(s[0], s[1], p[0], p[1], o[0], o[1], 1, 1, 1);
          return image(
              ConvTranspose2d.convTranspose2d(
                  c.image("x"), c.image("weight"), c.plain("bias"), params));
        });
  }

  private static void pointwise() {
    Map<String, Unary.Function> functions =
        Map.of(
            "relu", Unary.Function.RELU,
            "sigmoid", Unary.Function.SIGMOID,
            "tanh", Unary.Function.TANH,
            "exp", Unary.Function.EXP,
            "abs", Unary.Function.ABS,
            "softplus", Unary.Function.SOFTPLUS,
            "square", Unary.Function.SQUARE,
            "log", Unary.Function.LOG,
            "sqrt", Unary.Function.SQRT);
    functions.forEach(
        (name, f) -> OPERATORS.put(name, c -> plain(Unary.unary(f, 0, 0, c.plain("x")))));
    OPERATORS.put("leaky_relu", c -> plain(Unary.leakyRelu(c.plain("x"), c.number("slope"))));
    OPERATORS.put("clamp", c -> plain(Unary.clamp(c.plain("x"), c.number("min"), c.number("max"))));
    OPERATORS.put("add", c -> plain(Binary.add(c.plain("a"), c.plain("b"))));
    OPERATORS.put("sub", c -> plain(Binary.sub(c.plain("a"), c.plain("b"))));
    OPERATORS.put("mul", c -> plain(Binary.mul(c.plain("a"), c.plain("b"))));
    OPERATORS.put("div", c -> plain(Binary.div(c.plain("a"), c.plain("b"))));
  }

  private static void reductions() {
    OPERATORS.put(
        "softmax",
        c -> {
          // PyTorch's channels are dimension 1; ours come last, where models use them.
          int dim = c.integer("dim");
          boolean channels = dim == 1 && c.expectedRank("in/x") == 4;
          return channels
              ? image(Softmax.softmax(c.image("x"), -1))
              : plain(Softmax.softmax(c.plain("x"), dim));
        });
    OPERATORS.put(
        "softmax_spatial",
        c -> image(SoftmaxSpatial.softmaxSpatial(c.image("x"), c.number("temperature"))));
    OPERATORS.put(
        "mean", c -> plain(Reduce.mean(c.plain("x"), c.flag("keepdim", false), c.dims("x"))));
    OPERATORS.put(
        "sum", c -> plain(Reduce.sum(c.plain("x"), c.flag("keepdim", false), c.dims("x"))));
    OPERATORS.put(
        "var",
        c ->
            plain(
                Reduce.var(
                    c.plain("x"),
                    c.flag("unbiased", true) ? 1 : 0,
                    c.flag("keepdim", false),
                    c.dims("x"))));
  }

  private static void normalisations() {
    OPERATORS.put(
        "batch_norm",
        c -> {
          Tensor x = c.image("x");
          Tensor gamma = c.plain("weight");
          Tensor beta = c.plain("bias");
          double eps = c.number("eps");
          return c.flag("training", false)
              ? image(c.batchNormTrain(x, gamma, beta, eps))
              : image(
                  BatchNormEval.batchNormEval(
                      x,
                      gamma,
                      beta,
                      c.plain("running_mean"),
                      c.plain("running_var"),
                      eps,
                      VarianceRule.ADD_EPS));
        });
    OPERATORS.put(
        "instance_norm",
        c ->
            image(
                InstanceNorm.instanceNorm(
                    c.image("x"), c.plain("weight"), c.plain("bias"), c.number("eps"))));
    OPERATORS.put(
        "layer_norm",
        c ->
            plain(
                LayerNorm.layerNorm(
                    c.plain("x"), c.plain("weight"), c.plain("bias"), c.number("eps"))));
  }

  private static void resampling() {
    OPERATORS.put(
        "avg_pool2d",
        c ->
            pool(
                c,
                c.flag("count_include_pad", true)
                    ? Pool2d.Kind.AVERAGE_WITH_PADDING
                    : Pool2d.Kind.AVERAGE_WITHOUT_PADDING));
    OPERATORS.put("max_pool2d", c -> pool(c, Pool2d.Kind.MAXIMUM));
    OPERATORS.put(
        "pad",
        c ->
            image(
                Pad2d.pad2d(
                    c.image("x"),
                    new Pad2d.Params(
                        Pad2d.Mode.valueOf(upper(c.text("mode"))),
                        c.integer("top"),
                        c.integer("bottom"),
                        c.integer("left"),
                        c.integer("right"),
                        0))));
    OPERATORS.put("interpolate", GoldenOperators::interpolate);
  }

  private static Output pool(GoldenCase c, Pool2d.Kind kind) {
    int[] k = c.pair("kernel");
    int[] s = c.pair("stride");
    int[] p = c.hasAttr("padding") ? c.pair("padding") : new int[] {0, 0};
    Pool2d.Params params = new Pool2d.Params(kind, k[0], k[1], s[0], s[1], p[0], p[1]);
    return image(Pool2d.pool2d(c.image("x"), params));
  }

  private static Output interpolate(GoldenCase c) {
    Tensor x = c.image("x");
    boolean aligned = c.flag("align_corners", false);
    boolean nearest = c.text("mode").equals("nearest");
    if (c.hasAttr("size")) {
      int[] size = c.pair("size");
      return image(
          nearest
              ? Interpolate.interpolateNearest(x, size[0], size[1])
              : Interpolate.interpolateBilinear(x, size[0], size[1], aligned));
    }
    double scale = c.number("scale");
    return image(
        nearest
            ? Interpolate.interpolateNearest(x, scale)
            : Interpolate.interpolateBilinear(x, scale, aligned));
  }

  private static void warps() {
    OPERATORS.put(
        "grid_sample",
        c ->
            image(
                GridSample.gridSample(
                    c.image("x"),
                    c.plain("grid"),
                    Interpolation.valueOf(upper(c.text("mode"))),
                    padding(c),
                    c.flag("align_corners", false))));
    OPERATORS.put(
        "flow_warp", c -> image(FlowWarp.flowWarp(c.image("x"), c.image("flow"), padding(c))));
    OPERATORS.put(
        "occlusion_blend",
        c -> image(OcclusionBlend.occlusionBlend(c.image("raw"), c.image("warped"), c.image("m"))));
    OPERATORS.put(
        "flow_warp_blend",
        c ->
            image(
                FlowWarpBlend.flowWarpBlend(
                    c.image("raw"),
                    c.image("prev"),
                    c.image("flow"),
                    c.image("m"),
                    c.hasAttr("padding_mode") ? padding(c) : PaddingMode.BORDER)));
    OPERATORS.put(
        "occluded_feature_warp",
        c ->
            image(
                OccludedFeatureWarp.occludedFeatureWarp(
                    c.image("x"), c.plain("grid"), c.image("occ"), c.alignsCorners())));
    OPERATORS.put(
        "affine_grid",
        c -> {
          int[] size = c.integers("size");
          return plain(
              AffineGrid.affineGrid(
                  c.plain("theta"), size[2], size[3], c.flag("align_corners", false)));
        });
  }

  private static PaddingMode padding(GoldenCase c) {
    return PaddingMode.valueOf(upper(c.text("padding_mode")));
  }

  private static void losses() {
    OPERATORS.put("l1_loss", c -> plain(PairLoss.l1(c.plain("a"), c.plain("b"))));
    OPERATORS.put("mse_loss", c -> plain(PairLoss.mse(c.plain("a"), c.plain("b"))));
    OPERATORS.put(
        "bce_with_logits", c -> plain(PairLoss.bceWithLogits(c.plain("a"), c.plain("b"))));
    OPERATORS.put(
        "cross_entropy",
        c ->
            plain(
                CrossEntropy.crossEntropy(
                    c.image("x"), Cast.cast(c.plain("target"), DType.INT64))));
  }

  private static String upper(String text) {
    if (!text.matches("[a-z_]+")) {
      throw new InputException("golden file: expected a mode in lower case, got '" + text + "'");
    }
    return text.toUpperCase(Locale.ROOT);
  }
}
