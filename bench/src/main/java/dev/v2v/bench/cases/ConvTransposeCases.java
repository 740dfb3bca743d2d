package dev.v2v.bench.cases;

import static dev.v2v.engine.op.conv.ConvTranspose2d.convTranspose2d;

import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
import dev.v2v.engine.op.conv.ConvTranspose2d;
import java.util.List;

/** Transposed convolutions. */
final class ConvTransposeCases implements CaseFamily {
  private static final Input X = Input.of("x", Shape.of(2, 4, 3, 4));

  @Override
  public String name() {
    return "conv transpose";
  }

  @Override
  public List<OpCase> cases() {
    return List.of(
        OpCase.of(
                "conv_transpose2d k3 stride 2 output padding 1",
                in -> convTranspose2d(in[0], in[1], in[2], ConvTranspose2d.Params.of(2, 1, 1)),
                X,
                Input.of("weight", Shape.of(4, 3, 3, 5)),
                Input.of("bias", Shape.of(5)))
            .cost(Cost.perInput(2 * 3 * 3 * 5)),
        OpCase.of(
                "conv_transpose2d k4 stride 2",
                in -> convTranspose2d(in[0], in[1], null, ConvTranspose2d.Params.of(2, 1, 0)),
                X,
                Input.of("weight", Shape.of(4, 4, 4, 3)))
            .cost(Cost.perInput(2 * 4 * 4 * 3)),
        OpCase.of(
                "conv_transpose2d groups 2, dilated, oblong, a float32 bias",
                in ->
                    convTranspose2d(
                        in[0], in[1], in[2], new ConvTranspose2d.Params(2, 3, 1, 0, 0, 2, 2, 1, 2)),
                X,
                Input.of("weight", Shape.of(4, 3, 2, 2)),
                Input.of("bias", Shape.of(4)).keptWide())
            .cost(Cost.perInput(2 * 3 * 2 * 2)),
        OpCase.of(
                "conv_transpose2d kernel below the stride leaves gaps",
                in -> convTranspose2d(in[0], in[1], in[2], ConvTranspose2d.Params.of(3, 0, 0)),
                Input.of("x", Shape.of(1, 1, 2, 1), Init.values(1, 2)),
                Input.of("weight", Shape.of(1, 1, 2, 1), Init.values(10, 20)),
                Input.of("bias", Shape.of(1), Init.values(1)))
            .expecting(11, 21, 1, 21, 41));
  }

  @Override
  public List<ErrorCase> errors() {
    return List.of(
        ErrorCase.of(
            "conv_transpose2d channels",
            ShapeException.class,
            "channels must divide into groups = 1",
            in -> convTranspose2d(in[0], in[1], null, ConvTranspose2d.Params.of(2, 1, 0)),
            X,
            Input.of("weight", Shape.of(3, 3, 3, 4))),
        ErrorCase.of(
            "conv_transpose2d output padding",
            IllegalArgumentException.class,
            "output padding below the stride 2, got 1 and 2",
            in -> convTranspose2d(in[0], in[1], null, ConvTranspose2d.Params.of(2, 1, 2)),
            X,
            Input.of("weight", Shape.of(4, 3, 3, 4))),
        ErrorCase.of(
            "conv_transpose2d empty output",
            ShapeException.class,
            "at least one row and column",
            in -> convTranspose2d(in[0], in[1], null, ConvTranspose2d.Params.of(1, 3, 0)),
            X,
            Input.of("weight", Shape.of(4, 1, 1, 4))));
  }
}
