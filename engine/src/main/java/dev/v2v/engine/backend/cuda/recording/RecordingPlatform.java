package dev.v2v.engine.backend.cuda.recording;

import dev.v2v.engine.backend.cuda.CudaPlatform;
import dev.v2v.engine.backend.cuda.driver.ConvGeometry;
import dev.v2v.engine.backend.cuda.driver.Convolutions;
import dev.v2v.engine.backend.cuda.driver.DeviceInfo;
import dev.v2v.engine.backend.cuda.driver.Driver;
import dev.v2v.engine.backend.cuda.driver.MatrixProducts;
import dev.v2v.engine.backend.cuda.launch.DeviceKernels;
import dev.v2v.engine.backend.cuda.natives.PrivateDirectory;
import dev.v2v.kernels.KernelCatalogue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A CUDA device that only writes down what it is told, for checking launches where there is no GPU.
 */
public final class RecordingPlatform {
  private final RecordingDriver driver;
  private final List<String> convolutions = new ArrayList<>();
  private final List<MatrixProducts.Shape> products = new ArrayList<>();

  /** A device with this much memory, otherwise like a H100. */
  public RecordingPlatform(long memoryBytes) {
    driver =
        new RecordingDriver(
            new DeviceInfo(
                0, "recorder", 9, 0, 132, memoryBytes, 227 << 10, 50 << 20, 0, 0, 0, 13_000));
  }

  public RecordingDriver driver() {
    return driver;
  }

  /** Passes and geometries of the convolutions so far. */
  public List<String> convolutions() {
    return convolutions;
  }

  /** Shapes of the products so far. */
  public List<MatrixProducts.Shape> products() {
    return products;
  }

  /**
   * What a backend is made from; kernels are the packaged PTX.
   *
   * @param directory for files that are made on the way
   */
  public CudaPlatform platform(Path directory) {
    return new CudaPlatform(
        driver,
        new DeviceKernels(
            driver, KernelCatalogue.packaged(), Optional.empty(), PrivateDirectory.open(directory)),
        new Recorder(),
        new Multiplier(),
        false);
  }

  private final class Recorder implements Convolutions {
    private void add(String pass, ConvGeometry g, Workspace workspace) {
      convolutions.add(pass + " " + g);
      workspace.reserve(1 << 20); // some algorithm would have needed it
    }

    @Override
    public void forward(
        ConvGeometry g, Operands o, boolean relu, Workspace workspace, Driver.Queue queue) {
      String extras = (o.bias() == 0 ? "" : " bias") + (o.residual() == 0 ? "" : " residual");
      add("forward" + extras + (relu ? " relu" : ""), g, workspace);
    }

    @Override
    public void backwardData(
        ConvGeometry g,
        long gradY,
        long weight,
        long gradX,
        Workspace workspace,
        Driver.Queue queue) {
      add("backward-data", g, workspace);
    }

    @Override
    public void backwardWeight(
        ConvGeometry g,
        long x,
        long gradY,
        long gradWeight,
        Workspace workspace,
        Driver.Queue queue) {
      add("backward-weight", g, workspace);
    }

    @Override
    public String description() {
      return "recorded convolutions";
    }
  }

  private final class Multiplier implements MatrixProducts {
    @Override
    public void multiply(Shape shape, long a, long b, long c, Driver.Queue queue) {
      products.add(shape);
    }

    @Override
    public String description() {
      return "recorded products";
    }
  }
}
