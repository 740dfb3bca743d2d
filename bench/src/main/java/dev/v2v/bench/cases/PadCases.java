package dev.v2v.bench.cases;

import static dev.v2v.engine.op.shape.Pad2d.pad2d;
import static dev.v2v.engine.op.shape.Pad2d.reflectPad2d;

import dev.v2v.engine.DType;
import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
import dev.v2v.engine.op.shape.Pad2d.Mode;
import dev.v2v.engine.op.shape.Pad2d.Params;
import java.util.List;

/** Borders around images. */
final class PadCases implements CaseFamily {
  private static final Input X = Input.of("x", Shape.of(2, 5, 6, 3));

  @Override
  public String name() {
    return "pad";
  }

  @Override
  public List<OpCase> cases() {
    Input row = Input.of("x", Shape.of(1, 1, 3, 1), Init.values(1, 2, 3));
    return List.of(
        OpCase.of("pad2d reflect", in -> reflectPad2d(in[0], 3), X),
        OpCase.of("pad2d reflect as far as it goes", in -> reflectPad2d(in[0], 4), X),
        OpCase.of(
            "pad2d reflect on some sides",
            in -> pad2d(in[0], new Params(Mode.REFLECT, 0, 2, 1, 0, 0)),
            X),
        OpCase.of(
            "pad2d replicate", in -> pad2d(in[0], new Params(Mode.REPLICATE, 0, 7, 2, 1, 0)), X),
        OpCase.of(
            "pad2d constant", in -> pad2d(in[0], new Params(Mode.CONSTANT, 3, 0, 1, 2, -0.5)), X),
        OpCase.of(
                "pad2d reflect values",
                in -> pad2d(in[0], new Params(Mode.REFLECT, 0, 0, 2, 2, 0)),
                row)
            .expecting(3, 2, 1, 2, 3, 2, 1),
        OpCase.of(
                "pad2d replicate values",
                in -> pad2d(in[0], new Params(Mode.REPLICATE, 0, 0, 2, 1, 0)),
                row)
            .expecting(1, 1, 1, 2, 3, 3),
        OpCase.of(
                "pad2d bytes",
                in -> pad2d(in[0], new Params(Mode.CONSTANT, 0, 0, 1, 1, 255)),
                Input.typed("x", Shape.of(1, 1, 2, 1), DType.UINT8, Init.values(7, 200)))
            .expecting(255, 7, 200, 255),
        OpCase.of(
            "pad2d constant around nothing",
            in -> pad2d(in[0], Params.all(Mode.CONSTANT, 1)),
            Input.of("x", Shape.of(1, 0, 2, 3))),
        OpCase.of(
            "pad2d reflect deep",
            in -> reflectPad2d(in[0], 3),
            Input.of("x", Shape.of(2, 5, 6, 40))), // whole vectors of channels
        OpCase.of(
            "pad2d constant deep",
            in -> pad2d(in[0], Params.all(Mode.CONSTANT, 2)),
            Input.of("x", Shape.of(1, 3, 4, 40))),
        OpCase.of("pad2d of 0", in -> reflectPad2d(in[0], 0), X));
  }

  @Override
  public List<ErrorCase> errors() {
    return List.of(
        ErrorCase.of(
            "pad2d rank",
            ShapeException.class,
            "needs (N, H, W, C)",
            in -> reflectPad2d(in[0], 1),
            Input.of("x", Shape.of(5, 6, 3))),
        ErrorCase.of(
            "pad2d reflect too far",
            ShapeException.class,
            "narrower than the image",
            in -> reflectPad2d(in[0], 5),
            X),
        ErrorCase.of(
            "pad2d negative",
            IllegalArgumentException.class,
            "must not be negative",
            in -> reflectPad2d(in[0], -1),
            X),
        ErrorCase.of(
            "pad2d replicate nothing",
            ShapeException.class,
            "no edge to replicate",
            in -> pad2d(in[0], Params.all(Mode.REPLICATE, 1)),
            Input.of("x", Shape.of(1, 0, 2, 3))));
  }
}
