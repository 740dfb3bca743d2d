package dev.v2v.engine.backend.ptx;

import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.Kernel;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.cuda.driver.ConvGeometry;
import dev.v2v.engine.backend.cuda.driver.Convolutions;
import dev.v2v.engine.backend.cuda.driver.Driver;
import dev.v2v.engine.op.conv.Activation;
import dev.v2v.engine.op.conv.Conv2d;

/** Convolutions by the {@code cpu} backend. Thread-safe. */
final class HostConvolutions implements Convolutions {
  private final PtxDriver driver;
  private final HostTensors host;

  HostConvolutions(PtxDriver driver, HostTensors host) {
    this.driver = driver;
    this.host = host;
  }

  private static Shape input(ConvGeometry g) {
    return Shape.of(g.n(), g.h(), g.w(), g.ci());
  }

  private static Shape weights(ConvGeometry g) {
    return Shape.of(g.co(), g.kh(), g.kw(), g.ci() / g.groups());
  }

  private static Shape output(ConvGeometry g) {
    return Shape.of(g.n(), g.ho(), g.wo(), g.co());
  }

  private static Conv2d.Params params(ConvGeometry g, Activation activation) {
    return new Conv2d.Params(
        g.strideH(),
        g.strideW(),
        g.padH(),
        g.padW(),
        g.dilationH(),
        g.dilationW(),
        g.groups(),
        activation);
  }

  /** Queues a kernel whose single result is stored at {@code to}. */
  private void queue(
      Driver.Queue queue,
      Kernel.Key<Conv2d.Params> key,
      Conv2d.Params params,
      ConvGeometry g,
      Source source,
      Shape result,
      long to) {
    driver.queue(
        queue,
        () -> {
          try (DeviceScope scope = host.cpu().scope("convolution")) {
            Tensor[] in = source.read();
            Tensor out = host.empty(result);
            Tensor[] outputs =
                key.equals(Conv2d.BACKWARD_WEIGHT) ? new Tensor[] {out, null} : new Tensor[] {out};
            host.cpu()
                .kernels()
                .find(key, DType.FLOAT32)
                .launch(host.cpu().stream(), params, in, outputs);
            host.write(out, to, g.dtype());
          }
        });
  }

  /** Reads inputs when their turn has come. */
  private interface Source {
    Tensor[] read();
  }

  @Override
  public void forward(
      ConvGeometry g, Operands o, boolean relu, Workspace workspace, Driver.Queue queue) {
    Source source =
        () ->
            new Tensor[] {
              host.read(o.x(), input(g), g.dtype()),
              host.read(o.weight(), weights(g), g.dtype()),
              host.read(o.bias(), Shape.of(g.co()), g.dtype()),
              host.read(o.residual(), output(g), g.dtype())
            };
    Conv2d.Params params = params(g, relu ? Activation.RELU : Activation.NONE);
    queue(queue, Conv2d.KEY, params, g, source, output(g), o.y());
  }

  @Override
  public void backwardData(
      ConvGeometry g,
      long gradY,
      long weight,
      long gradX,
      Workspace workspace,
      Driver.Queue queue) {
    Source source =
        () ->
            new Tensor[] {
              host.read(gradY, output(g), g.dtype()), host.read(weight, weights(g), g.dtype())
            };
    Conv2d.Params params = params(g, Activation.NONE);
    queue(queue, Conv2d.BACKWARD_DATA, params, g, source, input(g), gradX);
  }

  @Override
  public void backwardWeight(
      ConvGeometry g,
      long x,
      long gradY,
      long gradWeight,
      Workspace workspace,
      Driver.Queue queue) {
    Source source =
        () ->
            new Tensor[] {
              host.read(x, input(g), g.dtype()), host.read(gradY, output(g), g.dtype())
            };
    Conv2d.Params params = params(g, Activation.NONE);
    queue(queue, Conv2d.BACKWARD_WEIGHT, params, g, source, weights(g), gradWeight);
  }

  @Override
  public String description() {
    return "convolutions by the cpu device";
  }
}
