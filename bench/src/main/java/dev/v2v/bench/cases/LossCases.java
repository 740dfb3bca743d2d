package dev.v2v.bench.cases;

import static dev.v2v.engine.op.loss.CrossEntropy.crossEntropy;
import static dev.v2v.engine.op.loss.PairLoss.bceWithLogits;
import static dev.v2v.engine.op.loss.PairLoss.l1;
import static dev.v2v.engine.op.loss.PairLoss.mse;

import dev.v2v.engine.DType;
import dev.v2v.engine.DTypeException;
import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
import java.util.List;

/** Scalars to minimise. */
final class LossCases implements CaseFamily {
  private static final Shape SHAPE = Shape.of(2, 3, 4, 5);
  private static final Input A = Input.of("a", SHAPE);
  private static final Input B = Input.of("b", SHAPE);
  private static final Input LABELS =
      Input.typed("target", Shape.of(2, 3, 4), DType.INT64, Init.integers(0, 5));

  @Override
  public String name() {
    return "loss";
  }

  @Override
  public List<OpCase> cases() {
    Input row = Input.of("a", Shape.of(4), Init.values(1, 2, 3, 4));
    Input other = Input.of("b", Shape.of(4), Init.values(1, 1, 5, 4));
    return List.of(
        OpCase.of(
                "l1",
                in -> l1(in[0], in[1]),
                Input.of("a", SHAPE, Init.awayFrom(-1, 1, 0.1, 0)),
                Input.of("b", SHAPE, Init.awayFrom(-0.05, 0.05, 0.001, 0)))
            .cost(Cost.perInput(3)),
        OpCase.of("l1 of equals", in -> l1(in[0], in[1]), row, other)
            .expecting(0.75)
            .withoutGradientCheck("|a - b| has a kink where they are equal"),
        OpCase.of("mse", in -> mse(in[0], in[1]), A, B).cost(Cost.perInput(3)),
        OpCase.of("mse known", in -> mse(in[0], in[1]), row, other).expecting(1.25),
        OpCase.of(
                "bce_with_logits",
                in -> bceWithLogits(in[0], in[1]),
                Input.of("logits", SHAPE, Init.awayFrom(-4, 4, 0.01, 0)),
                Input.of("target", SHAPE, Init.uniform(0, 1)))
            .cost(Cost.perInput(8)),
        OpCase.of(
                "bce_with_logits of large logits",
                in -> bceWithLogits(in[0], in[1]),
                Input.of("logits", Shape.of(2), Init.values(200, -200)),
                Input.of("target", Shape.of(2), Init.values(1, 1)))
            .expecting(100),
        OpCase.of("cross_entropy", in -> crossEntropy(in[0], in[1]), A, LABELS)
            .cost(Cost.perInput(6)),
        OpCase.of(
                "cross_entropy rows, ignored targets",
                in -> crossEntropy(in[0], in[1]),
                Input.of("logits", Shape.of(6, 4)),
                Input.typed("target", Shape.of(6), DType.INT64, Init.values(0, -100, 3, 2, -1, 1)))
            .cost(Cost.perInput(6)),
        OpCase.of(
                "cross_entropy of an unknown class",
                in -> crossEntropy(in[0], in[1]),
                Input.of("logits", Shape.of(2, 4)),
                Input.typed("target", Shape.of(2), DType.INT64, Init.values(0, 4)))
            .expecting(Double.NaN)
            .withoutGradientCheck("the loss is not finite"));
  }

  @Override
  public List<ErrorCase> errors() {
    return List.of(
        ErrorCase.of(
            "l1 shapes",
            ShapeException.class,
            "pair_loss L1: second tensor must be (2, 3, 4, 5), got (5)",
            in -> l1(in[0], in[1]),
            A,
            Input.of("b", Shape.of(5))),
        ErrorCase.of(
            "mse empty",
            ShapeException.class,
            "at least one element",
            in -> mse(in[0], in[0]),
            Input.of("a", Shape.of(0, 3))),
        ErrorCase.of(
            "cross_entropy target type",
            DTypeException.class,
            "target must be INT64, got FLOAT32",
            in -> crossEntropy(in[0], in[1]),
            A,
            Input.of("target", Shape.of(2, 3, 4))),
        ErrorCase.of(
            "cross_entropy target shape",
            ShapeException.class,
            "target must be (2), got (2, 3, 4)",
            in -> crossEntropy(in[0], in[1]),
            Input.of("logits", Shape.of(2, 5)),
            LABELS));
  }
}
