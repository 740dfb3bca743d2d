package dev.v2v.tests.formula;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.v2v.engine.Backend;
import dev.v2v.engine.Backends;
import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.nn.Module;
import dev.v2v.nn.checkpoint.ArrayData;
import dev.v2v.nn.init.Init;
import dev.v2v.vid2vid.Vid2vidConfig;
import dev.v2v.vid2vid.losses.FrameBatch;
import dev.v2v.vid2vid.losses.FrameLosses;
import dev.v2v.vid2vid.losses.TemporalLosses;
import dev.v2v.vid2vid.networks.ChannelMaps;
import dev.v2v.vid2vid.networks.CompositeGenerator;
import dev.v2v.vid2vid.networks.CompositeLocalGenerator;
import dev.v2v.vid2vid.networks.MultiscaleDiscriminator;
import dev.v2v.vid2vid.networks.MultiscaleDiscriminator.Judgement;
import dev.v2v.vid2vid.networks.Norm;
import dev.v2v.vid2vid.networks.Pyramid;
import dev.v2v.vid2vid.networks.VideoFrame;
import dev.v2v.vid2vid.networks.VideoGenerator;
import dev.v2v.vid2vid.networks.VideoInput;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Networks and losses of vid2vid on weights and inputs by formula, against numbers recorded from
 * PyTorch. The recorded ones agree with a float64 run within 2e-4 on images and 2e-3 on flow.
 */
class Vid2vidFormulaTest {
  private static final double IMAGE = 2.5e-4;
  private static final double FLOW = 2.5e-3;
  private static final double LOSS = 2e-4;
  private static final int WIDTH = 64;
  private static final int HEIGHT = 32;

  /** A value of channel {@code c} at {@code (y, x)}. */
  private interface Pattern {
    double at(int n, int c, int y, int x);
  }

  private static Tensor image(Backend b, int n, int h, int w, int channels, Pattern pattern) {
    float[] values = new float[n * h * w * channels];
    for (int i = 0; i < values.length; i++) {
      int c = i % channels;
      int x = i / channels % w;
      int y = i / channels / w % h;
      values[i] = (float) pattern.at(i / channels / w / h, c, y, x);
    }
    return Tensor.of(b, Shape.of(n, h, w, channels), values);
  }

  /** Learnable tensor k, element i: u = sin(0.37 i + 0.71 k + 0.1); scales of norms near 1. */
  private static void fill(Module network) {
    Map<String, ArrayData> state = new LinkedHashMap<>(network.stateDict());
    int k = 0;
    for (String key : network.namedParameters().keySet()) {
      Shape shape = state.get(key).shape();
      boolean scale = shape.rank() == 1 && key.endsWith("weight");
      float[] values = new float[Math.toIntExact(shape.elements())];
      for (int i = 0; i < values.length; i++) {
        double u = Math.sin(0.37 * i + 0.71 * k + 0.1);
        values[i] = (float) (scale ? 1 + 0.1 * u : 0.05 * u);
      }
      state.put(key, ArrayData.ofFloats(shape, values));
      k++;
    }
    network.load(state);
  }

  private static double at(Tensor t, int c, int y, int x) {
    return t.toDoubles()[(y * t.dim(2) + x) * t.dim(3) + c];
  }

