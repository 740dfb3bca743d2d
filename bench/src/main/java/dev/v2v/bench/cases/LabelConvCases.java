package dev.v2v.bench.cases;

import static dev.v2v.engine.op.conv.LabelConv2d.labelConv2d;

import dev.v2v.engine.DType;
import dev.v2v.engine.DTypeException;
import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
import dev.v2v.engine.op.conv.LabelConv2d;
import dev.v2v.engine.op.shape.Pad2d;
import java.util.List;

/** Convolutions of one-hot label maps. */
final class LabelConvCases implements CaseFamily {
  private static final int CLASSES = 5;

  /** Some labels belong to no class. */
  private static final Input BYTES =
      Input.typed("labels", Shape.of(2, 6, 7, 2), DType.UINT8, Init.integers(0, CLASSES + 2));

  private static final Input INTS =
      Input.typed("labels", Shape.of(1, 5, 4, 1), DType.INT32, Init.integers(-1, CLASSES + 1));

  private static final Input EDGES =
      Input.of("edges", Shape.of(2, 6, 7, 2), Init.integers(0, 2)).constant();

  @Override
  public String name() {
    return "label convolution";
  }

  @Override
  public List<OpCase> cases() {
    return List.of(
        OpCase.of(
                "label_embedding k3 with edges, reflected",
                in -> labelConv2d(params(Pad2d.Mode.REFLECT, 1), in[0], in[1], in[2], in[3]),
                weight(8, 3, 2 * (CLASSES + 1)),
                BYTES,
                EDGES,
                bias(8))
            .cost(Cost.perOutput(2 * 9)),
        OpCase.of(
                "label_embedding k3, constant",
                in -> labelConv2d(params(Pad2d.Mode.CONSTANT, 1), in[0], in[1], null, null),
                weight(3, 3, CLASSES),
                INTS)
            .cost(Cost.perOutput(9)),
        OpCase.of(
                "label_embedding k1, no padding",
                in -> labelConv2d(params(Pad2d.Mode.CONSTANT, 0), in[0], in[1], null, in[2]),
                weight(3, 1, CLASSES),
                INTS,
                bias(3))
            .cost(Cost.perOutput(1)),
        OpCase.of(
                "label_embedding k7, replicated",
                in -> labelConv2d(params(Pad2d.Mode.REPLICATE, 3), in[0], in[1], null, in[2]),
                weight(40, 7, CLASSES),
                Input.typed("labels", Shape.of(1, 9, 8, 1), DType.UINT8, Init.integers(0, CLASSES)),
                bias(40))
            .withoutGradientCheck("as k3, on more taps")
            .cost(Cost.perOutput(49)));
  }

  private static LabelConv2d.Params params(Pad2d.Mode mode, int pad) {
    return new LabelConv2d.Params(CLASSES, mode, pad);
  }

  private static Input weight(int out, int kernel, int in) {
    return Input.of("weight", Shape.of(out, kernel, kernel, in), Init.uniform(-0.3, 0.3));
  }

  private static Input bias(int out) {
    return Input.of("bias", Shape.of(out)).keptWide();
  }

  @Override
  public List<ErrorCase> errors() {
    return List.of(
        ErrorCase.of(
            "label_embedding weight",
            ShapeException.class,
            "weight must be (3, 3, 3, 5), got (3, 3, 3, 6)",
            in -> labelConv2d(params(Pad2d.Mode.CONSTANT, 1), in[0], in[1], null, null),
            weight(3, 3, CLASSES + 1),
            INTS),
        ErrorCase.of(
            "label_embedding labels",
            DTypeException.class,
            "labels must be UINT8 or INT32, got FLOAT32",
            in -> labelConv2d(params(Pad2d.Mode.CONSTANT, 1), in[0], in[1], null, null),
            weight(3, 3, CLASSES),
            Input.of("labels", Shape.of(1, 5, 4, 1))),
        ErrorCase.of(
            "label_embedding reflection",
            ShapeException.class,
            "nor reflect more than the map",
            in -> labelConv2d(params(Pad2d.Mode.REFLECT, 4), in[0], in[1], null, null),
            weight(3, 3, CLASSES),
            INTS));
  }
}
