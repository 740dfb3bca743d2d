package dev.v2v.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.bench.cases.Input;
import dev.v2v.bench.cases.OpCase;
import dev.v2v.bench.selftest.CaseResult;
import dev.v2v.bench.selftest.CaseResult.Status;
import dev.v2v.bench.selftest.ContractCheck;
import dev.v2v.bench.selftest.GradientCheck;
import dev.v2v.engine.Backends;
import dev.v2v.engine.CoreKernels;
import dev.v2v.engine.DType;
import dev.v2v.engine.Kernel;
import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Op;
import dev.v2v.engine.OpContext;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.TensorSpec;
import dev.v2v.engine.backend.host.HostBackend;
import dev.v2v.engine.backend.host.HostStorage;
import dev.v2v.engine.backend.host.HostView;
import dev.v2v.engine.op.elementwise.Unary;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;

/** Backends and operators with one planted fault each, which the checks must find. */
class SelfTestDetectsTest {
  private static final OpCase NEG =
      OpCase.of("neg", in -> Unary.neg(in[0]), Input.of("x", Shape.of(5)));

  @Test
  void aWrongValue() {
    CaseResult result =
        negWith(
            (s, p, in, out) -> {
              HostView x = HostView.of(in[0]);
              HostView y = HostView.of(out[0]);
              for (int i = 0; i < 5; i++) {
                y.set(i, i == 3 ? x.get(i) : -x.get(i));
              }
            });
    assertEquals(Status.FAILED, result.status());
    assertTrue(result.detail().contains("output 0[3]"), result.detail());
    assertTrue(result.share() > 1000, result.toString());
  }

  @Test
  void anElementThatWasNeverWritten() {
    CaseResult result =
        negWith(
            (s, p, in, out) -> {
              for (int i = 0; i < 4; i++) {
                HostView.of(out[0]).set(i, -HostView.of(in[0]).get(i));
              }
            });
    assertEquals(Status.FAILED, result.status());
    assertTrue(result.detail().contains("output 0[4] is NaN"), result.detail());
  }

  @Test
  void aWriteBehindTheOutput() {
    CaseResult result = negWith(writingAt(5 * Float.BYTES));
    assertEquals(Status.FAILED, result.status());
    assertTrue(result.detail().contains("byte 20 outside"), result.detail());
  }

  @Test
  void aWriteBeforeTheOutput() {
    CaseResult result = negWith(writingAt(-1));
    assertEquals(Status.FAILED, result.status());
    assertTrue(result.detail().contains("byte -1 outside"), result.detail());
  }

  @Test
  void aKernelThatIsNotListed() {
    HostBackend backend = new HostBackend("empty", "nothing", new KernelRegistry("empty"));
    CaseResult result = new ContractCheck(backend).run(NEG, DType.FLOAT32);
    assertEquals(Status.SKIPPED, result.status());
    assertTrue(result.detail().contains("unary on FLOAT32"), result.detail());
  }

  @Test
  void aWrongGradient() {
    OpCase wrong =
        OpCase.of("wrong", in -> new Doubled().apply1(null, in[0]), Input.of("x", Shape.of(5)));
    CaseResult result = new GradientCheck().run(wrong);
    assertEquals(Status.FAILED, result.status());
    assertTrue(result.detail().contains("gradient of x["), result.detail());
    assertEquals(Status.PASSED, new GradientCheck().run(NEG).status());
  }

  /** Copies its input, but claims a derivative of 2. */
  private static final class Doubled implements Op<Void> {
    @Override
    public Kernel.Key<Void> key() {
      return CoreKernels.CAST;
    }

    @Override
    public TensorSpec[] infer(Void p, TensorSpec... in) {
      return new TensorSpec[] {in[0]};
    }

    @Override
    public Tensor[] backward(OpContext<Void> ctx, Tensor... gradOut) {
      return new Tensor[] {Unary.affine(gradOut[0], 2, 0)};
    }
  }

  /** Negates, then writes one byte at an offset from the output through its raw address. */
  private static Kernel<Unary.Params> writingAt(int offset) {
    return (s, p, in, out) -> {
      for (int i = 0; i < 5; i++) {
        HostView.of(out[0]).set(i, -HostView.of(in[0]).get(i));
      }
      long address = HostStorage.of(out[0]).address() + offset;
      Pointer.memset(new At(address), 7, 1);
    };
  }

  /** A pointer to a raw address. */
  private static final class At extends Pointer {
    At(long address) {
      this.address = address;
    }
  }

  private static CaseResult negWith(Kernel<Unary.Params> kernel) {
    KernelRegistry kernels = new KernelRegistry("faulty");
    KernelRegistry reference = Backends.open("reference").kernels();
    Kernel.Key<Unary.Params> backward = Unary.BACKWARD;
    kernels.add(Unary.KEY, HostView.FLOATING, kernel);
    kernels.add(backward, HostView.FLOATING, reference.find(backward, DType.FLOAT32));
    return new ContractCheck(new HostBackend("faulty", "one planted fault", kernels))
        .run(NEG, DType.FLOAT32);
  }
}
