package dev.v2v.bench.cases;

import static dev.v2v.engine.op.shape.Concat.concat;
import static dev.v2v.engine.op.shape.Concat.stack;
import static dev.v2v.engine.op.shape.Flip.flip;
import static dev.v2v.engine.op.shape.Permute.permute;
import static dev.v2v.engine.op.shape.Permute.transpose;
import static dev.v2v.engine.op.shape.Reshape.reshape;
import static dev.v2v.engine.op.shape.Slice.slice;
import static dev.v2v.engine.op.shape.Slice.split;
import static dev.v2v.engine.op.shape.Slice.unstack;

import dev.v2v.engine.DType;
import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
import dev.v2v.engine.op.shape.Slice.Range;
import java.util.ArrayList;
import java.util.List;

/** Operators that move elements by position. */
final class ShapeCases implements CaseFamily {
  private static final Input X = Input.of("x", Shape.of(2, 5, 7, 3));
  private static final Input LABELS =
      Input.typed("x", Shape.of(2, 3), DType.INT64, Init.values(0, 1, 2, 3, -4, 1L << 40));

  @Override
  public String name() {
    return "shape";
  }

  @Override
  public List<OpCase> cases() {
    List<OpCase> cases = new ArrayList<>();
    cases.add(OpCase.of("reshape", in -> reshape(in[0], 3, -1), Input.of("x", Shape.of(2, 3, 4))));
    cases.addAll(permutations());
    cases.addAll(joins());
    cases.addAll(slices());
    return cases;
  }

  private static List<OpCase> permutations() {
    return List.of(
        OpCase.of("permute to channels first", in -> permute(in[0], 0, 3, 1, 2), X),
        OpCase.of("permute to channels last", in -> permute(in[0], 0, 2, 3, 1), X),
        OpCase.of("permute reversed", in -> permute(in[0], -1, -2, -3, -4), X),
        OpCase.of(
            "permute of extent 1",
            in -> permute(in[0], 0, 3, 1, 2),
            Input.of("x", Shape.of(2, 3, 4, 1))),
        OpCase.of("transpose", in -> transpose(in[0], 1, -1), X),
        OpCase.of(
            "permute of nothing", in -> transpose(in[0], 0, 1), Input.of("x", Shape.of(0, 3))),
        OpCase.of("permute int64", in -> transpose(in[0], 0, 1), LABELS)
            .expecting(0, 3, 1, -4, 2, 1L << 40),
        OpCase.of("flip", in -> flip(in[0], 2), X),
        OpCase.of("flip two dims", in -> flip(in[0], 1, -1), X),
        OpCase.of("flip int64", in -> flip(in[0], 1), LABELS).expecting(2, 1, 0, 1L << 40, -4, 3));
  }

  private static List<OpCase> joins() {
    return List.of(
        OpCase.of(
            "concat channels",
            in -> concat(-1, in),
            X,
            Input.of("y", Shape.of(2, 5, 7, 1)),
            Input.of("z", Shape.of(2, 5, 7, 4))),
        OpCase.of("concat batch", in -> concat(0, in), X, Input.of("y", Shape.of(1, 5, 7, 3))),
        OpCase.of(
            "concat with nothing", in -> concat(1, in), X, Input.of("y", Shape.of(2, 0, 7, 3))),
        OpCase.of("concat with itself", in -> concat(3, in[0], in[0]), X),
        OpCase.of("concat int64", in -> concat(0, in), LABELS, LABELS),
        OpCase.of("stack", in -> stack(1, in), X, X, X),
        OpCase.of("stack last", in -> stack(-1, in), X, X));
  }

  private static List<OpCase> slices() {
    return List.of(
        OpCase.of("slice channels", in -> slice(in[0], -1, 1, 3), X),
        OpCase.of("slice batch", in -> slice(in[0], 0, 1, 2), X),
        OpCase.of("slice with step", in -> slice(in[0], 2, 1, 7, 3), X),
        OpCase.of(
            "slice crop", in -> slice(in[0], null, Range.of(1, 4), new Range(0, 7, 2), null), X),
        OpCase.of("slice of nothing", in -> slice(in[0], 1, 2, 2), X),
        OpCase.of("slice int64", in -> slice(in[0], 1, 0, 3, 2), LABELS)
            .expecting(0, 2, 3, 1L << 40),
        OpCase.multi("split", in -> split(in[0], 2, 3, 0, 4), X),
        OpCase.multi("unstack", in -> unstack(in[0], 1), X));
  }

  @Override
  public List<ErrorCase> errors() {
    return List.of(
        ErrorCase.of(
            "reshape",
            ShapeException.class,
            "number of elements must stay",
            in -> reshape(in[0], 5, 5),
            X),
        ErrorCase.of(
            "permute rank", ShapeException.class, "each dimension", in -> permute(in[0], 1, 0), X),
        ErrorCase.of(
            "permute twice",
            ShapeException.class,
            "each dimension",
            in -> permute(in[0], 0, 1, 1, 3),
            X),
        ErrorCase.of(
            "concat shapes",
            ShapeException.class,
            "alike except in dimension 3",
            in -> concat(3, in),
            X,
            Input.of("y", Shape.of(2, 5, 6, 3))),
        ErrorCase.of("concat types", ShapeException.class, "alike", in -> concat(0, in), X, LABELS),
        ErrorCase.of(
            "concat of none", ShapeException.class, "at least one tensor", in -> concat(0)),
        ErrorCase.of(
            "slice outside",
            ShapeException.class,
            "start <= end <= extent",
            in -> slice(in[0], 1, 2, 6),
            X),
        ErrorCase.of(
            "slice step", ShapeException.class, "step >= 1", in -> slice(in[0], 1, 0, 2, 0), X),
        ErrorCase.of(
            "split extents",
            ShapeException.class,
            "extents must add up",
            in -> split(in[0], 1, 2, 2)[0],
            X));
  }
}