  @ParameterizedTest
  @ValueSource(strings = {"reference", "cpu"})
  void twoScalesWithForeground(String device) {
    Backend b = Backends.open(device);
    try (CompositeGenerator g0 =
            new CompositeGenerator(
                Init.blank(b), new VideoGenerator.Config(108, 6, 8, Norm.BATCH, true, true), 3, 9);
        CompositeLocalGenerator g1 =
            new CompositeLocalGenerator(
                Init.blank(b),
                new VideoGenerator.Config(108, 6, 4, Norm.BATCH, true, true),
                CompositeGenerator.foregroundFeatures(4, 3),
                3,
                40);
        DeviceScope scope = b.scope("test")) {
      assertEquals(308, g0.parameters().size());
      assertEquals(116, g1.parameters().size());
      fill(g0);
      fill(g1);
      int h = 2 * HEIGHT;
      int w = 2 * WIDTH;
      Tensor labels =
          image(b, 1, h, w, 108, (n, c, y, x) -> (7 * x + 13 * y + 5 * c) % 11 == 0 ? 1 : 0);
      Tensor prev = image(b, 1, h, w, 6, (n, c, y, x) -> Math.sin(0.05 * (x + 2 * y) + c));
      Tensor mask =
          image(
              b,
              1,
              h,
              w,
              1,
              (n, c, y, x) -> y >= h / 4 && y < 3 * h / 4 && x >= w / 4 && x < 5 * w / 8 ? 1 : 0);
      VideoFrame coarse =
          g0.forward(
              new VideoInput(
                  new ChannelMaps(Pyramid.half(labels)),
                  Pyramid.half(prev),
                  Pyramid.half(mask),
                  false),
              null);
      assertEquals(0.036881, Formula.mean(coarse.image()), IMAGE);
      assertEquals(0.00458, at(coarse.image(), 0, 5, 7), IMAGE);
      assertEquals(0.10942, at(coarse.image(), 1, 16, 32), IMAGE);
      assertEquals(-0.50965, at(coarse.image(), 2, 31, 63), IMAGE);
      assertEquals(0.049427, Formula.mean(coarse.hallucinated()), IMAGE);
      assertEquals(-0.18183, at(coarse.hallucinated(), 0, 5, 7), IMAGE);
      assertEquals(0.31069, Formula.mean(coarse.flow()), FLOW);
      assertEquals(-14.1529, at(coarse.flow(), 0, 5, 7), FLOW);
      assertEquals(-1.0602, at(coarse.flow(), 1, 31, 63), FLOW);
      assertEquals(0.656622, at(coarse.mask(), 0, 16, 32), IMAGE);
      assertEquals(0.388459, Formula.mean(coarse.features().foreground()), IMAGE);

      VideoFrame fine =
          g1.forward(new VideoInput(new ChannelMaps(labels), prev, mask, false), coarse.features());
      assertEquals(0.022208, Formula.mean(fine.image()), IMAGE);
      assertEquals(-0.53125, at(fine.image(), 0, 10, 14), IMAGE);
      assertEquals(0.07113, at(fine.image(), 1, 32, 64), IMAGE);
      assertEquals(-0.60031, at(fine.image(), 2, 63, 127), IMAGE);
      assertEquals(-0.82630, at(fine.hallucinated(), 2, 63, 127), IMAGE);
      assertEquals(-12.9353, at(fine.flow(), 0, 10, 14), FLOW);
      assertEquals(22.3326, at(fine.flow(), 1, 63, 127), FLOW);
      assertEquals(0.684264, at(fine.mask(), 0, 63, 127), IMAGE);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"reference", "cpu"})
  void discriminator(String device) {
    Backend b = Backends.open(device);
    try (MultiscaleDiscriminator d =
            new MultiscaleDiscriminator(
                Init.blank(b), new MultiscaleDiscriminator.Config(5, 4, 3, 2, Norm.BATCH, true));
        DeviceScope scope = b.scope("test")) {
      assertEquals(32, d.parameters().size());
      fill(d);
      Tensor x = image(b, 1, HEIGHT, WIDTH, 5, (n, c, y, x0) -> Math.sin(0.05 * (x0 + 2 * y) + c));
      List<Judgement> judgements = d.forward(x);
      Tensor fine = judgements.get(0).score();
      assertEquals(Shape.of(1, 7, 11, 1), fine.shape());
      assertEquals(-0.065679, Formula.mean(fine), IMAGE);
      assertEquals(3.227437, at(fine, 0, 1, 1), IMAGE);
      Tensor coarse = judgements.get(1).score();
      assertEquals(Shape.of(1, 5, 7, 1), coarse.shape());
      assertEquals(-0.009909, Formula.mean(coarse), IMAGE);
      assertEquals(-0.271511, at(coarse, 0, 2, 3), IMAGE);
      assertEquals(0.022425, Formula.mean(judgements.get(0).features().get(0)), IMAGE);
    }
  }

