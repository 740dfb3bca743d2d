package dev.v2v.bench.suite;

import static dev.v2v.engine.op.conv.Conv2d.conv2d;
import static dev.v2v.engine.op.conv.ConvTranspose2d.convTranspose2d;
import static dev.v2v.engine.op.elementwise.Binary.add;
import static dev.v2v.engine.op.elementwise.Unary.relu;
import static dev.v2v.engine.op.elementwise.Unary.sigmoid;
import static dev.v2v.engine.op.linear.Matmul.matmul;
import static dev.v2v.engine.op.loss.PairLoss.l1;
import static dev.v2v.engine.op.norm.BatchNormTrain.batchNormTrain;
import static dev.v2v.engine.op.norm.ChannelAffine.channelAffine;
import static dev.v2v.engine.op.norm.InstanceNorm.instanceNorm;
import static dev.v2v.engine.op.norm.LayerNorm.layerNorm;
import static dev.v2v.engine.op.reduce.Softmax.softmax;
import static dev.v2v.engine.op.resize.AntiAliasDownsample.antiAliasDownsample;
import static dev.v2v.engine.op.resize.Interpolate.interpolateBilinear;
import static dev.v2v.engine.op.resize.Interpolate.interpolateNearest;
import static dev.v2v.engine.op.shape.Concat.concat;
import static dev.v2v.engine.op.shape.Pad2d.reflectPad2d;
import static dev.v2v.engine.op.shape.Permute.permute;

import dev.v2v.bench.cases.Cost;
import dev.v2v.bench.cases.Init;
import dev.v2v.bench.cases.Input;
import dev.v2v.bench.cases.OpCase;
import dev.v2v.bench.harness.Axis;
import dev.v2v.bench.harness.Setting;
import dev.v2v.engine.DType;
import dev.v2v.engine.Shape;
import dev.v2v.engine.op.conv.Activation;
import dev.v2v.engine.op.conv.Conv2d;
import dev.v2v.engine.op.conv.ConvTranspose2d;
import dev.v2v.engine.op.conv.Pool2d;
import dev.v2v.engine.op.norm.VarianceRule;
import dev.v2v.engine.op.optim.AdamStep;
import java.util.ArrayList;
import java.util.List;

/** Operators at the shapes of vox-256 and of vid2vid's generator. */
final class OpShapes {
  static final double EPS = 1e-5;
  static final String SMALL = "4";

  private OpShapes() {}

  /** All operators that are measured. */
  static List<OpShape> all() {
    List<OpShape> all = new ArrayList<>(products());
    all.addAll(norms());
    all.addAll(resizes());
    all.addAll(movement());
    all.addAll(MotionShapes.all());
    return List.copyOf(all);
  }

  /** A step of Adam, whose kernel alone is of interest: as an operator it would step copies. */
  static OpShape adam() {
    return OpShape.of(
        "adam_step",
        List.of(Axis.of("parameters", "4000000")),
        "parameters",
        "100",
        s -> {
          Shape shape = Shape.of(s.number("parameters"));
          AdamStep.Params params =
              new AdamStep.Params(
                  2e-4, 0.5, 0.999, 1e-8, 0, false, false, AdamStep.Epsilon.AFTER_CORRECTION, 7);
          return OpCase.of(
                  "adam_step",
                  in -> {
                    AdamStep.adamStep(
                        params,
                        List.of(in[0]),
                        List.of(in[1]),
                        List.of(in[2]),
                        List.of(in[3]),
                        List.of());
                    return in[0];
                  },
                  Input.of("parameter", shape).constant(),
                  Input.of("gradient", shape).constant(),
                  Input.of("mean", shape).constant(),
                  Input.of("square", shape, Init.uniform(0.3, 1)).constant())
              .only(DType.FLOAT32)
              .cost(Cost.perInput(12));
        });
  }

  /** {@code (1, size, size, channels)}. */
  static Shape map(Setting s) {
    int size = s.number("size");
    return Shape.of(1, size, size, s.number("channels"));
  }

  /** Feature maps of the generator: between its two downsamplings, and at full size. */
  static List<Axis> maps() {
    return List.of(Axis.of("size", "64", "128"), Axis.of("channels", "256", "64"));
  }

  private static List<OpShape> products() {
    return List.of(
        OpShape.of(
            "conv2d",
            List.of(
                Axis.of(
                    "shape",
                    "64x256-256k3",
                    "256x3-64k7",
                    "256x64-128k3",
                    "32x128-256k3",
                    "64x35-10k7")),
            "shape",
            "4x8-8k3",
            s -> {
              ConvShape c = ConvShape.of(s);
              return OpCase.of(
                      "conv2d",
                      in ->
                          conv2d(
                              in[0],
                              in[1],
                              in[2],
                              Conv2d.Params.of(1, c.kernel() / 2).with(Activation.RELU)),
                      Input.of("x", Shape.of(1, c.size(), c.size(), c.in())),
                      Input.of("weight", Shape.of(c.out(), c.kernel(), c.kernel(), c.in())),
                      Input.of("bias", Shape.of(c.out())))
                  .cost(Cost.perOutput(2L * c.kernel() * c.kernel() * c.in()));
            }),
        OpShape.of(
            "conv_transpose2d",
            List.of(Axis.of("shape", "64x256-128k3", "32x512-256k3")),
            "shape",
            "4x8-8k3",
            s -> {
              ConvShape c = ConvShape.of(s);
              return OpCase.of(
                      "conv_transpose2d",
                      in ->
                          convTranspose2d(in[0], in[1], in[2], ConvTranspose2d.Params.of(2, 1, 1)),
                      Input.of("x", Shape.of(1, c.size(), c.size(), c.in())),
                      Input.of("weight", Shape.of(c.in(), c.kernel(), c.kernel(), c.out())),
                      Input.of("bias", Shape.of(c.out())))
                  .cost(Cost.perInput(2L * c.kernel() * c.kernel() * c.out()));
            }),
        OpShape.of(
            "matmul",
            List.of(Axis.of("size", "512", "1024")),
            "size",
            "9",
            s -> {
              int n = s.number("size");
              return OpCase.of(
                      "matmul",
                      in -> matmul(in[0], in[1]),
                      Input.of("a", Shape.of(n, n)),
                      Input.of("b", Shape.of(n, n)))
                  .cost(Cost.perOutput(2L * n));
            }));
  }

