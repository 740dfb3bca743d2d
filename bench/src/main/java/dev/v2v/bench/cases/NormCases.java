package dev.v2v.bench.cases;

import static dev.v2v.engine.op.norm.BatchNormEval.batchNormEval;
import static dev.v2v.engine.op.norm.BatchNormTrain.batchNormTrain;
import static dev.v2v.engine.op.norm.BatchNormTrain.batchNormTrainUpsampled;
import static dev.v2v.engine.op.norm.ChannelAffine.channelAffine;
import static dev.v2v.engine.op.norm.InstanceNorm.instanceNorm;
import static dev.v2v.engine.op.norm.InstanceNorm.instanceNormUpsampled;
import static dev.v2v.engine.op.norm.LayerNorm.layerNorm;
import static dev.v2v.engine.op.norm.RunningStatistics.updateRunningStatistics;
import static dev.v2v.engine.op.norm.VarianceRule.ADD_EPS;

import dev.v2v.engine.DType;
import dev.v2v.engine.DTypeException;
import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.conv.Activation;
import dev.v2v.engine.op.elementwise.Unary;
import dev.v2v.engine.op.norm.BatchNormTrain;
import dev.v2v.engine.op.norm.VarianceRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Normalisations and what they reduce to at inference. */
final class NormCases implements CaseFamily {
  private static final Input X = Input.of("x", Shape.of(2, 4, 3, 5));
  private static final Input SCALE = Input.of("scale", Shape.of(5), Init.uniform(0.5, 1.5));
  private static final Input SHIFT = Input.of("shift", Shape.of(5));

  private static final double EPS = 1e-5;
  private static final Input GAMMA = SCALE.keptWide();
  private static final Input BETA = SHIFT.keptWide();
  private static final Input MEAN = Input.of("mean", Shape.of(5)).keptWide().constant();
  private static final Input VARIANCE =
      Input.of("variance", Shape.of(5), Init.uniform(0.2, 2)).keptWide().constant();

  /** Two passes for the statistics, one for the result. */
  private static final Cost STATISTICS = Cost.perInput(8);

  private static final Cost ACTIVATED = Cost.perInput(9);

  // Away from 0, with shifts that stay so: activations have a kink there.
  private static final Init KINKLESS = Init.awayFrom(-1, 1, 0.7, 0);
  private static final Init SMALL = Init.uniform(-0.05, 0.05);
  private static final Input TWO_SIDED = Input.of("x", X.shape(), KINKLESS);
  private static final Input SMALL_BETA = Input.of("shift", Shape.of(5), SMALL).keptWide();

  // Whole vectors of channels.
  private static final Input WIDE = Input.of("x", Shape.of(2, 3, 5, 16), KINKLESS);
  private static final Input WIDE_GAMMA =
      Input.of("scale", Shape.of(16), Init.uniform(0.5, 1.5)).keptWide();
  private static final Input WIDE_BETA = Input.of("shift", Shape.of(16), SMALL).keptWide();

  @Override
  public String name() {
    return "norm";
  }

  @Override
  public List<OpCase> cases() {
    List<OpCase> cases = new ArrayList<>(affine());
    cases.addAll(batchNorm());
    cases.addAll(activated());
    cases.addAll(upsampled());
    cases.addAll(
        List.of(
            OpCase.of("instance_norm", in -> instanceNorm(in[0], in[1], in[2], EPS), X, GAMMA, BETA)
                .cost(STATISTICS),
            OpCase.of("instance_norm plain", in -> instanceNorm(in[0], null, null, EPS), X)
                .cost(STATISTICS),
            OpCase.of(
                    "instance_norm one pixel",
                    in -> instanceNorm(in[0], in[1], in[2], EPS),
                    Input.of("x", Shape.of(2, 1, 1, 5)),
                    GAMMA,
                    BETA)
                .cost(STATISTICS),
            OpCase.of("layer_norm", in -> layerNorm(in[0], in[1], in[2], EPS), X, GAMMA, BETA)
                .cost(STATISTICS),
            OpCase.of(
                    "layer_norm plain matrix",
                    in -> layerNorm(in[0], null, null, EPS),
                    Input.of("x", Shape.of(4, 7)))
                .cost(STATISTICS)));
    return cases;
  }

