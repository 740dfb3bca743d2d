package dev.v2v.vid2vid.networks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.data.labels.IdImage;
import dev.v2v.engine.Backend;
import dev.v2v.engine.Backends;
import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.elementwise.Binary;
import dev.v2v.engine.op.elementwise.Cast;
import dev.v2v.engine.op.reduce.Reduce;
import dev.v2v.nn.Layer;
import dev.v2v.nn.Module;
import dev.v2v.nn.init.Init;
import dev.v2v.nn.layers.Stateless;
import dev.v2v.vid2vid.LabelEncoder;
import dev.v2v.vid2vid.Vid2vidConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Networks are the same functions of label maps as classes and of the same maps as channels. */
class LabelTrunkTest {
  private static final int WIDTH = 24;
  private static final int HEIGHT = 16;
  private static final int MOMENTS = 3;
  private static final Vid2vidConfig.Labels LABELS =
      new Vid2vidConfig.Labels(5, 3, true, List.of());
  private static final int CHANNELS = MOMENTS * LABELS.channels();

  /** Regions with slanted borders that move, down to the edges of the map. */
  private static LabelMaps labels(Backend backend) {
    LabelEncoder encoder = new LabelEncoder(backend, LABELS);
    List<LabelMaps> moments = new ArrayList<>();
    for (int t = 0; t < MOMENTS; t++) {
      int shift = t;
      int[] ids =
          IntStream.range(0, WIDTH * HEIGHT)
              .map(p -> (2 * (p % WIDTH) + 3 * (p / WIDTH) + shift) / 7 % 5)
              .toArray();
      IdImage map = new IdImage(WIDTH, HEIGHT, ids);
      moments.add(encoder.encode(map, map));
    }
    return LabelMaps.join(3, moments);
  }

  /** What a network gives for either form, and what its parameters learn from that. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Learnt(float[] output, Map<String, float[]> gradients) {
    static Learnt of(Module network, LabelMaps labels, Function<LabelMaps, Tensor> forward) {
      network.parameters().forEach(p -> p.tensor().clearGrad());
      try (Tape tape = Tape.open()) {
        Tensor y = forward.apply(labels);
        float[] slopes = new float[(int) y.elements()];
        for (int i = 0; i < slopes.length; i++) {
          slopes[i] = (float) Math.sin(0.37 * i);
        }
        Tensor cotangent = Cast.cast(Tensor.of(y.backend(), y.shape(), slopes), y.dtype());
        tape.backward(Reduce.sum(Binary.mul(y, cotangent)));
        Map<String, float[]> gradients = new LinkedHashMap<>();
        network
            .namedParameters()
            .forEach(
                (name, p) -> {
                  if (p.grad() != null) {
                    gradients.put(name, p.grad().toFloats());
                  }
                });
        return new Learnt(y.toFloats(), gradients);
      }
    }
  }

  /** Differences must be below {@code part} of the largest value. */
  private static void assertClose(float[] expected, float[] actual, double part, String what) {
    double largest = 0;
    double worst = 0;
    for (int i = 0; i < expected.length; i++) {
      largest = Math.max(largest, Math.abs(expected[i]));
      worst = Math.max(worst, Math.abs(expected[i] - actual[i]));
    }
    assertEquals(expected.length, actual.length, what);
    String text = what + ": differs by " + worst + " of " + largest;
    assertTrue(largest > 0 && worst <= part * largest, text);
  }

  /** Biases are left out: where a normalisation follows, their gradient is rounding alone. */
  private static void assertSame(
      Module network, LabelMaps classes, Function<LabelMaps, Tensor> forward, double part) {
    Learnt sparse = Learnt.of(network, classes, forward);
    Learnt dense = Learnt.of(network, new ChannelMaps(classes.channels()), forward);
    assertClose(dense.output(), sparse.output(), part, "output");
    assertEquals(dense.gradients().keySet(), sparse.gradients().keySet());
    sparse.gradients().keySet().stream()
        .filter(name -> name.endsWith("weight"))
        .forEach(
            name ->
                assertClose(dense.gradients().get(name), sparse.gradients().get(name), part, name));
  }

  /** On the oracle, whose sums are wide, nothing at all differs. */
  private static double unlessReference(String device, double part) {
    return device.equals("reference") ? 0 : part;
  }

