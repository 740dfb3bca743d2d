package dev.v2v.bench.jmh;

import static dev.v2v.engine.op.elementwise.Unary.exp;
import static dev.v2v.engine.op.warp.GridSample.gridSample;

import dev.v2v.engine.Backend;
import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.cuda.CudaBackend;
import dev.v2v.engine.backend.ptx.PtxPlatform;
import dev.v2v.engine.op.warp.Interpolation;
import dev.v2v.engine.op.warp.PaddingMode;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Kernels on the PTX interpreter; what counts are its lane instructions a second on one core. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
public class PtxInterpreterBenchmark {
  private final PtxPlatform platform = new PtxPlatform(false, 1);
  private final Backend backend = new CudaBackend("ptx", platform.platform());
  private long executed;
  private Tensor x;
  private Tensor grid;

  /** Reported beside the operations. */
  @AuxCounters
  @State(Scope.Thread)
  public static class Lanes {
    /** Instructions of threads; a second, in the report. */
    public long laneInstructions;
  }

  /** A feature map and a random grid that reaches beyond its border. */
  @Setup
  public void open() {
    platform.driver().observe(profile -> executed += profile.laneInstructions());
    SplittableRandom random = new SplittableRandom(1);
    x = random(random, Shape.of(1, 64, 64, 32));
    grid = random(random, Shape.of(1, 64, 64, 2));
  }

  private Tensor random(SplittableRandom random, Shape shape) {
    double[] values = random.doubles(shape.elements(), -1.2, 1.2).toArray();
    return Tensor.of(backend, shape, DType.FLOAT32, values).persist();
  }

  /** One thread an element, no branches. */
  @Benchmark
  public void exponential(Lanes lanes) {
    run(lanes, () -> exp(x));
  }

  /** Gathers with branches at the border. */
  @Benchmark
  public void sampling(Lanes lanes) {
    run(lanes, () -> gridSample(x, grid, Interpolation.BILINEAR, PaddingMode.ZEROS, false));
  }

  private void run(Lanes lanes, Runnable op) {
    executed = 0;
    try (DeviceScope scope = backend.scope("benchmark")) {
      op.run();
    }
    lanes.laneInstructions += executed;
  }
}
