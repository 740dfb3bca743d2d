package dev.v2v.bench.cases;

import static dev.v2v.engine.op.elementwise.Cast.cast;
import static dev.v2v.engine.op.elementwise.Compare.compare;
import static dev.v2v.engine.op.elementwise.Where.where;
import static dev.v2v.engine.op.reduce.ArgMax.argmax;
import static dev.v2v.engine.op.reduce.BroadcastTo.broadcastTo;
import static dev.v2v.engine.op.shape.Concat.concat;
import static dev.v2v.engine.op.shape.Flip.flip;
import static dev.v2v.engine.op.shape.Gather.gather;
import static dev.v2v.engine.op.shape.IndexSelect.indexSelect;
import static dev.v2v.engine.op.shape.OneHot.oneHot;
import static dev.v2v.engine.op.shape.Pad2d.pad2d;
import static dev.v2v.engine.op.shape.Permute.transpose;
import static dev.v2v.engine.op.shape.Slice.slice;

import dev.v2v.engine.CoreKernels;
import dev.v2v.engine.DType;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.elementwise.Compare.Relation;
import dev.v2v.engine.op.shape.Pad2d;
import dev.v2v.engine.op.shape.Sequence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What operators do to labels, masks, indices and bytes: every integer type, exactly. */
final class IntegerCases implements CaseFamily {
  private static final List<DType> TYPES =
      List.of(DType.INT64, DType.INT32, DType.INT16, DType.INT8, DType.UINT8, DType.BOOL);

  @Override
  public String name() {
    return "integers";
  }

  @Override
  public List<OpCase> cases() {
    List<OpCase> cases = new ArrayList<>();
    for (DType t : TYPES) {
      String of = " " + t.name().toLowerCase(Locale.ROOT);
      cases.addAll(arithmetic(t, of));
      cases.addAll(created(t, of));
      cases.addAll(moved(t, of));
    }
    return cases;
  }

  @Override
  public List<ErrorCase> errors() {
    return List.of();
  }

  private static List<OpCase> arithmetic(DType t, String of) {
    Input x = Input.typed("x", Shape.of(3, 41), t, range(t));
    return List.of(
        OpCase.multi(
            "argmax of" + of,
            in -> new Tensor[] {argmax(in[0], 1, false), argmax(in[0], 0, true)},
            x),
        OpCase.multi(
            "compare" + of + ", broadcast",
            in ->
                Arrays.stream(Relation.values())
                    .map(r -> compare(r, in[0], in[1]))
                    .toArray(Tensor[]::new),
            x,
            Input.typed("y", Shape.of(41), t, range(t))),
        OpCase.multi(
            "cast" + of + " to every type",
            in ->
                Arrays.stream(DType.values())
                    .filter(to -> to != t && to != DType.FLOAT64 && to != DType.BOOL)
                    .map(to -> cast(in[0], to))
                    .toArray(Tensor[]::new),
            Input.typed("x", Shape.of(3, 41), t, Init.integers(0, t == DType.BOOL ? 2 : 101))),
        OpCase.of(
            "cast" + of + " to float32, all of its range", in -> cast(in[0], DType.FLOAT32), x));
  }

  private static List<OpCase> created(DType t, String of) {
    double[] ends = ends(t);
    return List.of(
        OpCase.of(
                "fill" + of,
                (backend, run, in) ->
                    new Tensor[] {
                      CoreKernels.full(backend, Shape.of(3, 7), t, ends[0]),
                      CoreKernels.full(backend, Shape.of(5, 67), t, ends[1] - 1)
                    })
            .only(DType.FLOAT32),
        OpCase.of(
                "arange" + of,
                (backend, run, in) ->
                    new Tensor[] {Sequence.arange(backend, 0, ends[1] > 2 ? 100 : 2, 1, t)})
            .only(DType.FLOAT32),
        OpCase.of(
            "one_hot" + of,
            in -> oneHot(in[0], 35, t),
            Input.typed("labels", Shape.of(5, 7), DType.INT32, Init.integers(-1, 36))));
  }

  private static List<OpCase> moved(DType t, String of) {
    Input x = Input.typed("x", Shape.of(2, 5, 37), t, range(t));
    Input image = Input.typed("x", Shape.of(1, 4, 5, 3), t, range(t));
    Input index = Input.typed("index", Shape.of(7), DType.INT64, Init.integers(-1, 6));
    Input positions = Input.typed("index", Shape.of(2, 3, 37), DType.INT32, Init.integers(-1, 6));
    Pad2d.Params border = new Pad2d.Params(Pad2d.Mode.CONSTANT, 1, 2, 1, 0, 1);
    return List.of(
        OpCase.of("index_select" + of, in -> indexSelect(in[0], 1, in[1]), x, index),
        OpCase.of("gather" + of, in -> gather(in[0], 1, in[1]), x, positions),
        OpCase.multi(
            "permute" + of, in -> new Tensor[] {transpose(in[0], 1, 2), transpose(in[0], 0, 1)}, x),
        OpCase.of("flip" + of, in -> flip(in[0], 2), x),
        OpCase.of("slice" + of, in -> slice(in[0], 2, 1, 36, 3), x),
        OpCase.of("broadcast_to" + of, in -> broadcastTo(in[0], Shape.of(3, 2, 5, 37)), x),
        OpCase.of("concat" + of, in -> concat(2, in), x, x),
        OpCase.of("pad2d" + of, in -> pad2d(in[0], border), image),
        OpCase.of(
            "where" + of,
            in -> where(in[0], in[1], in[2]),
            Input.typed("mask", Shape.of(2, 5, 1), DType.BOOL, Init.integers(0, 2)),
            x,
            Input.typed("y", Shape.of(37), t, range(t))));
  }

  /** All of a type, its ends among them; of 64 bits what float64 tells apart. */
  private static Init range(DType t) {
    double[] ends = ends(t);
    return (values, random) -> {
      for (int i = 0; i < values.length; i++) {
        values[i] =
            switch (i % 16) {
              case 3 -> ends[0];
              case 11 -> ends[1] - 1;
              default -> Math.floor(random.nextDouble(ends[0], ends[1]));
            };
      }
    };
  }

  /** The smallest value and the first that is too large. */
  private static double[] ends(DType t) {
    return switch (t) {
      case INT64 -> new double[] {-0x1p53, 0x1p53};
      case INT32 -> new double[] {-0x1p31, 0x1p31};
      case INT16 -> new double[] {-0x1p15, 0x1p15};
      case INT8 -> new double[] {-128, 128};
      case UINT8 -> new double[] {0, 256};
      case BOOL -> new double[] {0, 2};
      default -> throw new IllegalArgumentException("no integer type: " + t);
    };
  }
}
