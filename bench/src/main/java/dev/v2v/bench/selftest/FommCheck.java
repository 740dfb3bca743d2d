package dev.v2v.bench.selftest;

import dev.v2v.bench.cases.Tolerance;
import dev.v2v.bench.selftest.CaseResult.Status;
import dev.v2v.config.YamlFile;
import dev.v2v.engine.Backend;
import dev.v2v.engine.Backends;
import dev.v2v.engine.CoreKernels;
import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.MemoryStatistics;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.elementwise.Unary;
import dev.v2v.fomm.Animator;
import dev.v2v.fomm.FommConfig;
import dev.v2v.fomm.FommModel;
import dev.v2v.fomm.FrameStep;
import dev.v2v.fomm.MotionTransfer;
import dev.v2v.nn.Module;
import dev.v2v.nn.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A small First Order Motion Model with random weights from pictures to frames: results beside
 * {@code reference}'s in float32, replayed frames beside eager ones, and memory, which neither
 * grows from frame to frame nor is left behind. Single-thread.
 */
public final class FommCheck {
  private static final int FRAMES = 8;
  private static final int SIDE = 64;
  private static final long SEED = 20190811;

  /**
   * What fresh weights are multiplied by: fresh ones shrink the signal from layer to layer, and a
   * picture that hardly changes would show no mistake.
   */
  private static final double GAIN = 2.5;

  /** Every kind of layer of the published models, small enough for plain loops. */
  private static final String CONFIG =
      """
      dataset_params: {frame_shape: [64, 64, 3]}
      model_params:
        common_params: {num_kp: 4, num_channels: 3, estimate_jacobian: True}
        kp_detector_params:
          {temperature: 0.1, block_expansion: 8, max_features: 32, scale_factor: 0.25, num_blocks: 2}
        generator_params:
          block_expansion: 8
          max_features: 32
          num_down_blocks: 2
          num_bottleneck_blocks: 2
          estimate_occlusion_map: True
          dense_motion_params:
            {block_expansion: 8, max_features: 32, num_blocks: 2, scale_factor: 0.25}
      """;

  private final Backend target;

  public FommCheck(Backend target) {
    this.target = target;
  }

  /**
   * The tolerance of a pixel in [0, 1] for networks that compute so. What the CPU backend shows is
   * 4e-6 in float32 and 3e-2 in bfloat16; formats with three more bits of mantissa get an eighth of
   * the latter, and all some room, since errors of this depth are a matter of luck.
   */
  static Tolerance tolerance(DType compute, boolean tf32) {
    return switch (compute) {
      case FLOAT32 -> new Tolerance(tf32 ? 2e-2 : 1e-4, 0);
      case FLOAT16 -> new Tolerance(2e-2, 0);
      default -> new Tolerance(1e-1, 0);
    };
  }

  /** Runs all checks with networks in one type. Failures are results. */
  public List<CaseResult> run(DType compute, boolean tf32) {
    List<CaseResult> results = new ArrayList<>();
    long before = target.memory().live();
    try {
      List<double[]> eager = frames(target, compute, false, results);
      List<double[]> expected = frames(Backends.open("reference"), DType.FLOAT32, false, results);
      results.add(compare("fomm", "frames", compute, eager, expected, tolerance(compute, tf32)));
      List<double[]> replayed = frames(target, compute, true, results);
      results.add(compare("replay", "frames, as eager", compute, replayed, eager, Tolerance.EXACT));
    } catch (RuntimeException e) {
      results.add(result("fomm", "frames", compute, Double.POSITIVE_INFINITY, e.toString()));
    }
    long left = target.memory().live() - before;
    String leak = left == 0 ? "" : left + " bytes left after the model was closed";
    results.add(result("memory", "nothing left behind", compute, 0, leak));
    return results;
  }

  private List<double[]> frames(
      Backend backend, DType compute, boolean replay, List<CaseResult> results) {
    List<double[]> images = new ArrayList<>();
    FommConfig config = FommConfig.of(YamlFile.parse("self-test", CONFIG));
    try (FommModel model = FommModel.random(backend, config, SEED, true);
        Tensor source = image(backend, 0).persist();
        Tensor driving = image(backend, 1).persist()) {
      strengthen(model.kpDetector());
      strengthen(model.generator());
      model.prepareForInference();
      try (Animator animator =
              new Animator(model, source, MotionTransfer.Options.RELATIVE, compute);
          FrameStep step = new FrameStep(animator, driving, replay)) {
        MemoryStatistics steady = null;
        for (int i = 0; i < FRAMES; i++) {
          try (DeviceScope scope = backend.scope("self-test frame")) {
            driving.write(image(backend, i + 1).read());
            images.add(step.next().toDoubles());
          }
          if (i == FrameStep.WARM_UP) {
            steady = backend.memory();
          }
        }
        results.add(steady(backend, compute, replay, steady));
      }
    }
    return images;
  }

  private static void strengthen(Module network) {
    try (DeviceScope scope = network.parameters().get(0).tensor().backend().scope("gain")) {
      for (Parameter p : network.parameters()) {
        if (p.tensor().rank() == 4) { // convolutions, not norms
          CoreKernels.copy(Unary.affine(p.tensor().detach(), GAIN, 0), p.tensor());
        }
      }
    }
  }

  private CaseResult steady(Backend backend, DType compute, boolean replay, MemoryStatistics then) {
    MemoryStatistics now = backend.memory();
    String how = replay ? "replayed" : "eager";
    return result(
        "memory",
        "steady over " + how + " frames on " + backend.name(),
        compute,
        0,
        now.equals(then) ? "" : "was " + then + ", is " + now);
  }

  /** Smooth, so that a tiny displacement makes a tiny difference; other for every number. */
  private static Tensor image(Backend backend, int number) {
    SplittableRandom random = new SplittableRandom(number);
    double[] values = new double[SIDE * SIDE * 3];
    for (int c = 0; c < 3; c++) {
      double fx = random.nextDouble(1, 4);
      double fy = random.nextDouble(1, 4);
      double phase = random.nextDouble(6);
      for (int y = 0; y < SIDE; y++) {
        for (int x = 0; x < SIDE; x++) {
          double wave = 6 * (fx * x + fy * y) / SIDE + phase;
          values[3 * (y * SIDE + x) + c] = 0.5 + 0.5 * Math.sin(wave);
        }
      }
    }
    return Tensor.of(backend, Shape.of(1, SIDE, SIDE, 3), DType.FLOAT32, values);
  }

  private static CaseResult compare(
      String check,
      String name,
      DType compute,
      List<double[]> actual,
      List<double[]> expected,
      Tolerance tolerance) {
    double share = 0;
    String problem = "";
    for (int i = 0; i < expected.size(); i++) {
      Comparison c = Comparison.of("frame " + i, actual.get(i), expected.get(i), tolerance, 1);
      share = Math.max(share, c.share());
      problem = c.passed() || !problem.isEmpty() ? problem : c.toString();
    }
    return result(check, name, compute, share, problem);
  }

  private static CaseResult result(
      String check, String name, DType compute, double share, String problem) {
    Status status = problem.isEmpty() ? Status.PASSED : Status.FAILED;
    return new CaseResult(check, name, compute, status, share, problem);
  }
}
