package dev.v2v.fomm.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.engine.Backend;
import dev.v2v.engine.Backends;
import dev.v2v.engine.DType;
import dev.v2v.engine.MemoryStatistics;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.optim.AdamStep.Epsilon;
import dev.v2v.fomm.FommModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * A whole training step of the First Order Motion Model, forward and backward of generator, key
 * points and discriminator recorded as one graph, beside steps operator by operator. The kernels
 * run on the interpreter.
 */
class RecordedTrainingTest {
  private static final Backend PTX = Backends.open("ptx");
  private static final Shape BATCH = Shape.of(2, 32, 32, 3);
  private static final int STEPS = 5;

  /** What steps came to: their numbers, and every bit of the weights and statistics. */
  private record Run(List<Map<String, Double>> numbers, Map<String, Integer> weights) {}

  private static Tensor frames(long seed) {
    double[] values = new SplittableRandom(seed).doubles(BATCH.elements()).toArray();
    return Tensor.of(PTX, BATCH, DType.FLOAT32, values).persist();
  }

  private static Run run(TrainerSettings settings, boolean record) {
    TrainConfig config = TinyFomm.training(1);
    List<Map<String, Double>> numbers = new ArrayList<>();
    Map<String, Integer> weights = new TreeMap<>();
    long live = PTX.memory().live();
    try (FommModel model = FommModel.random(PTX, TinyFomm.model(), 3, true);
        FommTrainer trainer =
            new FommTrainer(
                model, FommTrainer.discriminator(model, config, 3), null, config, settings)) {
      trainer.recordSteps(record);
      MemoryStatistics warm = null;
      for (int i = 0; i < STEPS; i++) {
        try (Tensor source = frames(i);
            Tensor driving = frames(100 + i)) {
          numbers.add(trainer.step(i, 0, source, driving));
        }
        assertEquals(record && i >= 2, trainer.isReplaying(), "step " + i);
        if (i == 2) {
          warm = PTX.memory();
        } else if (i > 2) {
          assertEquals(warm, PTX.memory(), "a warm step allocates nothing");
        }
      }
      trainer
          .networks()
          .forEach(
              (name, network) ->
                  network
                      .stateDict()
                      .forEach(
                          (key, w) ->
                              weights.put(name + "." + key, Arrays.hashCode(w.toFloats()))));
    }
    assertEquals(live, PTX.memory().live(), "nothing is left behind");
    return new Run(numbers, weights);
  }

  private static void replayedAsEager(TrainerSettings settings) {
    Run eager = run(settings, false);
    Run replayed = run(settings, true);
    assertEquals(eager.numbers, replayed.numbers);
    assertEquals(eager.weights, replayed.weights);
    assertNotEquals(eager.numbers.get(STEPS - 2), eager.numbers.get(STEPS - 1));
  }

  @Test
  void replayedStepsTrainToTheSameBits() {
    replayedAsEager(TrainerSettings.plain(3));
  }

  @Test
  void soDoPartsOfABatchInBfloat16WithBoundedGradients() {
    replayedAsEager(new TrainerSettings(DType.BFLOAT16, 3, 2, 1, 0.5, Epsilon.AFTER_CORRECTION));
  }

  @Test
  void aStepThatIsNotFiniteIsLookedAtAndTrainingGoesOn() {
    TrainConfig config = TinyFomm.training(0);
    float[] nan = new float[(int) BATCH.elements()];
    Arrays.fill(nan, Float.NaN);
    try (FommModel model = FommModel.random(PTX, TinyFomm.model(), 3, true);
        FommTrainer trainer = new FommTrainer(model, null, null, config, TrainerSettings.plain(3));
        Tensor source = frames(1);
        Tensor driving = frames(2);
        Tensor bad = Tensor.of(PTX, BATCH, nan).persist()) {
      for (int i = 0; i < 3; i++) {
        trainer.step(i, 0, source, driving);
      }
      assertTrue(trainer.isReplaying());
      assertTrue(trainer.step(3, 0, source, bad).get("l1").isNaN());
      assertTrue(trainer.findNonFinite(3, source, bad).isPresent());
      assertFalse(trainer.isReplaying(), "what is looked at runs operator by operator");
      assertTrue(Double.isFinite(trainer.step(4, 0, source, driving).get("l1")));
      trainer.step(5, 0, source, driving);
      assertTrue(trainer.isReplaying(), "and is replayed again");
    }
  }
}
