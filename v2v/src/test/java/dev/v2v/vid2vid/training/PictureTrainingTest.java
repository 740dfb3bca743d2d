package dev.v2v.vid2vid.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.config.ConfigNode;
import dev.v2v.data.sequence.FrameSequence;
import dev.v2v.data.sequence.SequenceFormat;
import dev.v2v.engine.Backend;
import dev.v2v.engine.Backends;
import dev.v2v.engine.DType;
import dev.v2v.engine.MemoryStatistics;
import dev.v2v.vid2vid.Vid2vidConfig;
import dev.v2v.vid2vid.Vid2vidModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Training on pictures in place of label maps. */
class PictureTrainingTest {
  private static final Backend CPU = Backends.open("cpu");

  private static final class Run implements AutoCloseable {
    final Vid2vidModel model;
    final Vid2vidTrainer trainer;

    Run(int channels, DType compute) {
      ConfigNode document =
          TinyVid2vid.document(
              "label_nc: 0\nuse_instance: false\nfg: false\nlambda_L1: 10\ninput_nc: " + channels);
      Vid2vidConfig config = Vid2vidConfig.of(document);
      model = Vid2vidModel.random(CPU, config, 3);
      trainer =
          new Vid2vidTrainer(
              model,
              Judges.random(CPU, config, 3),
              null,
              TrainConfig.of(document),
              new TrainerSettings(compute, 3, 0, 0),
              100);
    }

    List<Double> pixelLosses(List<FrameSequence> clips, int steps) {
      List<Double> losses = new ArrayList<>();
      for (int step = 0; step < steps; step++) {
        Map<String, Double> numbers = trainer.step(step, clips);
        losses.add(numbers.get("G_L1"));
      }
      return losses;
    }

    @Override
    public void close() {
      trainer.close();
      model.close();
    }
  }

  /** Streets whose classes are shown as brightness, in one channel or three. */
  private static List<FrameSequence> clips(int channels) {
    List<FrameSequence> clips = new ArrayList<>();
    for (FrameSequence street : TinyVid2vid.clips(6, 1, 2)) {
      SequenceFormat format =
          new SequenceFormat(TinyVid2vid.WIDTH, TinyVid2vid.HEIGHT, 0, channels, false, true, true);
      float[] pictures = new float[channels * street.classes().length];
      for (int i = 0; i < pictures.length; i++) {
        pictures[i] = street.classes()[i / channels] / 17f - 1;
      }
      clips.add(
          new FrameSequence(
              street.frames(),
              format,
              new byte[0],
              pictures,
              new int[0],
              street.photos(),
              street.flow(),
              street.confidence()));
    }
    return clips;
  }

  private static void assertFalls(List<Double> losses) {
    double first = losses.get(0);
    double last = losses.get(losses.size() - 1);
    assertTrue(last < 0.8 * first, () -> "from " + first + " to " + last);
  }

  @Test
  void lossFallsWithOneChannelAndWithThree() {
    for (int channels : new int[] {1, 3}) {
      try (Run run = new Run(channels, DType.FLOAT32)) {
        assertFalls(run.pixelLosses(clips(channels), 25));
      }
    }
  }

  @Test
  void bfloat16LearnsToo() {
    try (Run run = new Run(1, DType.BFLOAT16)) {
      assertFalls(run.pixelLosses(clips(1), 25));
    }
  }

  @Test
  void whatIsInThePicturesCounts() {
    List<FrameSequence> blank = clips(1);
    blank.forEach(clip -> Arrays.fill(clip.pictures(), -1));
    try (Run a = new Run(1, DType.FLOAT32);
        Run b = new Run(1, DType.FLOAT32);
        Run c = new Run(1, DType.FLOAT32)) {
      List<Double> seen = a.pixelLosses(clips(1), 2);
      assertEquals(seen, b.pixelLosses(clips(1), 2));
      assertNotEquals(seen, c.pixelLosses(blank, 2));
    }
  }

  @Test
  void aWarmStepAllocatesNothing() {
    List<FrameSequence> clips = clips(3);
    try (Run run = new Run(3, DType.FLOAT32)) {
      assertEquals(3, run.pixelLosses(clips, 3).size());
      MemoryStatistics warm = CPU.memory();
      assertEquals(3, run.pixelLosses(clips, 3).size());
      assertEquals(warm, CPU.memory());
    }
  }
}