  private static List<OpCase> batchNorm() {
    List<OpCase> cases = new ArrayList<>();
    for (VarianceRule rule : VarianceRule.values()) {
      cases.add(
          OpCase.of("batch_norm_train " + rule, in -> train(in, rule), X, GAMMA, BETA)
              .cost(STATISTICS));
      cases.add(
          OpCase.of(
                  "batch_norm_eval " + rule,
                  in -> batchNormEval(in[0], in[1], in[2], in[3], in[4], EPS, rule),
                  X,
                  GAMMA,
                  BETA,
                  MEAN,
                  VARIANCE)
              .cost(Cost.perOutput(4)));
    }
    cases.add(
        OpCase.of(
                "batch_norm_train clamped variance",
                in -> train(in, VarianceRule.CLAMP),
                Input.of("x", Shape.of(2, 2, 3, 5), Init.uniform(0.5, 0.501)),
                GAMMA,
                BETA)
            .only(DType.FLOAT32) // 16 bits cannot tell the values apart
            .tolerance(DType.FLOAT32, 1e-4, 1e-3) // float32 resolves 1e-4 of this range
            .cost(STATISTICS));
    cases.add(
        OpCase.of(
                "batch_norm_train plain, two values a channel",
                in -> batchNormTrain(in[0], null, null, EPS, VarianceRule.ADD_EPS).y(),
                Input.of("x", Shape.of(2, 1, 1, 5), Init.distinct(-1, 1)))
            .cost(STATISTICS));
    cases.add(
        OpCase.of(
                "batch_norm_eval plain",
                in -> batchNormEval(in[0], null, null, in[1], in[2], EPS, VarianceRule.ADD_EPS),
                X,
                MEAN,
                VARIANCE)
            .cost(Cost.perOutput(2)));
    cases.add(
        OpCase.multi("batch_norm_train statistics", NormCases::statistics, X.constant())
            .cost(Cost.perInput(4)));
    cases.add(
        OpCase.multi(
                "running_statistics", NormCases::runningStatistics, X.constant(), MEAN, VARIANCE)
            .cost(Cost.perOutput(3)));
    return cases;
  }

  /** An activation in the same pass; what it is applied to stays away from the kink at 0. */
  private static List<OpCase> activated() {
    List<OpCase> cases = new ArrayList<>();
    for (Activation act :
        List.of(Activation.RELU, Activation.leakyRelu(0.2), Activation.SIGMOID, Activation.TANH)) {
      String name = act.unary().function().name().toLowerCase(Locale.ROOT);
      cases.add(narrow("batch_norm_train " + name, in -> train(in, act)));
      cases.add(narrow("instance_norm " + name, in -> instanceNorm(in[0], in[1], in[2], EPS, act)));
      cases.add(
          plain(
              "instance_norm plain vectors " + name,
              in -> instanceNorm(in[0], null, null, EPS, act)));
      cases.add(narrow("layer_norm " + name, in -> layerNorm(in[0], in[1], in[2], EPS, act)));
      cases.add(
          plain("layer_norm plain vectors " + name, in -> layerNorm(in[0], null, null, EPS, act)));
      cases.add(vectors("batch_norm_train vectors " + name, in -> train(in, act)));
      cases.add(
          OpCase.of(
                  "batch_norm_train " + name + " of zeros",
                  in -> train(in, act),
                  Input.of("x", Shape.of(2, 4, 2, 5), Init.values(0.5)), // means of 16 are exact
                  GAMMA,
                  Input.of("shift", Shape.of(5), Init.values(0)).keptWide())
              .withoutGradientCheck("all values are at the kink")
              .cost(ACTIVATED));
    }
    return cases;
  }

  /** Every cell of the result in a square of four, alone and after an activation. */
  private static List<OpCase> upsampled() {
    List<OpCase> cases = new ArrayList<>();
    for (Activation act : List.of(Activation.NONE, Activation.RELU, Activation.SIGMOID)) {
      String name = " upsampled " + act;
      OpCase.Call batch = in -> batchNormTrainUpsampled(in[0], in[1], in[2], EPS, ADD_EPS, act).y();
      cases.add(narrow("batch_norm_train" + name, batch));
      cases.add(vectors("batch_norm_train vectors" + name, batch));
      cases.add(
          plain(
              "instance_norm vectors" + name,
              in -> instanceNormUpsampled(in[0], null, null, EPS, act)));
    }
    return cases;
  }

  private static OpCase narrow(String name, OpCase.Call call) {
    return OpCase.of(name, call, TWO_SIDED, GAMMA, SMALL_BETA).cost(ACTIVATED);
  }

  private static OpCase vectors(String name, OpCase.Call call) {
    return OpCase.of(name, call, WIDE, WIDE_GAMMA, WIDE_BETA).cost(ACTIVATED);
  }

  private static OpCase plain(String name, OpCase.Call call) {
    return OpCase.of(name, call, WIDE).cost(ACTIVATED);
  }

  private static Tensor train(Tensor[] in, Activation activation) {
    return batchNormTrain(in[0], in[1], in[2], EPS, VarianceRule.ADD_EPS, activation).y();
  }

  private static Tensor train(Tensor[] in, VarianceRule rule) {
    return batchNormTrain(in[0], in[1], in[2], EPS, rule).y();
  }

