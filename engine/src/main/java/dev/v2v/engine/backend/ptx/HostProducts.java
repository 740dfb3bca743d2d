package dev.v2v.engine.backend.ptx;

import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.cuda.driver.Driver;
import dev.v2v.engine.backend.cuda.driver.MatrixProducts;
import dev.v2v.engine.op.linear.Matmul;

/** Matrix products by the {@code cpu} backend. Thread-safe. */
final class HostProducts implements MatrixProducts {
  private final PtxDriver driver;
  private final HostTensors host;

  HostProducts(PtxDriver driver, HostTensors host) {
    this.driver = driver;
    this.host = host;
  }

  @Override
  public void multiply(Shape shape, long a, long b, long c, Driver.Queue queue) {
    driver.queue(queue, () -> run(shape, a, b, c));
  }

  private void run(Shape s, long a, long b, long c) {
    Matmul.Params params = new Matmul.Params(s.transposeA(), s.transposeB());
    dev.v2v.engine.Shape left =
        matrix(s.transposeA() ? s.k() : s.m(), s.transposeA() ? s.m() : s.k());
    dev.v2v.engine.Shape right =
        matrix(s.transposeB() ? s.n() : s.k(), s.transposeB() ? s.k() : s.n());
    int bytes = s.dtype().bytes();
    for (int i = 0; i < s.batch(); i++) {
      try (DeviceScope scope = host.cpu().scope("product")) {
        Tensor[] in = {
          host.read(a + i * s.strideA() * bytes, left, s.dtype()),
          host.read(b + i * s.strideB() * bytes, right, s.dtype())
        };
        Tensor out = host.empty(matrix(s.m(), s.n()));
        host.cpu()
            .kernels()
            .find(Matmul.KEY, DType.FLOAT32)
            .launch(host.cpu().stream(), params, in, new Tensor[] {out});
        host.write(out, c + (long) i * s.m() * s.n() * s.result().bytes(), s.result());
      }
    }
  }

  private static dev.v2v.engine.Shape matrix(int rows, int columns) {
    return dev.v2v.engine.Shape.of(rows, columns);
  }

  @Override
  public String description() {
    return "matrix products by the cpu device";
  }
}
