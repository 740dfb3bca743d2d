package dev.v2v.bench.cases;

import static dev.v2v.engine.op.shape.Reshape.reshape;

import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
import java.util.List;

/** Operators that move elements without computing. */
final class ShapeCases implements CaseFamily {
  @Override
  public String name() {
    return "shape";
  }

  @Override
  public List<OpCase> cases() {
    return List.of(
        OpCase.of("reshape", in -> reshape(in[0], 3, -1), Input.of("x", Shape.of(2, 3, 4))));
  }

  @Override
  public List<ErrorCase> errors() {
    return List.of(
        ErrorCase.of(
            "reshape",
            ShapeException.class,
            "number of elements must stay",
            in -> reshape(in[0], 5, 5),
            Input.of("x", Shape.of(2, 3, 4))));
  }
}