  /** Waves with a phase for every frame. */
  private static Tensor waves(
      Backend b, double scale, int channels, double ax, double ay, double phase) {
    return image(
        b,
        3,
        HEIGHT,
        WIDTH,
        channels,
        (n, c, y, x) -> scale * Math.sin(ax * x + ay * y + c + 0.5 * n + phase));
  }

  @ParameterizedTest
  @ValueSource(strings = {"reference", "cpu"})
  void losses(String device) {
    Backend b = Backends.open(device);
    Vid2vidConfig config =
        Vid2vidConfig.parse(
            "test", "{input_nc: 3, ndf: 4, num_D: 2, n_layers_D: 3, no_first_img: true}");
    try (MultiscaleDiscriminator frames =
            new MultiscaleDiscriminator(Init.blank(b), config.imageJudge());
        MultiscaleDiscriminator clips =
            new MultiscaleDiscriminator(Init.blank(b), config.temporalJudge());
        DeviceScope scope = b.scope("test")) {
      fill(frames);
      fill(clips);
      Tensor real = waves(b, 1, 3, .11, .07, 0);
      Tensor fake = waves(b, 0.8, 3, .11, .07, .3);
      Tensor flowReference = waves(b, 2.5, 2, .05, .05, .1);
      FrameBatch batch =
          new FrameBatch(
              waves(b, 1, 3, .2, .1, 1),
              real,
              waves(b, 1, 3, .11, .07, -.5),
              fake,
              waves(b, 0.8, 3, .11, .07, -.2),
              waves(b, 0.7, 3, .11, .07, .6),
              waves(b, 3, 2, .05, .05, 0),
              image(
                  b,
                  3,
                  HEIGHT,
                  WIDTH,
                  1,
                  (n, c, y, x) -> .5 + .5 * Math.sin(.05 * x + .02 * y + c + .5 * n)),
              flowReference,
              image(
                  b,
                  3,
                  HEIGHT,
                  WIDTH,
                  1,
                  (n, c, y, x) -> Math.sin(.3 * x + .2 * y + c + .5 * n) > 0 ? 1 : 0));
      FrameLosses losses = new FrameLosses(config, frames, null, DType.FLOAT32);
      Map<String, Tensor> terms = new LinkedHashMap<>(losses.generator(batch));
      terms.putAll(losses.discriminator(batch));
      TemporalLosses temporal = new TemporalLosses(config, clips, DType.FLOAT32);
      List<Tensor> reals = frames(real, 0);
      List<Tensor> fakes = frames(fake, 0);
      List<Tensor> flows = frames(flowReference, 1);
      terms.putAll(temporal.generator(reals, fakes, flows));
      terms.putAll(temporal.discriminator(reals, fakes, flows));
      Map<String, Double> recorded =
          Map.ofEntries(
              Map.entry("G_GAN", 17.207104),
              Map.entry("G_GAN_Feat", 5.902524),
              Map.entry("D_real", 18.644571),
              Map.entry("D_fake", 12.722357),
              Map.entry("G_Warp", 1.363823),
              Map.entry("F_Flow", 1.822029),
              Map.entry("F_Warp", 1.640592),
              Map.entry("W", 0.351952),
              Map.entry("G_T_GAN", 8.694668),
              Map.entry("G_T_GAN_Feat", 3.650378),
              Map.entry("D_T_real", 8.756168),
              Map.entry("D_T_fake", 6.541661));
      assertEquals(recorded.keySet(), terms.keySet());
      recorded.forEach((name, want) -> assertEquals(want, terms.get(name).item(), LOSS, name));
    }
  }

  private static List<Tensor> frames(Tensor all, int first) {
    return java.util.stream.IntStream.range(first, all.dim(0))
        .mapToObj(n -> dev.v2v.engine.op.shape.Slice.slice(all, 0, n, n + 1))
        .toList();
  }
}
