package dev.v2v.bench.selftest;

import dev.v2v.bench.cases.ErrorCase;
import dev.v2v.bench.selftest.CaseResult.Status;
import dev.v2v.engine.Backend;
import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.Tensor;

/** Checks that inputs which break an operator's rule are refused for the stated reason. */
public final class ErrorCheck {
  private final Backend target;

  public ErrorCheck(Backend target) {
    this.target = target;
  }

  public CaseResult run(ErrorCase c) {
    String problem = problem(c);
    Status status = problem.isEmpty() ? Status.PASSED : Status.FAILED;
    return new CaseResult("error", c.name(), DType.FLOAT32, status, 0, problem);
  }

  private String problem(ErrorCase c) {
    double[][] values = new double[c.inputs().size()][];
    for (int i = 0; i < values.length; i++) {
      values[i] = c.inputs().get(i).draw(i);
    }
    try (DeviceScope scope = target.scope(c.name())) {
      Tensor[] in = Evaluation.inputs(target, c.inputs(), DType.FLOAT32, values);
      Tensor out = c.call().run(in);
      return "must be refused, got " + out;
    } catch (RuntimeException e) {
      boolean expected =
          c.type().isInstance(e) && e.getMessage() != null && e.getMessage().contains(c.fragment());
      return expected
          ? ""
          : "must throw " + c.type().getSimpleName() + " with '" + c.fragment() + "', got " + e;
    }
  }
}