  private static List<OpShape> norms() {
    return List.of(
        OpShape.of(
            "batch_norm_train",
            maps(),
            "size",
            SMALL,
            s ->
                OpCase.of(
                        "batch_norm_train",
                        in -> batchNormTrain(in[0], in[1], in[2], EPS, VarianceRule.ADD_EPS).y(),
                        Input.of("x", map(s)),
                        channel("scale", s),
                        channel("shift", s))
                    .cost(Cost.perInput(8))),
        OpShape.of(
            "instance_norm",
            maps(),
            "size",
            SMALL,
            s ->
                OpCase.of(
                        "instance_norm",
                        in -> instanceNorm(in[0], in[1], in[2], EPS),
                        Input.of("x", map(s)),
                        channel("scale", s),
                        channel("shift", s))
                    .cost(Cost.perInput(8))),
        OpShape.of(
            "layer_norm",
            maps(),
            "size",
            SMALL,
            s ->
                OpCase.of(
                        "layer_norm",
                        in -> layerNorm(in[0], in[1], in[2], EPS),
                        Input.of("x", map(s)),
                        channel("scale", s),
                        channel("shift", s))
                    .cost(Cost.perInput(8))),
        OpShape.of(
            "channel_affine",
            maps(),
            "size",
            SMALL,
            s ->
                OpCase.of(
                        "channel_affine",
                        in -> channelAffine(in[0], in[1], in[2], Activation.RELU),
                        Input.of("x", map(s)),
                        channel("scale", s),
                        channel("shift", s))
                    .cost(Cost.perOutput(3))));
  }

  private static Input channel(String name, Setting s) {
    return Input.of(name, Shape.of(s.number("channels")), Init.uniform(0.5, 1.5)).keptWide();
  }

  private static List<OpShape> resizes() {
    return List.of(
        onMaps(
            "pool2d",
            in -> Pool2d.pool2d(in[0], Pool2d.Params.of(Pool2d.Kind.AVERAGE_WITH_PADDING, 2, 2, 0)),
            Cost.perOutput(4)),
        onMaps("interpolate_nearest", in -> interpolateNearest(in[0], 2), Cost.COPY),
        onMaps(
            "interpolate_bilinear", in -> interpolateBilinear(in[0], 2, true), Cost.perOutput(8)),
        OpShape.of(
            "anti_alias_downsample",
            List.of(Axis.of("size", "256")),
            "size",
            "16",
            s -> {
              int size = s.number("size");
              return OpCase.of(
                      "anti_alias_downsample",
                      in -> antiAliasDownsample(in[0], 4),
                      Input.of("x", Shape.of(1, size, size, 3)))
                  .cost(Cost.perOutput(2 * 13 * 13));
            }));
  }

  private static List<OpShape> movement() {
    return List.of(
        onMaps("relu", in -> relu(in[0]), Cost.perOutput(1)),
        onMaps("sigmoid", in -> sigmoid(in[0]), Cost.perOutput(4)),
        OpShape.of(
            "add",
            maps(),
            "size",
            SMALL,
            s ->
                OpCase.of(
                        "add",
                        in -> add(in[0], in[1]),
                        Input.of("a", map(s)),
                        Input.of("b", map(s)))
                    .cost(Cost.perOutput(1))),
        OpShape.of(
            "concat",
            maps(),
            "size",
            SMALL,
            s ->
                OpCase.of(
                    "concat",
                    in -> concat(-1, in[0], in[1]),
                    Input.of("a", map(s)),
                    Input.of("b", map(s)))),
        onMaps("pad2d", in -> reflectPad2d(in[0], 3), Cost.COPY),
        onMaps("softmax", in -> softmax(in[0], -1), Cost.perOutput(5)),
        onMaps("permute", in -> permute(in[0], 0, 3, 1, 2), Cost.COPY),
        OpShape.of(
            "l1",
            maps(),
            "size",
            SMALL,
            s ->
                OpCase.of(
                        "l1",
                        in -> l1(in[0], in[1]),
                        Input.of("a", map(s), Init.awayFrom(-1, 1, 0.1, 0)),
                        Input.of("b", map(s), Init.uniform(-0.05, 0.05)))
                    .cost(Cost.perInput(3))));
  }

  /** An operator of one map. */
  private static OpShape onMaps(String name, OpCase.Call call, Cost cost) {
    // Distinct values: the gradient of ReLU is not defined at a kink.
    return OpShape.of(
        name,
        maps(),
        "size",
        SMALL,
        s ->
            OpCase.of(name, call, Input.of("x", map(s), Init.awayFrom(-1, 1, 0.01, 0))).cost(cost));
  }
}
