package dev.v2v.vid2vid.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.config.ConfigNode;
import dev.v2v.data.sequence.FrameSequence;
import dev.v2v.engine.Backend;
import dev.v2v.engine.Backends;
import dev.v2v.engine.DType;
import dev.v2v.engine.MemoryStatistics;
import dev.v2v.perceptual.Vgg19;
import dev.v2v.train.Snapshot;
import dev.v2v.vid2vid.Vid2vidConfig;
import dev.v2v.vid2vid.Vid2vidModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class Vid2vidTrainerTest {
  private static final Backend CPU = Backends.open("cpu");

  /** Steps of a trainer, closed with it. */
  private static final class Run implements AutoCloseable {
    final Vid2vidModel model;
    final Vgg19 vgg = Vgg19.random(CPU, 7, 16);
    final Vid2vidTrainer trainer;
    final List<Map<String, Double>> numbers = new ArrayList<>();

    Run(String more, TrainerSettings settings, int stepsPerEpoch) {
      ConfigNode document = TinyVid2vid.document(more);
      Vid2vidConfig config = Vid2vidConfig.of(document);
      model = Vid2vidModel.random(CPU, config, settings.seed());
      trainer =
          new Vid2vidTrainer(
              model,
              Judges.random(CPU, config, settings.seed()),
              vgg,
              TrainConfig.of(document),
              settings,
              stepsPerEpoch);
    }

    /** Trains on clips of streets, chosen by the step alone. */
    Run steps(int from, int to, int frames) {
      for (int step = from; step < to; step++) {
        numbers.add(trainer.step(step, TinyVid2vid.clips(frames, step % 5, 7 + step % 3)));
      }
      return this;
    }

    Map<String, List<Float>> weights() {
      Map<String, List<Float>> weights = new TreeMap<>();
      trainer
          .networks()
          .forEach(
              (name, n) ->
                  n.stateDict().forEach((k, w) -> weights.put(name + "." + k, list(w.toFloats()))));
      return weights;
    }

    @Override
    public void close() {
      trainer.close();
      model.close();
      vgg.close();
    }
  }

  private static List<Float> list(float[] values) {
    List<Float> list = new ArrayList<>();
    for (float v : values) {
      list.add(v);
    }
    return list;
  }

  @Test
  void lossFallsOnFixedClipsAndTheSeedDecidesEveryBit() {
    List<FrameSequence> clips = TinyVid2vid.clips(6, 1, 2);
    List<Map<String, Double>> numbers = new ArrayList<>();
    try (Run run = new Run("lambda_L1: 10\n", TrainerSettings.plain(3), 100)) {
      for (int step = 0; step < 25; step++) {
        numbers.add(run.trainer.step(step, clips));
      }
    }
    assertEquals(
        List.of(
            "G_GAN",
            "G_GAN_Feat",
            "G_VGG",
            "G_L1",
            "G_Warp",
            "F_Flow",
            "F_Warp",
            "G_T_GAN0",
            "G_T_GAN_Feat0",
            "D_real",
            "D_fake",
            "D_T_real0",
            "D_T_fake0",
            "grad_norm.netG0",
            "grad_norm.netD",
            "grad_norm.netD_T0",
            "G_T_GAN1",
            "G_T_GAN_Feat1",
            "D_T_real1",
            "D_T_fake1",
            "grad_norm.netD_T1"),
        List.copyOf(numbers.get(0).keySet()),
        "the second temporal scale sees nothing before the second chunk");
    for (String term : List.of("G_L1", "F_Flow", "G_VGG")) {
      double first = numbers.get(0).get(term);
      double last = numbers.get(24).get(term);
      assertTrue(last < 0.8 * first, () -> term + " from " + first + " to " + last);
    }
    try (Run a = new Run("", TrainerSettings.plain(3), 100).steps(0, 2, 6);
        Run b = new Run("", TrainerSettings.plain(3), 100).steps(0, 2, 6);
        Run c = new Run("", TrainerSettings.plain(4), 100).steps(0, 2, 6)) {
      assertEquals(a.numbers, b.numbers);
      assertEquals(a.weights(), b.weights());
      assertNotEquals(a.numbers, c.numbers);
    }
  }

  @Test
  void aWarmStepAllocatesNothing() {
    try (Run run =
        new Run("n_scales_spatial: 2\nno_first_img: true\n", TrainerSettings.plain(3), 100)) {
      run.steps(0, 3, 6);
      MemoryStatistics warm = CPU.memory();
      run.steps(3, 6, 6);
      assertEquals(warm, CPU.memory());
    }
  }

  @Test
  void resumedEqualsUninterrupted() {
    String more = "n_scales_spatial: 2\nno_first_img: true\nreal_first_img: 0.5\nsparse_D: true\n";
    TrainerSettings settings = new TrainerSettings(DType.FLOAT32, 3, 1, 0.9);
    Snapshot half = new Snapshot(3);
    try (Run whole = new Run(more, settings, 2).steps(0, 6, 6);
        Run first = new Run(more, settings, 2).steps(0, 3, 6)) {
      first.trainer.save(half);
      // Other random weights: everything must come from the snapshot.
      TrainerSettings other = new TrainerSettings(DType.FLOAT32, 3, 1, 0.9);
      try (Run second = new Run(more, other, 2)) {
        second.steps(0, 1, 6);
        second.numbers.clear();
        second.trainer.restore(half);
        second.steps(3, 6, 6);
        assertEquals(whole.numbers.subList(3, 6), second.numbers);
        assertEquals(whole.weights(), second.weights());
      }
    }
  }

  @Test
  void coarseScalesRestWhileTheyAreFixedAndThenAllBeginAnew() {
    try (Run run =
        new Run("n_scales_spatial: 2\nniter_fix_global: 1\n", TrainerSettings.plain(3), 2)) {
      Map<String, List<Float>> before = run.weights();
      run.steps(0, 2, 6);
      Map<String, List<Float>> after = run.weights();
      String coarse = "netG0.model_down_seg.1.weight";
      String fine = "netG1.model_down_seg.1.weight";
      assertEquals(before.get(coarse), after.get(coarse));
      assertNotEquals(before.get(fine), after.get(fine));
      run.steps(2, 3, 6);
      assertNotEquals(after.get(coarse), run.weights().get(coarse));
      long steps =
          run.trainer.optimizers().get("netG1").state().groups().get(0).parameters().stream()
              .mapToLong(p -> p.step())
              .max()
              .orElseThrow();
      assertEquals(2, steps, "two chunks since all scales learn");
    }
  }

  @Test
  void headsOfCoarseScalesGetNoGradient() {
    try (Run run = new Run("n_scales_spatial: 2\n", TrainerSettings.plain(3), 2)) {
      Map<String, List<Float>> before = run.weights();
      run.steps(0, 1, 6);
      Map<String, List<Float>> after = run.weights();
      for (String head : List.of("model_final_img", "model_final_flow", "model_final_w")) {
        assertEquals(
            before.get("netG0." + head + ".1.bias"), after.get("netG0." + head + ".1.bias"));
        assertNotEquals(
            before.get("netG1." + head + ".1.bias"), after.get("netG1." + head + ".1.bias"));
      }
    }
  }

  @Test
  void singleImagesAreLearntWithoutFlowAndTime() {
    String more = "fg: false\nno_flow: true\nn_scales_temporal: 0\nn_frames_G: 1\nnorm: instance\n";
    try (Run run = new Run(more, TrainerSettings.plain(3), 100).steps(0, 3, 4)) {
      assertEquals(
          List.of(
              "G_GAN",
              "G_GAN_Feat",
              "G_VGG",
              "D_real",
              "D_fake",
              "grad_norm.netG0",
              "grad_norm.netD"),
          List.copyOf(run.numbers.get(0).keySet()));
      assertTrue(
          run.weights().keySet().stream().noneMatch(k -> k.contains("model_down_img")),
          "there are no images before");
    }
  }

  @Test
  void bfloat16LearnsToo() {
    TrainerSettings bf16 = new TrainerSettings(DType.BFLOAT16, 3, 0, 0);
    List<FrameSequence> clips = TinyVid2vid.clips(4, 1);
    try (Run run = new Run("lambda_L1: 10\n", bf16, 100)) {
      double first = run.trainer.step(0, clips).get("G_L1");
      double last = first;
      for (int step = 1; step < 25; step++) {
        last = run.trainer.step(step, clips).get("G_L1");
      }
      assertTrue(last < 0.8 * first, "from " + first + " to " + last);
    }
  }

  @Test
  void aNumberThatIsNotFiniteLeavesTheWeightsAlone() {
    List<FrameSequence> clips = TinyVid2vid.clips(4, 1);
    Arrays.fill(clips.get(0).photos(), Float.NaN);
    try (Run run = new Run("", TrainerSettings.plain(3), 100)) {
      Map<String, List<Float>> before = parameters(run);
      Map<String, Double> numbers = run.trainer.step(0, clips);
      assertTrue(Double.isNaN(numbers.get("G_GAN")), numbers::toString);
      assertEquals(before, parameters(run));
      assertTrue(run.trainer.finding().isPresent());
    }
  }

  /** Weights without the statistics that normalisations record as they go. */
  private static Map<String, List<Float>> parameters(Run run) {
    Map<String, List<Float>> weights = run.weights();
    weights.keySet().removeIf(k -> k.contains("running") || k.contains("num_batches"));
    return weights;
  }
}
