package dev.v2v.bench.cases;

import static dev.v2v.engine.op.conv.Conv2d.conv2d;

import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
import dev.v2v.engine.op.conv.Activation;
import dev.v2v.engine.op.conv.Conv2d;
import java.util.List;

/** Convolutions and pooling. */
final class ConvCases implements CaseFamily {
  @Override
  public String name() {
    return "conv";
  }

  @Override
  public List<OpCase> cases() {
    return List.of(
        OpCase.of(
                "conv2d k3",
                in -> conv2d(in[0], in[1], in[2], Conv2d.Params.of(1, 1)),
                Input.of("x", Shape.of(2, 6, 5, 3)),
                Input.of("weight", Shape.of(4, 3, 3, 3)),
                Input.of("bias", Shape.of(4)))
            .cost(multiplyAdds(3 * 3 * 3)),
        OpCase.of(
                "conv2d stride 2 with residual and leaky ReLU",
                in ->
                    conv2d(
                        in[0],
                        in[1],
                        null,
                        in[2],
                        Conv2d.Params.of(2, 1).with(Activation.leakyRelu(0.2))),
                Input.of("x", Shape.of(1, 6, 4, 2)),
                Input.of("weight", Shape.of(3, 3, 3, 2)),
                Input.of("residual", Shape.of(1, 3, 2, 3)))
            .cost(multiplyAdds(3 * 3 * 2)),
        OpCase.of(
                "conv2d groups 2 and a float32 bias",
                in ->
                    conv2d(
                        in[0],
                        in[1],
                        in[2],
                        new Conv2d.Params(1, 1, 0, 0, 1, 1, 2, Activation.NONE)),
                Input.of("x", Shape.of(1, 5, 4, 4)),
                Input.of("weight", Shape.of(6, 3, 3, 2)),
                Input.of("bias", Shape.of(6)).keptWide())
            .cost(multiplyAdds(3 * 3 * 2)));
  }

  private static Cost multiplyAdds(int taps) {
    return Cost.perOutput(2L * taps);
  }

  @Override
  public List<ErrorCase> errors() {
    return List.of(
        ErrorCase.of(
            "conv2d channels",
            ShapeException.class,
            "channels must divide",
            in -> conv2d(in[0], in[1], null, Conv2d.Params.of(1, 1)),
            Input.of("x", Shape.of(1, 5, 5, 3)),
            Input.of("weight", Shape.of(4, 3, 3, 2))));
  }
}
