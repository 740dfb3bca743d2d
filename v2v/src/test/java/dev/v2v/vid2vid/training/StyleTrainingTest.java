package dev.v2v.vid2vid.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.config.ConfigNode;
import dev.v2v.config.YamlFile;
import dev.v2v.data.Dice;
import dev.v2v.data.labels.IdImage;
import dev.v2v.data.sequence.FrameSequence;
import dev.v2v.data.sequence.SequenceFormat;
import dev.v2v.engine.Backend;
import dev.v2v.engine.Backends;
import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.MemoryStatistics;
import dev.v2v.engine.Tensor;
import dev.v2v.vid2vid.FirstFrames;
import dev.v2v.vid2vid.LabelEncoder;
import dev.v2v.vid2vid.RecordedFrames;
import dev.v2v.vid2vid.Synthesizer;
import dev.v2v.vid2vid.Vid2vidConfig;
import dev.v2v.vid2vid.Vid2vidModel;
import dev.v2v.vid2vid.networks.LabelMaps;
import dev.v2v.vid2vid.styles.EncodedThing;
import dev.v2v.vid2vid.styles.StyleCanvas;
import dev.v2v.vid2vid.styles.Thing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Generator and encoder of styles together, on boxes whose colour no label tells. */
class StyleTrainingTest {
  private static final Backend CPU = Backends.open("cpu");
  private static final int SIDE = 16;
  private static final int BOX = 1;
  private static final int LEFT = 5;
  private static final int RIGHT = 6;
  private static final String SINGLE =
      """
      label_nc: 2
      instance_feat: true
      feat_num: 3
      nef: 4
      n_downsample_E: 1
      n_frames_G: 1
      no_flow: true
      n_scales_temporal: 0
      norm: instance
      ngf: 8
      n_downsample_G: 1
      n_blocks: 2
      ndf: 4
      n_layers_D: 1
      num_D: 1
      lambda_feat: 1
      lambda_L1: 50
      n_frames_total: 1
      lr: 4.0e-3
      loadSize: 32
      """;

  private static final SequenceFormat FORMAT =
      new SequenceFormat(SIDE, SIDE, 2, 0, true, true, true);

  /** Two boxes of a colour each, on grey. */
  private static FrameSequence boxes(int frames, Dice dice) {
    FrameSequence clip = new FrameSequence(frames, FORMAT);
    float[][] colors = new float[2][3];
    for (float[] color : colors) {
      for (int c = 0; c < 3; c++) {
        color[c] = dice.sign() * 0.8f;
      }
    }
    for (int p = 0; p < frames * SIDE * SIDE; p++) {
      int x = p % SIDE;
      int y = p / SIDE % SIDE;
      boolean inside = y >= 4 && y < 12 && (x % 8 >= 1 && x % 8 < 7);
      int box = x < 8 ? 0 : 1;
      clip.classes()[p] = (byte) (inside ? BOX : 0);
      clip.instances()[p] = inside ? (box == 0 ? LEFT : RIGHT) : 0;
      for (int c = 0; c < 3; c++) {
        clip.photos()[3 * p + c] = inside ? colors[box][c] : 0;
      }
    }
    return clip;
  }

