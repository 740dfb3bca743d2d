package dev.v2v.fomm.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.config.ConfigNode;
import dev.v2v.config.YamlFile;
import dev.v2v.data.PairBatch;
import dev.v2v.data.PairLoader;
import dev.v2v.data.Split;
import dev.v2v.data.augment.Augmentation;
import dev.v2v.data.puppets.Cast;
import dev.v2v.data.puppets.EndlessPuppets;
import dev.v2v.data.puppets.PairSampler;
import dev.v2v.data.puppets.PuppetWorld;
import dev.v2v.engine.Backend;
import dev.v2v.engine.Backends;
import dev.v2v.engine.DType;
import dev.v2v.engine.MemoryStatistics;
import dev.v2v.engine.Shape;
import dev.v2v.engine.op.optim.AdamStep.Epsilon;
import dev.v2v.fomm.FommConfig;
import dev.v2v.fomm.FommModel;
import dev.v2v.fomm.training.FommTrainer;
import dev.v2v.fomm.training.TrainConfig;
import dev.v2v.fomm.training.TrainerSettings;
import dev.v2v.media.RgbFrame;
import dev.v2v.train.Snapshot;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class FommTaskTest {
  private static final int SIZE = 32;
  private static final ConfigNode CONFIG =
      YamlFile.parse(
          "tiny.yaml",
          """
          dataset_params:
            frame_shape: [32, 32, 3]
          model_params:
            common_params: {num_kp: 3, num_channels: 3, estimate_jacobian: True}
            kp_detector_params:
              {temperature: 0.1, block_expansion: 4, max_features: 8, scale_factor: 0.5,
               num_blocks: 2}
            generator_params:
              block_expansion: 4
              max_features: 8
              num_down_blocks: 1
              num_bottleneck_blocks: 1
              estimate_occlusion_map: True
              dense_motion_params:
                {block_expansion: 4, max_features: 8, num_blocks: 2, scale_factor: 0.5}
          train_params:
            batch_size: 2
            scales: [1, 0.5]
          """);

  @Test
  void aWarmStepAllocatesNothingNorDoPicturesAndCheckpoints() {
    Backend cpu = Backends.open("cpu");
    TrainConfig training = TrainConfig.of(CONFIG.child("train_params"));
    TrainerSettings settings =
        new TrainerSettings(DType.FLOAT32, 3, 2, 1, 0.9, Epsilon.AFTER_CORRECTION);
    PairSampler sampler = new PairSampler(PuppetWorld.of(0), Cast.MIXED, Split.TRAIN, 0, 10, SIZE);
    List<Long> saved = new ArrayList<>();
    try (FommModel model = FommModel.random(cpu, FommConfig.of(CONFIG), 3, true);
        FommTrainer trainer = new FommTrainer(model, null, null, training, settings);
        PairLoader loader =
            new PairLoader(
                new EndlessPuppets(sampler, 100),
                Augmentation.NONE,
                new PairLoader.Settings(2, 1, 3, 1, 2),
                0,
                warning -> assertEquals("", warning));
        FommTask task = new FommTask(trainer, loader, Shape.of(2, SIZE, SIZE, 3), saved::add)) {
      everything(task, loader, 0);
      everything(task, loader, 1);
      MemoryStatistics warm = cpu.memory();
      for (int step = 2; step < 6; step++) {
        everything(task, loader, step);
        assertEquals(warm, cpu.memory(), "after step " + step);
      }
    }
    assertEquals(List.of(1L, 2L, 3L, 4L, 5L, 6L), saved);
  }

  private static void everything(FommTask task, PairLoader loader, long step) {
    PairBatch batch = loader.next();
    assertTrue(task.step(step, batch).values().stream().allMatch(Double::isFinite));
    RgbFrame picture = task.picture(batch).orElseThrow();
    assertTrue(picture.width() > 5 * SIZE && picture.height() > 2 * SIZE, picture.toString());
    task.save(new Snapshot(step + 1));
  }
}
