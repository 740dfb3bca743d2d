package dev.v2v.bench.cases;

import dev.v2v.engine.DType;
import dev.v2v.engine.DTypeException;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.random.Generator;
import java.util.List;

/** Random numbers, which are the same on every backend. */
final class RandomCases implements CaseFamily {
  @Override
  public String name() {
    return "random";
  }

  @Override
  public List<OpCase> cases() {
    return List.of(
        OpCase.of(
                "random uniform",
                (backend, run, in) -> {
                  Generator random = new Generator(0x299f31d0a4093822L);
                  Tensor first = random.uniform(backend, Shape.of(5, 7), run, -1, 3);
                  Tensor next = random.uniform(backend, Shape.of(6), run, 0, 1);
                  return new Tensor[] {first, next};
                })
            .tolerance(DType.FLOAT32, 0, 0),
        OpCase.of(
            "random normal",
            (backend, run, in) -> {
              Generator random = new Generator(7, 1L << 40);
              return new Tensor[] {random.normal(backend, Shape.of(9, 11), run, 0.5, 2)};
            }));
  }

  @Override
  public List<ErrorCase> errors() {
    return List.of(
        ErrorCase.of(
            "random integers",
            DTypeException.class,
            "needs a floating type, got INT32",
            in -> new Generator(1).uniform(in[0].backend(), Shape.of(2), DType.INT32, 0, 1),
            Input.of("any", Shape.of(1))));
  }
}
