package dev.v2v.engine.backend.cuda.jcuda;

import dev.v2v.engine.DType;
import dev.v2v.engine.backend.cuda.driver.ConvGeometry;
import dev.v2v.engine.backend.cuda.driver.Convolutions;
import dev.v2v.engine.backend.cuda.driver.Convolutions.Operands;
import dev.v2v.engine.backend.cuda.driver.Driver;
import dev.v2v.engine.backend.cuda.driver.MatrixProducts;
import dev.v2v.engine.op.conv.Activation;

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
    Operands plain = Operands.plain(0x1000, 0x2000, 0x3000);
    c.forward(strict, plain, false, SPACE, queue);
    say("again");
    c.forward(strict, plain, false, SPACE, queue);
    Operands all = new Operands(0x1000, 0x2000, 0x4000, 0x5000, 0x3000);
    c.forward(strict, all, true, SPACE, queue);
    say("tf32");
    c.forward(geometry(DType.FLOAT32, 1, true), plain, false, SPACE, queue);
    say("bf16");
    ConvGeometry grouped = geometry(DType.BFLOAT16, 2, false);
    c.backwardData(grouped, 0x6000, 0x2000, 0x7000, SPACE, queue);
    c.backwardWeight(grouped, 0x1000, 0x6000, 0x8000, SPACE, queue);
    activated(c, queue);
    MatrixProducts p = CublasProducts.open(driver);
    say(p.description());
    p.multiply(
        new MatrixProducts.Shape(
            DType.BFLOAT16, DType.BFLOAT16, 5, 7, 3, false, true, 4, 15, 0, false),
        0x1000,
        0x2000,
        0x3000,
        queue);
    p.multiply(
        new MatrixProducts.Shape(
            DType.FLOAT16, DType.FLOAT32, 5, 7, 3, false, true, 1, 0, 0, false),
        0x1000,
        0x2000,
        0x3000,
        queue);
    p.multiply(
        new MatrixProducts.Shape(DType.FLOAT32, DType.FLOAT32, 5, 7, 3, true, false, 1, 0, 0, true),
        0x1000,
        0x2000,
        0x3000,
        queue);
  }

  /** What cuDNN fuses by graphs, and what is kept from it. */
  private static void activated(Convolutions c, Driver.Queue queue) {
    Runnable separately = () -> say("separately");
    Operands all = new Operands(0x1000, 0x2000, 0x4000, 0x5000, 0x3000);
    say("leaky");
    ConvGeometry half = geometry(DType.BFLOAT16, 2, false);
    c.activated(half, all, Activation.leakyRelu(0.25), SPACE, queue, separately);
    say("tanh");
    Operands unbiased = Operands.plain(0x1000, 0x2000, 0x3000);
    ConvGeometry tf32 = geometry(DType.FLOAT32, 1, true);
    c.activated(tf32, unbiased, Activation.TANH, SPACE, queue, separately);
    say("strict");
    ConvGeometry strict = geometry(DType.FLOAT32, 1, false);
    c.activated(strict, all, Activation.TANH, SPACE, queue, separately);
    say("odd");
    Operands odd = Operands.plain(0x1002, 0x2000, 0x3000);
    c.activated(half, odd, Activation.SIGMOID, SPACE, queue, separately);
  }

  private static ConvGeometry geometry(DType dtype, int groups, boolean tf32) {
    return new ConvGeometry(dtype, 2, 8, 9, 4, 6, 3, 5, 4, 9, 2, 1, 1, 2, 1, 1, groups, tf32);
  }

  private static void say(String line) {
    System.out.println(line);
    System.out.flush();
  }
}