  @ParameterizedTest
  @ValueSource(strings = {"reference", "cpu"})
  void firstConvolutionsAgreeInValueAndGradient(String device) {
    Backend b = Backends.open(device);
    try (DeviceScope scope = b.scope("test");
        LabelTrunk trunk =
            new Trunk(Init.seeded(b, 1), Norm.BATCH).head(CHANNELS, 8, null).buildForLabels()) {
      assertEquals(List.of("1.weight", "1.bias"), List.copyOf(trunk.namedState().keySet()));
      assertSame(trunk, labels(b), trunk::run, unlessReference(device, 2e-6));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"reference", "cpu"})
  void inBfloat16TheyDifferByItsRounding(String device) {
    Backend b = Backends.open(device);
    try (DeviceScope scope = b.scope("test");
        LabelTrunk trunk =
            new Trunk(Init.seeded(b, 1), Norm.BATCH).head(CHANNELS, 8, null).buildForLabels()) {
      LabelMaps classes = labels(b).as(DType.BFLOAT16);
      assertEquals(DType.BFLOAT16, trunk.run(classes).dtype());
      assertSame(trunk, classes, trunk::run, 1.0 / 256);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"reference", "cpu"})
  void generatorsAgree(String device) {
    Backend b = Backends.open(device);
    VideoGenerator.Config config =
        new VideoGenerator.Config(CHANNELS, 6, 4, Norm.BATCH, true, true);
    ImageGenerator.Config image = new ImageGenerator.Config(CHANNELS, 4, 1, 1, Norm.INSTANCE);
    Init init = Init.seeded(b, 2);
    try (DeviceScope scope = b.scope("test");
        CompositeGenerator coarse = new CompositeGenerator(init, config, 1, 2);
        CompositeLocalGenerator fine = new CompositeLocalGenerator(init, config, 4, 1, 40);
        GlobalGenerator global = new GlobalGenerator(init, image);
        LocalEnhancer enhancer = new LocalEnhancer(init, image, 1, 1)) {
      LabelMaps classes = labels(b);
      Tensor previous = full(b, HEIGHT, WIDTH, 6);
      Tensor foreground = full(b, HEIGHT, WIDTH, 1);
      VideoFeatures features =
          new VideoFeatures(
              full(b, HEIGHT / 2, WIDTH / 2, 8),
              full(b, HEIGHT / 2, WIDTH / 2, 8),
              full(b, HEIGHT / 2, WIDTH / 2, 8));
      double part = unlessReference(device, 1e-4);
      assertSame(
          coarse,
          classes,
          l -> coarse.forward(new VideoInput(l, previous, foreground, false), null).image(),
          part);
      assertSame(
          fine,
          classes,
          l -> fine.forward(new VideoInput(l, previous, foreground, false), features).image(),
          part);
      assertSame(global, classes, global::forward, part);
      assertSame(enhancer, classes, enhancer::forward, part);
    }
  }

  private static Tensor full(Backend backend, int height, int width, int channels) {
    float[] values = new float[height * width * channels];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (0.5 + 0.4 * Math.sin(0.61 * i));
    }
    return Tensor.of(backend, Shape.of(1, height, width, channels), values);
  }

  @Test
  void computedOnceMoreInBackwardTheBitsAreTheSame() {
    Backend b = Backends.open("cpu");
    try (DeviceScope scope = b.scope("test");
        LabelTrunk trunk =
            new Trunk(Init.seeded(b, 3), Norm.INSTANCE).edge(CHANNELS, 4).buildForLabels()) {
      LabelMaps classes = labels(b);
      Learnt kept = Learnt.of(trunk, classes, trunk::run);
      trunk.recompute(true);
      Learnt again = Learnt.of(trunk, classes, trunk::run);
      assertArrayEquals(kept.output(), again.output());
      assertArrayEquals(kept.gradients().get("1.weight"), again.gradients().get("1.weight"));
    }
  }

  @Test
  void otherLayersAreRefused() {
    List<Layer> layers = List.of(Stateless.relu(), Stateless.relu());
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> new LabelTrunk(layers));
    assertEquals(
        "label trunk: must begin with a border and a convolution, got [ReLU, ReLU]",
        e.getMessage());
  }
}
