package dev.v2v.engine.backend.cuda.jcuda;

import dev.v2v.engine.DType;
import dev.v2v.engine.backend.cuda.driver.ConvGeometry;
import dev.v2v.engine.backend.cuda.driver.Convolutions;
import dev.v2v.engine.backend.cuda.driver.Driver;
import dev.v2v.engine.backend.cuda.driver.MatrixProducts;

/** Convolves and multiplies on addresses, in a process of its own; for {@link LibraryAbiTest}. */
final class LibraryProbe {
  private static final Convolutions.Workspace SPACE = bytes -> bytes == 0 ? 0 : 0xa000;

  private LibraryProbe() {}

  public static void main(String[] args) {
    Driver driver = JcudaDevices.open(0);
    Driver.Queue queue = driver.createQueue();
    Convolutions c = CudnnConvolutions.open(driver);
    say(c.description());
    ConvGeometry strict = geometry(DType.FLOAT32, 1, false);
    c.forward(strict, 0x1000, 0x2000, 0, 0, false, 0x3000, SPACE, queue);
    say("again");
    c.forward(strict, 0x1000, 0x2000, 0, 0, false, 0x3000, SPACE, queue);
    c.forward(strict, 0x1000, 0x2000, 0x4000, 0x5000, true, 0x3000, SPACE, queue);
    say("tf32");
    c.forward(geometry(DType.FLOAT32, 1, true), 0x1000, 0x2000, 0, 0, false, 0x3000, SPACE, queue);
    say("bf16");
    ConvGeometry grouped = geometry(DType.BFLOAT16, 2, false);
    c.backwardData(grouped, 0x6000, 0x2000, 0x7000, SPACE, queue);
    c.backwardWeight(grouped, 0x1000, 0x6000, 0x8000, SPACE, queue);
    MatrixProducts p = CublasProducts.open(driver);
    say(p.description());
    p.multiply(
        new MatrixProducts.Shape(DType.BFLOAT16, 5, 7, 3, false, true, 4, 15, 0, false),
        0x1000,
        0x2000,
        0x3000,
        queue);
    p.multiply(
        new MatrixProducts.Shape(DType.FLOAT32, 5, 7, 3, true, false, 1, 0, 0, true),
        0x1000,
        0x2000,
        0x3000,
        queue);
  }

  private static ConvGeometry geometry(DType dtype, int groups, boolean tf32) {
    return new ConvGeometry(dtype, 2, 8, 9, 4, 6, 3, 5, 4, 9, 2, 1, 1, 2, 1, 1, groups, tf32);
  }

  private static void say(String line) {
    System.out.println(line);
    System.out.flush();
  }
}
