package dev.v2v.engine.backend.cuda.jcuda;

import static dev.v2v.engine.backend.cuda.jcuda.CudaStatus.checkCudnn;
import static jcuda.jcudnn.JCudnn.cudnnActivationForward;
import static jcuda.jcudnn.JCudnn.cudnnAddTensor;
import static jcuda.jcudnn.JCudnn.cudnnConvolutionBackwardData;
import static jcuda.jcudnn.JCudnn.cudnnConvolutionBackwardFilter;
import static jcuda.jcudnn.JCudnn.cudnnConvolutionBiasActivationForward;
import static jcuda.jcudnn.JCudnn.cudnnConvolutionForward;
import static jcuda.jcudnn.JCudnn.cudnnCreate;
import static jcuda.jcudnn.JCudnn.cudnnGetVersion;
import static jcuda.jcudnn.JCudnn.cudnnSetStream;

import dev.v2v.engine.DeviceException;
import dev.v2v.engine.OutOfDeviceMemoryException;
import dev.v2v.engine.backend.cuda.driver.ConvGeometry;
import dev.v2v.engine.backend.cuda.driver.Convolutions;
import dev.v2v.engine.backend.cuda.driver.Driver;
import dev.v2v.engine.backend.cuda.jcuda.AlgorithmChoice.Pass;
import dev.v2v.engine.backend.cuda.natives.Binding;
import dev.v2v.engine.backend.cuda.natives.NativeLibraries;
import dev.v2v.engine.backend.cuda.natives.PrivateDirectory;
import dev.v2v.engine.op.conv.Activation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import jcuda.Pointer;
import jcuda.jcudnn.cudnnConvolutionFwdAlgo;
import jcuda.runtime.cudaStream_t;

/**
 * Convolutions through cuDNN, channels last: its API of algorithms, and graphs where that has none.
 * The algorithm for a geometry is chosen by timing all that apply, the first time on this device
 * and never again. Thread-safe, one call at a time.
 */
public final class CudnnConvolutions implements Convolutions {
  private static final Pointer ONE = Pointer.to(new float[] {1});
  private static final Pointer ZERO = Pointer.to(new float[] {0});

  private final JcudaDriver driver;
  private final CudnnHandle handle = new CudnnHandle();
  private final String version;
  private final AlgorithmChoice choice;
  private final ActivatedConvolutions activated;
  private final Map<ConvGeometry, ConvPlan> plans = new HashMap<>();
  private long zeros;
  private long zeroBytes;

  private CudnnConvolutions(JcudaDriver driver) {
    this.driver = driver;
    driver.bind();
    checkCudnn(cudnnCreate(handle), "cudnnCreate", CudnnConvolutions::noDetail);
    version = version(cudnnGetVersion());
    PrivateDirectory directory =
        PrivateDirectory.open(PrivateDirectory.cacheRoot().resolve("algorithms"));
    String name = driver.device().name() + "-cudnn-" + version;
    choice = new AlgorithmChoice(driver, new AlgorithmCache(directory, name));
    activated = new ActivatedConvolutions(handle, choice);
  }

  /**
   * Opens cuDNN on a device.
   *
   * @throws DeviceException if it is not installed
   */
  public static CudnnConvolutions open(Driver driver) {
    NativeLibraries.instance().load(Binding.CUDNN);
    return new CudnnConvolutions((JcudaDriver) driver);
  }

  /** cuDNN counts in thousands up to version 8, in ten thousands from 9 on. */
  static String version(long number) {
    long unit = number >= 90_000 ? 10_000 : 1_000;
    return number / unit + "." + number % unit / 100 + "." + number % 100;
  }

  @Override
  public String description() {
    return "cuDNN " + version;
  }

  @Override
  public synchronized void forward(
      ConvGeometry g, Operands o, boolean relu, Workspace workspace, Driver.Queue queue) {
    ConvPlan p = begin(g, queue);
    AlgorithmTimer.Attempt plain =
        a -> {
          Pointer memory = Address.pointer(workspace.reserve(a.workspaceBytes()));
          return cudnnConvolutionForward(
              handle,
              ONE,
              p.x,
              Address.pointer(o.x()),
              p.weight,
              Address.pointer(o.weight()),
              p.conv,
              a.number(),
              memory,
              a.workspaceBytes(),
              ZERO,
              p.y,
              Address.pointer(o.y()));
        };
    if (o.bias() == 0 && o.residual() == 0 && !relu) {
      run(p, Pass.FORWARD, () -> AlgorithmLists.forward(handle, p), plain, queue);
      return;
    }
    Pointer added = Address.pointer(o.bias() == 0 ? zeros(g, queue) : o.bias());
    AlgorithmTimer.Attempt fused =
        a -> {
          Pointer memory = Address.pointer(workspace.reserve(a.workspaceBytes()));
          return cudnnConvolutionBiasActivationForward(
              handle,
              ONE,
              p.x,
              Address.pointer(o.x()),
              p.weight,
              Address.pointer(o.weight()),
              p.conv,
              a.number(),
              memory,
              a.workspaceBytes(),
              o.residual() == 0 ? ZERO : ONE,
              p.y,
              Address.pointer(o.residual() == 0 ? o.y() : o.residual()),
              p.bias,
              added,
              relu ? p.relu : p.identity,
              p.y,
              Address.pointer(o.y()));
        };
    Pass pass = Pass.fused(o.residual() != 0, relu);
    if (!tryRun(p, pass, () -> fusing(p, relu), fused, queue)) {
      run(p, Pass.FORWARD, () -> AlgorithmLists.forward(handle, p), plain, queue);
      finish(p, o, relu);
    }
  }

