package dev.v2v.vid2vid.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.config.ConfigNode;
import dev.v2v.config.YamlFile;
import dev.v2v.data.Dice;
import dev.v2v.data.labels.IdImage;
import dev.v2v.data.sequence.FrameSequence;
import dev.v2v.data.sequence.SequenceFormat;
import dev.v2v.data.sequence.SequenceSource;
import dev.v2v.data.sequence.Window;
import dev.v2v.engine.Backend;
import dev.v2v.engine.Backends;
import dev.v2v.engine.DType;
import dev.v2v.engine.InputException;
import dev.v2v.engine.MemoryStatistics;
import dev.v2v.vid2vid.LabelPredictor;
import dev.v2v.vid2vid.Vid2vidConfig;
import dev.v2v.vid2vid.Vid2vidModel;
import dev.v2v.vid2vid.evaluation.PredictionEvaluation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Label maps to come, on boxes that keep moving as they have moved. */
class LabelPredictionTest {
  private static final Backend CPU = Backends.open("cpu");
  private static final int WIDTH = 32;
  private static final int HEIGHT = 16;
  private static final String CONFIG =
      """
      label_nc: 3
      predict_labels: true
      n_frames_G: 3
      ngf: 8
      n_downsample_G: 2
      n_blocks: 2
      ndf: 4
      n_layers_D: 1
      num_D: 1
      n_frames_D: 2
      n_scales_temporal: 1
      n_frames_total: 2
      max_frames_per_gpu: 2
      lr: 2.0e-3
      loadSize: 32
      """;

  /** Each sequence one box on each of two classes of ground; to the left or to the right. */
  private static final SequenceSource BOXES =
      new SequenceSource() {
        @Override
        public int entries() {
          return 1000;
        }

        @Override
        public int length(int entry) {
          return 8;
        }

        @Override
        public SequenceFormat format() {
          return new SequenceFormat(WIDTH, HEIGHT, 3, 0, false, true, true);
        }

        @Override
        public void read(int entry, Window window, Dice dice, FrameSequence into) {
          Dice own = Dice.of(77, entry);
          int speed = 2 * own.sign();
          int start = speed > 0 ? own.below(8) : 16 + own.below(8);
          for (int k = 0; k < window.frames(); k++) {
            int left = start + speed * window.frame(k);
            for (int p = 0; p < WIDTH * HEIGHT; p++) {
              int x = p % WIDTH;
              int y = p / WIDTH;
              boolean box = inside(x, y, left);
              into.classes()[k * WIDTH * HEIGHT + p] = (byte) (box ? 2 : y < 6 ? 0 : 1);
              if (k > 0) {
                int i = (k - 1) * WIDTH * HEIGHT + p;
                into.flow()[2 * i] = box ? -speed : 0;
                boolean uncovered = !box && inside(x, y, left - speed);
                into.confidence()[i] = uncovered ? 0 : 1;
              }
            }
          }
        }

        private boolean inside(int x, int y, int left) {
          return x >= left && x < left + 7 && y >= 4 && y < 11;
        }
      };

  private static List<FrameSequence> batch(int step, int frames) {
    List<FrameSequence> clips = new ArrayList<>();
    for (int n = 0; n < 4; n++) {
      FrameSequence clip = new FrameSequence(frames, BOXES.format());
      BOXES.read(100 + (4 * step + n) % 800, new Window(step % 3, 1, frames), Dice.of(0), clip);
      clips.add(clip);
    }
    return clips;
  }

  private static Vid2vidTrainer trainer(Vid2vidModel model, ConfigNode document) {
    return new Vid2vidTrainer(
        model,
        Judges.random(CPU, model.config(), 1),
        null,
        TrainConfig.of(document),
        TrainerSettings.plain(1),
        1000);
  }