  private static List<FrameSequence> batch(int step, int frames) {
    List<FrameSequence> clips = new ArrayList<>();
    for (int n = 0; n < 4; n++) {
      clips.add(boxes(frames, Dice.of(step, n)));
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
  void aStyleColoursItsOwnThingAndNoOtherInEveryFrame() {
    ConfigNode document = YamlFile.parse("boxes.yaml", SINGLE);
    try (Vid2vidModel model = Vid2vidModel.random(CPU, Vid2vidConfig.of(document), 1)) {
      try (Vid2vidTrainer trainer = trainer(model, document)) {
        double first = trainer.step(0, batch(0, 1)).get("G_L1");
        double last = first;
        for (int step = 1; step < 300; step++) {
          last = trainer.step(step, batch(step, 1)).get("G_L1");
        }
        double end = last;
        // Boxes are of 0.8 or -0.8 where labels know no better than 0, in 96 of 256 pixels.
        double blind = 2 * 50 * 0.8 * 96 / 256;
        assertTrue(end < 0.65 * blind, () -> "from " + first + " to " + end + ", blind " + blind);
        assertTrue(trainer.networks().containsKey("netE"));
      }
      model.prepareForInference();
      float[][] styles = {style(model, 1001), style(model, 1002)};
      float[] plain = made(model, styles[0], styles[0]);
      float[] other = made(model, styles[1], styles[0]);
      double changedLeft = change(plain, other, 1, 7);
      double changedRight = change(plain, other, 9, 15);
      assertTrue(changedLeft > 0.4, "the left box takes another colour: " + changedLeft);
      assertTrue(
          changedRight < 0.2 * changedLeft,
          "the right one keeps its own: " + changedRight + ", left " + changedLeft);
    }
  }

  /** How the left box of a picture looks to the encoder. */
  private static float[] style(Vid2vidModel model, long seed) {
    FrameSequence clip = boxes(1, Dice.of(seed));
    try (DeviceScope scope = CPU.scope("style")) {
      RecordedFrames view = new RecordedFrames(CPU, model.config().labels(), clip);
      return EncodedThing.in(
              model.styleEncoder().orElseThrow(),
              view.photo(0),
              view.things(model.config().styles(), 0),
              DType.FLOAT32)
          .stream()
          .filter(t -> t.thing().equals(new Thing(BOX, LEFT)))
          .findFirst()
          .orElseThrow()
          .style();
    }
  }

  /** The second of two equal frames; the first must be the same. */
  private static float[] made(Vid2vidModel model, float[] left, float[] right) {
    FrameSequence clip = boxes(1, Dice.of(0));
    int[] classes = new int[SIDE * SIDE];
    for (int p = 0; p < classes.length; p++) {
      classes[p] = clip.classes()[p];
    }
    IdImage map = new IdImage(SIDE, SIDE, classes);
    IdImage instances = new IdImage(SIDE, SIDE, clip.instances());
    StyleCanvas canvas =
        new StyleCanvas(
            CPU,
            thing ->
                thing.classId() == BOX
                    ? Optional.of(thing.instance() == LEFT ? left : right)
                    : Optional.empty(),
            3,
            true);
    LabelEncoder encoder = new LabelEncoder(CPU, model.config().labels());
    try (DeviceScope scope = CPU.scope("made");
        Synthesizer synthesizer = new Synthesizer(model, new FirstFrames.None(), DType.FLOAT32)) {
      float[] image = null;
      for (int t = 0; t < 2; t++) {
        LabelMaps labels = encoder.encode(map, instances);
        Tensor styles = canvas.paint(map, instances);
        float[] now = synthesizer.next(labels, styles).orElseThrow().image().toFloats();
        assertTrue(image == null || Arrays.equals(image, now), "stable over frames");
        image = now;
      }
      return image;
    }
  }

  private static double change(float[] a, float[] b, int from, int to) {
    double sum = 0;
    for (int y = 4; y < 12; y++) {
      for (int x = from; x < to; x++) {
        for (int c = 0; c < 3; c++) {
          int i = 3 * (y * SIDE + x) + c;
          sum += Math.abs(a[i] - b[i]);
        }
      }
    }
    return sum / (8 * (to - from) * 3);
  }

  @Test
  void videosLearnWithStylesTooAndAllocateNothingWhenWarm() {
    String video =
        SINGLE
                .replace("n_frames_G: 1\nno_flow: true\nn_scales_temporal: 0\n", "")
                .replace("n_frames_total: 1", "n_frames_total: 2")
            + "n_scales_spatial: 2\nn_blocks_local: 1\nno_first_img: true\n";
    ConfigNode document = YamlFile.parse("video.yaml", video);
    try (Vid2vidModel model = Vid2vidModel.random(CPU, Vid2vidConfig.of(document), 1);
        Vid2vidTrainer trainer = trainer(model, document)) {
      float[] before = encoderWeights(model);
      Map<String, Double> numbers = trainer.step(0, batch(0, 4));
      assertTrue(numbers.get("grad_norm.netE") > 0, numbers::toString);
      assertTrue(change(before, encoderWeights(model)) > 0, "the encoder learns");
      trainer.step(1, batch(1, 4));
      trainer.step(2, batch(2, 4));
      MemoryStatistics warm = CPU.memory();
      trainer.step(3, batch(3, 4));
      assertEquals(warm, CPU.memory());
    }
  }

  private static float[] encoderWeights(Vid2vidModel model) {
    return model.styleEncoder().orElseThrow().stateDict().get("model.1.weight").toFloats();
  }

  private static double change(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += Math.abs(a[i] - b[i]);
    }
    return sum;
  }
}
