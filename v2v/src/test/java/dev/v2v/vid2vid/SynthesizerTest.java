package dev.v2v.vid2vid;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.data.labels.IdImage;
import dev.v2v.engine.Backend;
import dev.v2v.engine.Backends;
import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.InputException;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.nn.checkpoint.ArrayData;
import dev.v2v.nn.init.Init;
import dev.v2v.vid2vid.networks.ChannelMaps;
import dev.v2v.vid2vid.networks.GlobalGenerator;
import dev.v2v.vid2vid.networks.ImageGenerator;
import dev.v2v.vid2vid.networks.LabelMaps;
import dev.v2v.vid2vid.networks.Norm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SynthesizerTest {
  private static final Backend BACKEND = Backends.open("cpu");
  private static final int WIDTH = 32;
  private static final int HEIGHT = 16;

  private static Vid2vidConfig config(String more) {
    return Vid2vidConfig.parse(
        "test",
        "{label_nc: 4, use_instance: true, ngf: 4, n_downsample_G: 1, n_blocks: 2,"
            + " n_blocks_local: 1, n_scales_spatial: 2, no_first_img: true"
            + more
            + "}");
  }

  private static Vid2vidModel model(Vid2vidConfig config) {
    Vid2vidModel model = Vid2vidModel.random(BACKEND, config, 7);
    model.prepareForInference();
    return model;
  }

  /** Stripes of classes that move by a pixel a frame. */
  private static LabelMaps labels(Vid2vidConfig config, int t) {
    int[] ids = IntStream.range(0, WIDTH * HEIGHT).map(p -> (p % WIDTH + t) / 5 % 4).toArray();
    IdImage map = new IdImage(WIDTH, HEIGHT, ids);
    return new LabelEncoder(BACKEND, config.labels()).encode(map, map);
  }

  @Test
  void everyImageIsTheBlendOfWhatIsMovedAndWhatIsPainted() {
    Vid2vidConfig config = config("");
    try (DeviceScope outer = BACKEND.scope("test");
        Vid2vidModel model = model(config);
        Synthesizer s = new Synthesizer(model, new FirstFrames.None(), DType.FLOAT32)) {
      float[] before = null;
      for (int t = 0; t < 6; t++) {
        Optional<SynthesizedFrame> made = s.next(labels(config, t));
        assertEquals(t >= s.lead(), made.isPresent());
        if (made.isEmpty()) {
          continue;
        }
        float[] x = made.get().image().toFloats();
        float[] h = made.get().frame().hallucinated().toFloats();
        if (before == null) {
          assertArrayEquals(h, x, "nothing to move yet");
        } else {
          float[] m = made.get().frame().mask().toFloats();
          float[] w = made.get().warped().toFloats();
          for (int i = 0; i < x.length; i++) {
            assertEquals((1 - m[i / 3]) * w[i] + m[i / 3] * h[i], x[i], 1e-5f);
          }
          float[] remembered = made.get().previous().toFloats();
          float[] latest = new float[before.length];
          for (int i = 0; i < latest.length; i++) {
            latest[i] = remembered[i / 3 * 6 + 3 + i % 3];
          }
          assertArrayEquals(before, latest, "the newest of the images before is the last result");
        }
        before = x;
      }
    }
  }

  @Test
  void theForegroundIsPaintedFromLabelsAlone() {
    Vid2vidConfig config = config(", fg: true, fg_labels: [1, 3]");
    try (DeviceScope outer = BACKEND.scope("test");
        Vid2vidModel model = model(config);
        Synthesizer s = new Synthesizer(model, new FirstFrames.None(), DType.FLOAT32)) {
      SynthesizedFrame made = null;
      for (int t = 0; t < 5; t++) {
        made = s.next(labels(config, t)).orElse(null);
      }
      float[] x = made.image().toFloats();
      float[] h = made.frame().hallucinated().toFloats();
      int moved = 0;
      for (int p = 0; p < WIDTH * HEIGHT; p++) {
        boolean foreground = (p % WIDTH + 4) / 5 % 2 == 1;
        for (int c = 0; c < 3; c++) {
          if (foreground) {
            assertEquals(h[3 * p + c], x[3 * p + c], 0f, "nothing is warped there");
          } else if (x[3 * p + c] != h[3 * p + c]) {
            moved++;
          }
        }
      }
      assertTrue(moved > 0, "the background is");
    }
  }

  @Test
  void memoryDoesNotGrowWithTheSequence() {
    Vid2vidConfig config = config("");
    try (Vid2vidModel model = model(config);
        Synthesizer s = new Synthesizer(model, new FirstFrames.None(), DType.FLOAT32)) {
      List<Long> live = new ArrayList<>();
      for (int t = 0; t < 8; t++) {
        try (DeviceScope scope = BACKEND.scope("frame")) {
          s.next(labels(config, t));
        }
        live.add(BACKEND.memory().live());
      }
      assertEquals(live.get(4), live.get(7), live::toString);
    }
  }

  @Test
  void givenImagesComeBeforeTheFirst() {
    Vid2vidConfig config = config("");
    try (DeviceScope outer = BACKEND.scope("test");
        Vid2vidModel model = model(config)) {
      Tensor first = filled(0.25f);
      Tensor second = filled(-0.5f);
      FirstFrames given = new FirstFrames.Given(List.of(first, second));
      try (Synthesizer s = new Synthesizer(model, given, DType.FLOAT32)) {
        s.next(labels(config, 0));
        s.next(labels(config, 1));
        SynthesizedFrame made = s.next(labels(config, 2)).orElseThrow();
        float[] before = made.previous().toFloats();
        assertArrayEquals(
            new float[] {0.25f, 0.25f, 0.25f, -0.5f, -0.5f, -0.5f}, Arrays.copyOf(before, 6));
        assertEquals(-0.5f, made.warped().toFloats()[0], "moved, though it is the first");
        assertNotEquals(made.frame().hallucinated().toFloats()[0], made.image().toFloats()[0]);
      }
      FirstFrames one = new FirstFrames.Given(List.of(first));
      InputException e =
          assertThrows(
              InputException.class, () -> new Synthesizer(model, one, DType.FLOAT32).close());
      assertEquals("first frames: this model needs 2, got 1", e.getMessage());
    }
  }

  private static Tensor filled(float value) {
    float[] values = new float[WIDTH * HEIGHT * 3];
    Arrays.fill(values, value);
    return Tensor.of(BACKEND, Shape.of(1, HEIGHT, WIDTH, 3), values);
  }

  @Test
  void aSingleImageGeneratorPaintsTheFirst() {
    Vid2vidConfig config = config("");
    Map<String, ArrayData> weights;
    try (ImageGenerator random =
        new GlobalGenerator(
            Init.seeded(BACKEND, 3), new ImageGenerator.Config(4, 4, 2, 2, Norm.INSTANCE))) {
      weights = random.stateDict();
    }
    try (DeviceScope outer = BACKEND.scope("test");
        Vid2vidModel model = model(config);
        ImageGenerator generator = ImageGenerators.of(BACKEND, "single", weights, 4);
        ImagePainter painter = ImagePainters.of(generator, 4, DType.FLOAT32);
        Synthesizer s = new Synthesizer(model, new FirstFrames.Painted(painter), DType.FLOAT32)) {
      s.next(labels(config, 0));
      LabelMaps encoded = labels(config, 1);
      s.next(encoded);
      SynthesizedFrame made = s.next(labels(config, 2)).orElseThrow();
      float[] painted = generator.forward(encoded.first(4)).toFloats();
      float[] before = made.previous().toFloats();
      for (int i = 0; i < painted.length; i++) {
        assertEquals(painted[i], before[i / 3 * 6 + 3 + i % 3], 0f);
      }
    }
  }

  @Test
  void sizesThatTheScalesCannotHalveAreRefused() {
    Vid2vidConfig config = config("");
    try (DeviceScope outer = BACKEND.scope("test");
        Vid2vidModel model = model(config);
        Synthesizer s = new Synthesizer(model, new FirstFrames.None(), DType.FLOAT32)) {
      Tensor odd = Tensor.of(BACKEND, Shape.of(1, 16, 30, 5), new float[16 * 30 * 5]);
      InputException e = assertThrows(InputException.class, () -> s.next(new ChannelMaps(odd)));
      assertEquals(
          "label map: width and height must be multiples of 4 (scales: 2, halvings: 1), got"
              + " 30x16",
          e.getMessage());
    }
  }
}
