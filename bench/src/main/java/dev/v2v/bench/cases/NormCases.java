package dev.v2v.bench.cases;

import static dev.v2v.engine.op.norm.ChannelAffine.channelAffine;

import dev.v2v.engine.DType;
import dev.v2v.engine.DTypeException;
import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
import dev.v2v.engine.op.conv.Activation;
import java.util.List;

/** Normalisations and what they reduce to at inference. */
final class NormCases implements CaseFamily {
  private static final Input X = Input.of("x", Shape.of(2, 4, 3, 5));
  private static final Input SCALE = Input.of("scale", Shape.of(5), Init.uniform(0.5, 1.5));
  private static final Input SHIFT = Input.of("shift", Shape.of(5));

  @Override
  public String name() {
    return "norm";
  }

  @Override
  public List<OpCase> cases() {
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