  @Test
  void aTrainedModelKnowsWhereBoxesGoAndTheLastMapDoesNot() {
    ConfigNode document = YamlFile.parse("boxes.yaml", CONFIG);
    try (Vid2vidModel model = Vid2vidModel.random(CPU, Vid2vidConfig.of(document), 1)) {
      PredictionEvaluation evaluation = new PredictionEvaluation(DType.FLOAT32, 10, 3);
      try (Vid2vidTrainer trainer = trainer(model, document)) {
        double first = trainer.step(0, batch(0, 5)).get("G_CE");
        double last = first;
        for (int step = 1; step < 120; step++) {
          last = trainer.step(step, batch(step, 5)).get("G_CE");
        }
        double end = last;
        assertTrue(end < 0.3 * first, () -> "from " + first + " to " + end);
      }
      model.prepareForInference();
      List<PredictionEvaluation.Row> rows = evaluation.run(model, BOXES, done -> {});
      assertEquals(3, rows.size());
      for (PredictionEvaluation.Row row : rows) {
        assertTrue(row.accuracy() > row.copyAccuracy(), rows::toString);
        assertTrue(row.meanIou() > row.copyMeanIou(), rows::toString);
      }
    }
  }

  @Test
  void aStepHasItsTermsAndAllocatesNothingWhenWarm() {
    ConfigNode document = YamlFile.parse("boxes.yaml", CONFIG);
    try (Vid2vidModel model = Vid2vidModel.random(CPU, Vid2vidConfig.of(document), 1);
        Vid2vidTrainer trainer = trainer(model, document)) {
      Map<String, Double> numbers = trainer.step(0, batch(0, 5));
      assertTrue(numbers.keySet().containsAll(List.of("G_CE", "G_GAN", "F_Flow", "D_T_real0")));
      assertTrue(numbers.values().stream().allMatch(Double::isFinite), numbers::toString);
      trainer.step(1, batch(1, 5));
      trainer.step(2, batch(2, 5));
      MemoryStatistics warm = CPU.memory();
      trainer.step(3, batch(3, 5));
      assertEquals(warm, CPU.memory());
    }
  }

  @Test
  void predictionsDependOnlyOnTheLastMapsAndGoOnForLong() {
    Vid2vidConfig config = Vid2vidConfig.parse("boxes.yaml", CONFIG);
    try (Vid2vidModel model = Vid2vidModel.random(CPU, config, 1)) {
      model.prepareForInference();
      List<IdImage> maps = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        int[] ids = new int[WIDTH * HEIGHT];
        Arrays.fill(ids, 8 * t, 200, 2);
        maps.add(new IdImage(WIDTH, HEIGHT, ids));
      }
      try (LabelPredictor all = new LabelPredictor(model, maps, DType.FLOAT32);
          LabelPredictor last = new LabelPredictor(model, maps.subList(1, 4), DType.FLOAT32)) {
        for (int t = 0; t < 5; t++) {
          int[] ids = all.next().ids();
          assertArrayEquals(ids, last.next().ids());
          assertTrue(Arrays.stream(ids).allMatch(id -> id >= 0 && id < 3));
        }
      }
      refused(model, maps.subList(0, 2), "needs 3 label maps, got 2");
      IdImage odd = new IdImage(30, 2, new int[60]);
      refused(model, List.of(odd, odd, odd), "multiples of 4");
    }
    String images = CONFIG.replace("predict_labels: true\n", "");
    try (Vid2vidModel model =
        Vid2vidModel.random(CPU, Vid2vidConfig.parse("images.yaml", images), 1)) {
      refused(model, List.of(), "predict_labels");
    }
  }

  private static void refused(Vid2vidModel model, List<IdImage> maps, String part) {
    InputException e =
        assertThrows(
            InputException.class, () -> new LabelPredictor(model, maps, DType.FLOAT32).close());
    assertTrue(e.getMessage().contains(part), e::getMessage);
  }

  @Test
  void whatIsNotKnownOfTheFutureCannotBeSeen() {
    for (String key : List.of("use_instance", "fg", "no_first_img", "instance_feat")) {
      InputException e =
          assertThrows(
              InputException.class,
              () ->
                  Vid2vidConfig.parse(
                      "boxes.yaml", CONFIG + "fg_labels: [1]\n" + key + ": true\n"));
      assertTrue(e.getMessage().contains("predict_labels must be"), e::getMessage);
    }
  }
}
