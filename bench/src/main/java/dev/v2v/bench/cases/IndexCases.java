package dev.v2v.bench.cases;

import static dev.v2v.engine.op.shape.Gather.gather;
import static dev.v2v.engine.op.shape.IndexAdd.indexAdd;
import static dev.v2v.engine.op.shape.IndexSelect.indexSelect;
import static dev.v2v.engine.op.shape.OneHot.oneHot;

import dev.v2v.engine.DType;
import dev.v2v.engine.DTypeException;
import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.shape.Sequence;
import java.util.List;

/** Operators that move elements by content, and sequences. */
final class IndexCases implements CaseFamily {
  private static final Input X = Input.of("x", Shape.of(3, 5, 4));

  @Override
  public String name() {
    return "index";
  }

  @Override
  public List<OpCase> cases() {
    Init some = Init.integers(0, 5);
    return List.of(
        OpCase.of("index_select", in -> indexSelect(in[0], 1, in[1]), X, index(DType.INT64, 7)),
        OpCase.of(
            "index_select int32", in -> indexSelect(in[0], 1, in[1]), X, index(DType.INT32, 2)),
        OpCase.of(
                "index_select outside",
                in -> indexSelect(in[0], 0, in[1]),
                Input.of("x", Shape.of(2, 2), Init.values(1, 2, 3, 4)),
                Input.typed("index", Shape.of(4), DType.INT64, Init.values(1, -1, 2, 1)))
            .expecting(3, 4, 0, 0, 0, 0, 3, 4),
        OpCase.of(
            "index_select of labels",
            in -> indexSelect(in[0], 0, in[1]),
            Input.typed("x", Shape.of(5, 2), DType.INT64, Init.integers(-100, 100)),
            Input.typed("index", Shape.of(6), DType.INT64, some)),
        OpCase.of(
            "index_add",
            in -> indexAdd(in[0], 1, in[1], 4),
            X,
            Input.typed("index", Shape.of(5), DType.INT32, Init.values(2, 0, 2, 3, 2))),
        OpCase.of(
                "index_add outside",
                in -> indexAdd(in[0], 0, in[1], 3),
                Input.of("x", Shape.of(4, 2), Init.values(1, 2, 3, 4, 5, 6, 7, 8)),
                Input.typed("index", Shape.of(4), DType.INT64, Init.values(1, -1, 3, 1)))
            .expecting(0, 0, 8, 10, 0, 0),
        OpCase.of(
            "gather",
            in -> gather(in[0], 1, in[1]),
            X,
            Input.typed("index", Shape.of(3, 8, 4), DType.INT64, some)),
        OpCase.of(
            "gather last",
            in -> gather(in[0], -1, in[1]),
            X,
            Input.typed("index", Shape.of(3, 5, 1), DType.INT32, Init.integers(0, 4))),
        OpCase.of(
                "gather outside",
                in -> gather(in[0], 1, in[1]),
                Input.of("x", Shape.of(2, 2), Init.values(1, 2, 3, 4)),
                Input.typed("index", Shape.of(2, 2), DType.INT64, Init.values(1, 2, -1, 0)))
            .expecting(2, 0, 0, 3),
        hot("int64", DType.INT64, Init.values(2, 0, 3, -1)),
        hot("bytes", DType.UINT8, Init.values(2, 0, 3, 255)),
        OpCase.of(
            "one_hot label map",
            (backend, run, in) -> new Tensor[] {oneHot(in[0], 35, run)},
            Input.typed("labels", Shape.of(1, 9, 11), DType.UINT8, Init.integers(0, 35))),
        sequences(),
        OpCase.of(
                "arange integers",
                (backend, run, in) ->
                    new Tensor[] {Sequence.arange(backend, 5, -4, -3, DType.INT64)})
            .only(DType.FLOAT32)
            .expecting(5, 2, -1));
  }

  private static Input index(DType dtype, int length) {
    return Input.typed("index", Shape.of(length), dtype, Init.integers(0, 5));
  }

  private static OpCase hot(String what, DType dtype, Init labels) {
    return OpCase.of(
            "one_hot " + what,
            in -> oneHot(in[0], 3, DType.FLOAT32),
            Input.typed("labels", Shape.of(2, 2), dtype, labels))
        .expecting(0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0);
  }

  private static OpCase sequences() {
    return OpCase.of(
            "linspace and arange",
            (backend, run, in) ->
                new Tensor[] {
                  Sequence.linspace(backend, -1, 1, 5, run),
                  Sequence.arange(backend, 0, 1, 0.1, run),
                  Sequence.arange(backend, 33, run),
                  Sequence.linspace(backend, 3, 4, 1, run)
                })
        .expecting(-1, -0.5, 0, 0.5, 1);
  }

  @Override
  public List<ErrorCase> errors() {
    Input floats = Input.of("index", Shape.of(3));
    return List.of(
        ErrorCase.of(
            "index_select type",
            DTypeException.class,
            "INT64 or INT32",
            in -> indexSelect(in[0], 1, in[1]),
            X,
            floats),
        ErrorCase.of(
            "index_select rank",
            ShapeException.class,
            "index must be (K)",
            in -> indexSelect(in[0], 1, in[1]),
            X,
            Input.typed("index", Shape.of(2, 2), DType.INT64, Init.integers(0, 5))),
        ErrorCase.of(
            "index_add length",
            ShapeException.class,
            "one entry for each line of dimension 1",
            in -> indexAdd(in[0], 1, in[1], 4),
            X,
            index(DType.INT64, 7)),
        ErrorCase.of(
            "index_add extent",
            IllegalArgumentException.class,
            "extent must be 0 or more",
            in -> indexAdd(in[0], 1, in[1], -1),
            X,
            index(DType.INT64, 5)),
        ErrorCase.of(
            "gather shape",
            ShapeException.class,
            "like x except in dimension 1",
            in -> gather(in[0], 1, in[1]),
            X,
            Input.typed("index", Shape.of(3, 5, 3), DType.INT64, Init.integers(0, 5))),
        ErrorCase.of(
            "one_hot type",
            DTypeException.class,
            "integer type",
            in -> oneHot(in[0], 3, DType.FLOAT32),
            floats),
        ErrorCase.of(
            "one_hot classes",
            IllegalArgumentException.class,
            "at least one class",
            in -> oneHot(in[0], 0, DType.FLOAT32),
            index(DType.INT64, 2)),
        ErrorCase.of(
            "arange step",
            IllegalArgumentException.class,
            "finite ends and a step",
            in -> Sequence.arange(in[0].backend(), 0, 1, 0, DType.FLOAT32),
            X));
  }
}
