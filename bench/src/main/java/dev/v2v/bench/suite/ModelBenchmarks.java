package dev.v2v.bench.suite;

import dev.v2v.bench.cases.Init;
import dev.v2v.bench.cases.Input;
import dev.v2v.bench.harness.Axis;
import dev.v2v.bench.harness.Benchmark;
import dev.v2v.bench.harness.Check;
import dev.v2v.bench.harness.State;
import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.fomm.Animator;
import dev.v2v.fomm.FommModel;
import dev.v2v.fomm.FommPresets;
import dev.v2v.fomm.KeyPoints;
import dev.v2v.fomm.MotionField;
import dev.v2v.fomm.MotionTransfer;
import dev.v2v.fomm.ShippedModel;
import java.util.List;

/**
 * Measures the First Order Motion Model at inference, whole and stage by stage, with the source's
 * features cached as an animation has them. An element is a frame.
 */
final class ModelBenchmarks {
  private ModelBenchmarks() {}

  /** A part of a frame, from what is before it to a result. */
  @FunctionalInterface
  private interface Stage {
    Tensor run(Stages from);
  }

  static List<Benchmark> all() {
    return List.of(
        inference("fomm_frame", stages -> stages.animator.animate(stages.driving)),
        inference("fomm_key_points", stages -> stages.animator.keyPoints(stages.driving).value()),
        inference("fomm_motion", stages -> stages.animator.motion(stages.target).flow()),
        inference("fomm_image", stages -> stages.animator.image(stages.field)),
        TrainingBenchmark.benchmark(),
        SynthesisBenchmark.benchmark(),
        EndToEndBenchmark.benchmark());
  }

  private static Benchmark inference(String name, Stage stage) {
    return new Benchmark(
        "models",
        name,
        List.of(Axis.of("config", ShippedModel.NAME, "vox-256")),
        state -> prepare(state, stage));
  }

  private static void prepare(State state, Stage stage) {
    Stages stages = state.own(new Stages(state));
    Runnable once = () -> run(state, stages, stage);
    state.work(Counted.of(state.backend(), once).work(1, "frame"));
    state.launcher(1, turn -> once.run());
    state.parts(() -> KernelRecorder.seconds(state.backend(), once));
    state.withoutCold(); // a frame is many times what a cache holds
    state.check(() -> check(state, stages, stage));
  }

  private static void run(State state, Stages stages, Stage stage) {
    try (DeviceScope scope = state.backend().scope("frame")) {
      stage.run(stages);
    }
  }

  /** The model's numbers are golden tests' business; here, that there are any. */
  private static Check check(State state, Stages stages, Stage stage) {
    try (DeviceScope scope = state.backend().scope("check")) {
      for (double v : stage.run(stages).toDoubles()) {
        if (!Double.isFinite(v)) {
          return Check.wrong("results must be finite, got " + v);
        }
      }
      return Check.right("finite");
    }
  }

  /** A model with everything that its stages start from. */
  private static final class Stages implements AutoCloseable {
    private final FommModel model;
    private final DeviceScope scope;
    final Animator animator;
    final Tensor driving;
    final KeyPoints target;
    final MotionField field;

    Stages(State state) {
      String config = state.setting().text("config");
      model =
          config.equals(ShippedModel.NAME)
              ? Shipped.open(state)
              : FommModel.random(state.backend(), FommPresets.readFileOrPreset(config), 1, true);
      model.prepareForInference();
      scope = state.backend().scope("stages");
      Tensor source = image(1);
      animator = new Animator(model, source, MotionTransfer.Options.RELATIVE, state.dtype());
      driving = image(2);
      target = animator.target(animator.keyPoints(driving));
      field = animator.motion(target);
    }

    private Tensor image(long seed) {
      Shape shape = Shape.of(1, model.config().frameHeight(), model.config().frameWidth(), 3);
      double[] values = Input.of("image", shape, Init.uniform(0, 1)).draw(seed);
      return Tensor.of(model.backend(), shape, DType.FLOAT32, values);
    }

    @Override
    public void close() {
      scope.close();
      animator.close();
      model.close();
    }
  }
}