  private static Tensor[] statistics(Tensor[] in) {
    BatchNormTrain.Result r = batchNormTrain(in[0], null, null, EPS, VarianceRule.ADD_EPS);
    return new Tensor[] {r.mean(), r.variance()};
  }

  /** Updates copies, since it writes in place. */
  private static Tensor[] runningStatistics(Tensor[] in) {
    Tensor mean = Unary.affine(in[1], 1, 0);
    Tensor variance = Unary.affine(in[2], 1, 0);
    updateRunningStatistics(
        batchNormTrain(in[0], null, null, EPS, VarianceRule.ADD_EPS), mean, variance, 0.1);
    return new Tensor[] {mean, variance};
  }

  private static List<OpCase> affine() {
    return List.of(
        OpCase.of(
                "channel_affine",
                in -> channelAffine(in[0], in[1], in[2], Activation.NONE),
                X,
                SCALE,
                SHIFT)
            .cost(Cost.perOutput(2)),
        OpCase.of(
                "channel_affine leaky ReLU, float32 statistics",
                in -> channelAffine(in[0], in[1], in[2], Activation.leakyRelu(0.1)),
                X,
                SCALE.keptWide(),
                SHIFT.keptWide())
            .cost(Cost.perOutput(3)));
  }

  @Override
  public List<ErrorCase> errors() {
    return List.of(
        ErrorCase.of(
            "batch_norm_train one value",
            ShapeException.class,
            "more than one value for each channel, got (1, 1, 1, 5)",
            in -> batchNormTrain(in[0], null, null, EPS, VarianceRule.ADD_EPS).y(),
            Input.of("x", Shape.of(1, 1, 1, 5))),
        ErrorCase.of(
            "batch_norm_eval statistics",
            ShapeException.class,
            "running variance must be (5), got (4)",
            in -> batchNormEval(in[0], null, null, in[1], in[2], EPS, VarianceRule.ADD_EPS),
            X,
            MEAN,
            Input.of("variance", Shape.of(4))),
        ErrorCase.of(
            "instance_norm gamma without beta",
            IllegalArgumentException.class,
            "gamma and beta must come together",
            in -> instanceNorm(in[0], in[1], null, EPS),
            X,
            GAMMA),
        ErrorCase.of(
            "instance_norm rank",
            ShapeException.class,
            "x must be (N, H, W, C), got (4, 5)",
            in -> instanceNorm(in[0], null, null, EPS),
            Input.of("x", Shape.of(4, 5))),
        ErrorCase.of(
            "batch_norm_train upsampled rank",
            ShapeException.class,
            "x must be (N, H, W, C), got (4, 5)",
            in -> batchNormTrainUpsampled(in[0], null, null, EPS, ADD_EPS, Activation.NONE).y(),
            Input.of("x", Shape.of(4, 5))),
        ErrorCase.of(
            "batch_norm_train activation",
            IllegalArgumentException.class,
            "activation must be ReLU, leaky ReLU of positive slope, sigmoid or tanh",
            in -> {
              Unary.Params square = new Unary.Params(Unary.Function.SQUARE, 0, 0);
              return train(in, new Activation(square));
            },
            X,
            GAMMA,
            BETA),
        ErrorCase.of(
            "instance_norm slope",
            IllegalArgumentException.class,
            "leaky ReLU of positive slope",
            in -> instanceNorm(in[0], null, null, EPS, Activation.leakyRelu(0)),
            X),
        ErrorCase.of(
            "layer_norm gamma type",
            DTypeException.class,
            "gamma must be FLOAT32, got BFLOAT16",
            in -> layerNorm(in[0], in[1], in[2], EPS),
            X,
            Input.typed("gamma", Shape.of(5), DType.BFLOAT16, Init.uniform(0, 1)),
            BETA),
        ErrorCase.of(
            "running_statistics momentum",
            IllegalArgumentException.class,
            "momentum must be in [0, 1], got 1.5",
            in -> {
              updateRunningStatistics(
                  batchNormTrain(in[0], null, null, EPS, VarianceRule.ADD_EPS), in[1], in[2], 1.5);
              return in[0];
            },
            X,
            MEAN,
            VARIANCE),
        ErrorCase.of(
            "channel_affine channels",
            ShapeException.class,
            "scale and shift must be (C)",
            in -> channelAffine(in[0], in[1], in[2], Activation.NONE),
            X,
            Input.of("scale", Shape.of(4)),
            SHIFT),
        ErrorCase.of(
            "channel_affine types",
            DTypeException.class,
            "like x or float32, got INT32",
            in -> channelAffine(in[0], in[1], in[2], Activation.NONE),
            X,
            SCALE,
            Input.typed("shift", Shape.of(5), DType.INT32, Init.integers(0, 3))));
  }
}