  @Override
  public synchronized void activated(
      ConvGeometry g,
      Operands o,
      Activation activation,
      Workspace workspace,
      Driver.Queue queue,
      Runnable separately) {
    begin(g, queue);
    activated.run(g, o, activation, workspace, queue, separately);
  }

  /** Without an activation cuDNN fuses in one algorithm only. */
  private List<ConvAlgorithm> fusing(ConvPlan p, boolean relu) {
    int only = cudnnConvolutionFwdAlgo.CUDNN_CONVOLUTION_FWD_ALGO_IMPLICIT_PRECOMP_GEMM;
    return AlgorithmLists.forward(handle, p).stream()
        .filter(a -> relu || a.number() == only)
        .toList();
  }

  /** What a fused call would have done, for geometries that cuDNN does not fuse. */
  private void finish(ConvPlan p, Operands o, boolean relu) {
    Pointer result = Address.pointer(o.y());
    if (o.bias() != 0) {
      p.check(
          cudnnAddTensor(handle, ONE, p.bias, Address.pointer(o.bias()), ONE, p.y, result),
          "cudnnAddTensor");
    }
    if (o.residual() != 0) {
      p.check(
          cudnnAddTensor(handle, ONE, p.y, Address.pointer(o.residual()), ONE, p.y, result),
          "cudnnAddTensor");
    }
    if (relu) {
      p.check(
          cudnnActivationForward(handle, p.relu, ONE, p.y, result, ZERO, p.y, result),
          "cudnnActivationForward");
    }
  }

  @Override
  public synchronized void backwardData(
      ConvGeometry g,
      long gradY,
      long weight,
      long gradX,
      Workspace workspace,
      Driver.Queue queue) {
    ConvPlan p = begin(g, queue);
    AlgorithmTimer.Attempt attempt =
        a -> {
          Pointer memory = Address.pointer(workspace.reserve(a.workspaceBytes()));
          return cudnnConvolutionBackwardData(
              handle,
              ONE,
              p.weight,
              Address.pointer(weight),
              p.y,
              Address.pointer(gradY),
              p.conv,
              a.number(),
              memory,
              a.workspaceBytes(),
              ZERO,
              p.x,
              Address.pointer(gradX));
        };
    run(p, Pass.BACKWARD_DATA, () -> AlgorithmLists.backwardData(handle, p), attempt, queue);
  }

  @Override
  public synchronized void backwardWeight(
      ConvGeometry g,
      long x,
      long gradY,
      long gradWeight,
      Workspace workspace,
      Driver.Queue queue) {
    ConvPlan p = begin(g, queue);
    AlgorithmTimer.Attempt attempt =
        a -> {
          Pointer memory = Address.pointer(workspace.reserve(a.workspaceBytes()));
          return cudnnConvolutionBackwardFilter(
              handle,
              ONE,
              p.x,
              Address.pointer(x),
              p.y,
              Address.pointer(gradY),
              p.conv,
              a.number(),
              memory,
              a.workspaceBytes(),
              ZERO,
              p.weight,
              Address.pointer(gradWeight));
        };
    run(p, Pass.BACKWARD_WEIGHT, () -> AlgorithmLists.backwardWeight(handle, p), attempt, queue);
  }

  private ConvPlan begin(ConvGeometry g, Driver.Queue queue) {
    driver.bind();
    checkCudnn(
        cudnnSetStream(handle, new cudaStream_t(JcudaDriver.stream(queue))),
        "cudnnSetStream",
        g::toString);
    return plans.computeIfAbsent(g, ConvPlan::new);
  }

  private void run(
      ConvPlan p,
      Pass pass,
      Supplier<List<ConvAlgorithm>> offered,
      AlgorithmTimer.Attempt attempt,
      Driver.Queue queue) {
    if (!tryRun(p, pass, offered, attempt, queue)) {
      throw new DeviceException(
          "conv2d: cuDNN " + version + " has no algorithm for " + pass + " of " + p.geometry);
    }
  }

  /** Whether an algorithm applied, and did it. */
  private boolean tryRun(
      ConvPlan p,
      Pass pass,
      Supplier<List<ConvAlgorithm>> offered,
      AlgorithmTimer.Attempt attempt,
      Driver.Queue queue) {
    Optional<ConvAlgorithm> algorithm =
        choice.choose(pass.name(), p.geometry, offered, attempt, queue);
    algorithm.ifPresent(
        a -> checkCudnn(attempt.run(a), "cudnnConvolution " + pass, () -> a + ", " + p.geometry));
    return algorithm.isPresent();
  }

  /** Zeros in place of an absent bias, which the fused call insists on. */
  private long zeros(ConvGeometry g, Driver.Queue queue) {
    long bytes = (long) g.co() * g.dtype().bytes();
    if (zeroBytes < bytes) {
      // The old ones stay: a recorded graph may read them.
      zeroBytes = Math.max(bytes, 64 << 10);
      zeros = driver.allocate(zeroBytes, queue);
      if (zeros == 0) {
        throw new OutOfDeviceMemoryException("conv2d: no memory for a bias of zeros", null);
      }
      driver.fill(zeros, 0, zeroBytes, queue);
    }
    return zeros;
  }

  private static String noDetail() {
    return "on opening";
  }
}
