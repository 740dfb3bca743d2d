package dev.v2v.bench.suite;

import dev.v2v.bench.cases.Init;
import dev.v2v.bench.cases.Input;
import dev.v2v.bench.harness.Axis;
import dev.v2v.bench.harness.Benchmark;
import dev.v2v.bench.harness.Check;
import dev.v2v.bench.harness.State;
import dev.v2v.config.ConfigNode;
import dev.v2v.config.YamlFile;
import dev.v2v.engine.DType;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.optim.AdamStep.Epsilon;
import dev.v2v.fomm.FommConfig;
import dev.v2v.fomm.FommModel;
import dev.v2v.fomm.FommPresets;
import dev.v2v.fomm.training.FommTrainer;
import dev.v2v.fomm.training.TrainConfig;
import dev.v2v.fomm.training.TrainerSettings;
import java.util.List;
import java.util.Map;

/** A training step of the First Order Motion Model, from a batch in memory to new weights. */
final class TrainingBenchmark {
  private static final String SMALL = "small-64";

  /** The size of the shipped model's first stage. */
  private static final String CONFIG =
      """
      dataset_params: {frame_shape: [64, 64, 3]}
      model_params:
        common_params: {num_kp: 10, num_channels: 3, estimate_jacobian: True}
        kp_detector_params:
          {temperature: 0.1, block_expansion: 16, max_features: 128, scale_factor: 0.5, num_blocks: 4}
        generator_params:
          block_expansion: 24
          max_features: 96
          num_down_blocks: 2
          num_bottleneck_blocks: 3
          estimate_occlusion_map: True
          dense_motion_params:
            {block_expansion: 24, max_features: 128, num_blocks: 4, scale_factor: 0.5}
      train_params:
        num_epochs: 1
        num_repeats: 1
        scales: [1, 0.5, 0.25]
        loss_weights:
          {reconstruction: 200, generator_gan: 0, perceptual: [], equivariance_value: 10,
           equivariance_jacobian: 10}
      """;

  private TrainingBenchmark() {}

  static Benchmark benchmark() {
    return new Benchmark(
        "models",
        "fomm_training_step",
        List.of(Axis.of("config", SMALL), Axis.of("batch", "4")),
        TrainingBenchmark::prepare);
  }

  private static void prepare(State state) {
    String name = state.setting().text("config");
    int batch = state.setting().number("batch");
    ConfigNode document =
        (name.equals(SMALL) ? YamlFile.parse(SMALL, CONFIG) : FommPresets.document(name))
            .with("train_params", "batch_size", batch);
    FommConfig config = FommConfig.of(document);
    TrainConfig training = TrainConfig.of(document.child("train_params"));
    FommModel model = state.own(FommModel.random(state.backend(), config, 1, true));
    FommTrainer trainer =
        state.own(
            new FommTrainer(
                model,
                FommTrainer.discriminator(model, training, 1),
                null, // pixels: features of another network are not what is measured
                training,
                new TrainerSettings(state.dtype(), 1, 1, 0, 0, Epsilon.AFTER_CORRECTION)));
    Shape shape = Shape.of(batch, config.frameHeight(), config.frameWidth(), 3);
    Tensor source = image(state, shape, 1);
    Tensor driving = image(state, shape, 2);
    long[] step = {0};
    Runnable once = () -> trainer.step(step[0]++, 0, source, driving);
    state.work(Counted.of(state.backend(), once).work(batch, "sample"));
    state.launcher(1, turn -> once.run());
    state.parts(() -> KernelRecorder.seconds(state.backend(), once));
    state.withoutCold();
    state.check(() -> check(trainer.step(step[0]++, 0, source, driving)));
  }

  private static Tensor image(State state, Shape shape, long seed) {
    double[] values = Input.of("image", shape, Init.uniform(0, 1)).draw(seed);
    return state.own(Tensor.of(state.backend(), shape, DType.FLOAT32, values).persist());
  }

  private static Check check(Map<String, Double> numbers) {
    return numbers.values().stream().allMatch(Double::isFinite)
        ? Check.right("losses and gradients are finite")
        : Check.wrong("losses and gradients must be finite, got " + numbers);
  }
}
