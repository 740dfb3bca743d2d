package dev.v2v.bench.jmh;

import dev.v2v.engine.Backend;
import dev.v2v.engine.Backends;
import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.fomm.Animator;
import dev.v2v.fomm.FommConfig;
import dev.v2v.fomm.FommModel;
import dev.v2v.fomm.FommPresets;
import dev.v2v.fomm.MotionTransfer;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One animated frame of vox-256 at batch 1 with the source cached, beside the bare time of its
 * convolutions. The goal is a ratio of at most 1.3.
 *
 * <p>{@code java -cp target/v2v-engine.jar org.openjdk.jmh.Main FommFrame}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 3)
@Measurement(iterations = 5, time = 3)
@Fork(1)
public class FommFrameBenchmark {
  /** Arithmetic of the networks. */
  @Param({"FLOAT32", "BFLOAT16"})
  public DType dtype;

  private Backend backend;
  private FommModel model;
  private Animator animator;
  private Tensor driving;
  private ConvReplay convolutions;

  /** Builds the model with random weights and records one frame. */
  @Setup(Level.Trial)
  public void setUp() {
    backend = Backends.open("cpu");
    FommConfig config = FommPresets.read("vox-256");
    model = FommModel.random(backend, config, 1, true);
    model.prepareForInference();
    try (Tensor source = image(1)) {
      animator = new Animator(model, source, MotionTransfer.Options.RELATIVE, dtype);
    }
    driving = image(2);
    convolutions = ConvReplay.record(backend, this::frame);
    System.out.printf(
        "%n# %d convolutions, %.2f GMAC a frame%n",
        convolutions.size(), convolutions.multiplyAdds() / 1e9);
  }

  private Tensor image(long seed) {
    Random random = new Random(seed);
    float[] values = new float[256 * 256 * 3];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat();
    }
    return Tensor.of(backend, Shape.of(1, 256, 256, 3), values).persist();
  }

  /** One frame: key points, motion, warp, decode. */
  @Benchmark
  public void frame() {
    try (DeviceScope scope = backend.scope("frame")) {
      animator.animate(driving);
    }
  }

  /** Its convolutions alone. */
  @Benchmark
  public void convolutions() {
    convolutions.run();
  }

  /** Frees everything. */
  @TearDown(Level.Trial)
  public void tearDown() {
    convolutions.close();
    animator.close();
    driving.close();
    model.close();
  }
}
