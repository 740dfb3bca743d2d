package dev.v2v.fomm.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.data.puppets.Kind;
import dev.v2v.data.puppets.PuppetClip;
import dev.v2v.data.puppets.PuppetWorld;
import dev.v2v.engine.Backend;
import dev.v2v.engine.Backends;
import dev.v2v.engine.DType;
import dev.v2v.engine.InputException;
import dev.v2v.engine.MemoryStatistics;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.optim.AdamStep.Epsilon;
import dev.v2v.fomm.FommModel;
import dev.v2v.media.RgbFloats;
import dev.v2v.nn.checkpoint.ArrayData;
import dev.v2v.nn.checkpoint.OptimizerState;
import dev.v2v.nn.optim.GradScaler;
import dev.v2v.nn.optim.WeightAverage;
import dev.v2v.perceptual.Vgg19;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FommTrainerTest {
  private static final Backend CPU = Backends.open("cpu");
  private static final int SIZE = 32;

  /** What a run came to: the numbers of every step, and every bit of the weights after it. */
  private record Run(List<Map<String, Double>> numbers, Map<String, List<Float>> weights) {
    double first(String term) {
      return numbers.get(0).get(term);
    }

    double last(String term) {
      List<Map<String, Double>> tail = numbers.subList(numbers.size() - 3, numbers.size());
      return tail.stream().mapToDouble(m -> m.get(term)).average().orElseThrow();
    }
  }

  private static Tensor frames(int... times) {
    float[] values = new float[times.length * SIZE * SIZE * 3];
    PuppetClip clip = PuppetWorld.of(5).clip(Kind.FACE, 1, 40, SIZE);
    float[] frame = new float[SIZE * SIZE * 3];
    for (int i = 0; i < times.length; i++) {
      RgbFloats.toFloats(clip.frame(times[i]), frame);
      System.arraycopy(frame, 0, values, i * frame.length, frame.length);
    }
    return Tensor.of(CPU, Shape.of(times.length, SIZE, SIZE, 3), values).persist();
  }

  private static Run run(int gan, int steps, TrainerSettings settings) {
    return run(gan, steps, settings, false);
  }

  private static Run run(int gan, int steps, TrainerSettings settings, boolean recompute) {
    TrainConfig config = TinyFomm.training(gan);
    List<Map<String, Double>> numbers = new ArrayList<>();
    try (Tensor source = frames(0, 30);
        Tensor driving = frames(20, 10);
        FommModel model = FommModel.random(CPU, TinyFomm.model(), settings.seed(), true);
        Vgg19 vgg = Vgg19.random(CPU, 7, 16);
        FommTrainer trainer =
            new FommTrainer(
                model,
                FommTrainer.discriminator(model, config, settings.seed()),
                vgg,
                config,
                settings)) {
      model.recomputeActivations(recompute);
      MemoryStatistics warm = null;
      for (int i = 0; i < steps; i++) {
        numbers.add(trainer.step(i, 0, source, driving));
        if (i == 2) {
          warm = CPU.memory();
        }
      }
      if (warm != null) {
        assertEquals(warm, CPU.memory(), "a warm step must allocate nothing");
      }
      Map<String, List<Float>> weights = new TreeMap<>();
      trainer
          .networks()
          .forEach(
              (name, network) ->
                  network
                      .stateDict()
                      .forEach((key, w) -> weights.put(name + "." + key, floats(w.toFloats()))));
      return new Run(numbers, weights);
    }
  }

  private static List<Float> floats(float[] values) {
    List<Float> list = new ArrayList<>();
    for (float v : values) {
      list.add(v);
    }
    return list;
  }

  @Test
  void lossFallsOnAFixedPairAndTheSeedDecidesEveryBit() {
    Run run = run(1, 40, TrainerSettings.plain(3));
    assertTrue(run.last("perceptual") < 0.8 * run.first("perceptual"), () -> run.numbers + "");
    assertEquals(
        List.of(
            "perceptual",
            "gen_gan",
            "feature_matching",
            "equivariance_value",
            "equivariance_jacobian",
            "disc_gan",
            "grad_norm.generator",
            "grad_norm.kp_detector",
            "grad_norm.discriminator"),
        List.copyOf(run.numbers.get(0).keySet()));
    Run again = run(1, 5, TrainerSettings.plain(3));
    assertEquals(run.numbers.subList(0, 5), again.numbers);
    assertEquals(again.weights, run(1, 5, TrainerSettings.plain(3)).weights);
    assertNotEquals(again.numbers, run(1, 5, TrainerSettings.plain(4)).numbers);
  }

  @Test
  void resumedEqualsUninterrupted() {
    TrainConfig config = TinyFomm.training(1);
    TrainerSettings settings = TrainerSettings.plain(3);
    List<Map<String, Double>> whole = run(1, 6, settings).numbers;
    Map<String, Map<String, ArrayData>> weights = new TreeMap<>();
    Map<String, OptimizerState> states = new TreeMap<>();
    List<Map<String, Double>> numbers = new ArrayList<>();
    for (int start : new int[] {0, 3}) {
      // The second model starts from other random weights: everything must come from the state.
      long seed = settings.seed() + start;
      try (Tensor source = frames(0, 30);
          Tensor driving = frames(20, 10);
          FommModel model = FommModel.random(CPU, TinyFomm.model(), seed, true);
          Vgg19 vgg = Vgg19.random(CPU, 7, 16);
          FommTrainer trainer =
              new FommTrainer(
                  model, FommTrainer.discriminator(model, config, seed), vgg, config, settings)) {
        weights.forEach((name, state) -> trainer.networks().get(name).load(state));
        states.forEach((name, state) -> trainer.optimizers().get(name).load(state));
        for (int i = start; i < start + 3; i++) {
          numbers.add(trainer.step(i, 0, source, driving));
        }
        trainer.networks().forEach((name, network) -> weights.put(name, network.stateDict()));
        trainer.optimizers().forEach((name, optimizer) -> states.put(name, optimizer.state()));
      }
    }
    assertEquals(whole, numbers);
  }

  @Test
  void recomputedActivationsChangeNoBit() {
    Run kept = run(1, 5, TrainerSettings.plain(3));
    Run recomputed = run(1, 5, TrainerSettings.plain(3), true);
    assertEquals(kept.numbers, recomputed.numbers);
    assertEquals(kept.weights, recomputed.weights, "running statistics included");
  }

  @Test
  void bfloat16LearnsToo() {
    TrainerSettings bf16 =
        new TrainerSettings(DType.BFLOAT16, 3, 1, 0, 0, Epsilon.BEFORE_CORRECTION);
    Run run = run(0, 40, bf16);
    assertTrue(run.last("perceptual") < 0.8 * run.first("perceptual"), () -> run.numbers + "");
  }

  @Test
  void float16LeavesOutStepsThatOverflowAndThenSteps() {
    Backend reference = Backends.open("reference");
    TrainConfig config = TinyFomm.training(0);
    TrainerSettings fp16 =
        new TrainerSettings(DType.FLOAT16, 3, 1, 0, 0.5, Epsilon.AFTER_CORRECTION);
    try (Tensor source = frames(0, 30);
        Tensor driving = frames(20, 10);
        Tensor from = Tensor.of(reference, source.shape(), source.toFloats()).persist();
        Tensor to = Tensor.of(reference, driving.shape(), driving.toFloats()).persist();
        FommModel model = FommModel.random(reference, TinyFomm.model(), 3, true);
        FommTrainer trainer = new FommTrainer(model, null, null, config, fp16)) {
      GradScaler scaler = trainer.scaler().orElseThrow();
      scaler.load(new GradScaler.State(0x1p40, 0)); // certain to overflow
      float[] before = model.generator().parameters().get(0).tensor().toFloats();
      Map<String, Double> first = trainer.step(0, 0, from, to);
      assertEquals(0x1p40, first.get("loss_scale"));
      assertFalse(first.containsKey("grad_norm.generator"), first.toString());
      assertEquals(0x1p39, scaler.scale());
      float[] left = model.generator().parameters().get(0).tensor().toFloats();
      assertTrue(Arrays.equals(before, left));
      scaler.load(new GradScaler.State(16, 0));
      Map<String, Double> second = trainer.step(1, 0, from, to);
      assertEquals(16, second.get("loss_scale"));
      assertEquals(new GradScaler.State(16, 1), scaler.state());
      assertFalse(Arrays.equals(before, model.generator().parameters().get(0).tensor().toFloats()));
      // The scale has left the gradients again: their norm is that of float32.
      double norm = second.get("grad_norm.generator");
      assertEquals(norm32(config), norm, 0.05 * norm);
    }
  }

  private static double norm32(TrainConfig config) {
    try (Tensor source = frames(0, 30);
        Tensor driving = frames(20, 10);
        FommModel model = FommModel.random(CPU, TinyFomm.model(), 3, true);
        FommTrainer trainer =
            new FommTrainer(model, null, null, config, TrainerSettings.plain(3))) {
      return trainer.step(1, 0, source, driving).get("grad_norm.generator");
    }
  }

  @Test
  void partsAddUpToTheBatch() {
    // Batch statistics are those of a part, so only terms of the same statistics can agree: a
    // batch of one pair twice has the statistics of its half.
    TrainConfig config = TinyFomm.training(0);
    List<Map<String, Double>> numbers = new ArrayList<>();
    for (int parts : new int[] {1, 2}) {
      TrainerSettings settings =
          new TrainerSettings(DType.FLOAT32, 3, parts, 1e6, 0, Epsilon.AFTER_CORRECTION);
      try (Tensor source = frames(0, 0);
          Tensor driving = frames(20, 20);
          FommModel model = FommModel.random(CPU, TinyFomm.model(), 3, true);
          FommTrainer trainer = new FommTrainer(model, null, null, config, settings)) {
        numbers.add(trainer.step(0, 0, source, driving));
      }
    }
    double whole = numbers.get(0).get("l1");
    assertEquals(whole, numbers.get(1).get("l1"), 1e-5 * whole);
    double norm = numbers.get(0).get("grad_norm.generator");
    assertEquals(norm, numbers.get(1).get("grad_norm.generator"), 1e-3 * norm);
  }

  @Test
  void nanLeavesTheWeightsAlone() {
    TrainConfig config = TinyFomm.training(0);
    float[] bad = new float[2 * SIZE * SIZE * 3];
    Arrays.fill(bad, Float.NaN);
    try (Tensor source = frames(0, 1);
        Tensor driving = Tensor.of(CPU, source.shape(), bad).persist();
        FommModel model = FommModel.random(CPU, TinyFomm.model(), 3, true);
        FommTrainer trainer =
            new FommTrainer(model, null, null, config, TrainerSettings.plain(3))) {
      float[] before = model.generator().parameters().get(0).tensor().toFloats();
      assertTrue(trainer.step(0, 0, source, driving).get("l1").isNaN());
      String where = trainer.findNonFinite(0, source, driving).orElseThrow();
      assertTrue(where.contains("of input 0 FLOAT32(2, 32, 32, 3)"), where);
      assertTrue(where.contains("KpDetector.forward"), where);
      float[] after = model.generator().parameters().get(0).tensor().toFloats();
      assertTrue(Arrays.equals(before, after));
    }
  }

  @Test
  void averagesFollowTheWeights() {
    TrainerSettings settings =
        new TrainerSettings(DType.FLOAT32, 3, 1, 0, 0.5, Epsilon.AFTER_CORRECTION);
    try (Tensor source = frames(0, 30);
        Tensor driving = frames(20, 10);
        FommModel model = FommModel.random(CPU, TinyFomm.model(), 3, true);
        FommTrainer trainer = new FommTrainer(model, null, null, TinyFomm.training(0), settings)) {
      String key = "final.bias";
      float before = model.generator().stateDict().get(key).toFloats()[0];
      trainer.step(0, 0, source, driving);
      float after = model.generator().stateDict().get(key).toFloats()[0];
      WeightAverage average = trainer.averages().get("generator");
      assertNotEquals(before, after);
      assertEquals((before + after) / 2, average.stateDict().get(key).toFloats()[0], 1e-7);
    }
  }

  @Test
  void ratesFollowTheMilestones() {
    try (Tensor source = frames(0, 30);
        Tensor driving = frames(20, 10);
        FommModel model = FommModel.random(CPU, TinyFomm.model(), 3, true);
        FommTrainer trainer =
            new FommTrainer(model, null, null, TinyFomm.training(0), TrainerSettings.plain(3))) {
      trainer.step(0, 0, source, driving);
      assertEquals(2e-3, trainer.optimizers().get("generator").groups().get(0).lr());
      trainer.step(1, 1, source, driving);
      assertEquals(2e-4, trainer.optimizers().get("kp_detector").groups().get(0).lr(), 1e-18);
    }
  }

  @Test
  void refusesWhatCannotBeTrained() {
    assertThrows(
        InputException.class,
        () -> new TrainerSettings(DType.FLOAT64, 0, 1, 0, 0, Epsilon.AFTER_CORRECTION));
    assertThrows(
        InputException.class,
        () -> new TrainerSettings(DType.FLOAT32, 0, 1, 0, 1, Epsilon.AFTER_CORRECTION));
    TrainerSettings thirds =
        new TrainerSettings(DType.FLOAT32, 0, 3, 0, 0, Epsilon.AFTER_CORRECTION);
    try (FommModel model = FommModel.random(CPU, TinyFomm.model(), 3, true)) {
      InputException e =
          assertThrows(
              InputException.class,
              () -> new FommTrainer(model, null, null, TinyFomm.training(0), thirds));
      assertTrue(e.getMessage().contains("multiple of the parts"), e.getMessage());
    }
  }
}
