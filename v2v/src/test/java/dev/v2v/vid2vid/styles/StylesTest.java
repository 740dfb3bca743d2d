package dev.v2v.vid2vid.styles;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
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
import dev.v2v.nn.checkpoint.SafetensorsWriter;
import dev.v2v.nn.init.Init;
import dev.v2v.vid2vid.networks.FeatureEncoder;
import dev.v2v.vid2vid.networks.ImageGenerator;
import dev.v2v.vid2vid.networks.Norm;
import dev.v2v.vid2vid.networks.Regions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StylesTest {
  private static final Backend CPU = Backends.open("cpu");
  private static final int ROAD = 7;
  private static final int CAR = 26;

  @TempDir private Path dir;

  private static EncodedThing thing(int classId, int instance, float... style) {
    return new EncodedThing(new Thing(classId, instance), style, 9);
  }

  private static StyleClusters clusters() {
    return StyleClusters.of(
        List.of(
            thing(CAR, 1, 1, 0),
            thing(CAR, 2, 1, 0.2f),
            thing(CAR, 1, -1, 0),
            thing(ROAD, ROAD, 0.5f, 0.5f)),
        2,
        0);
  }

  @Test
  void thingsAreClassAndInstance() {
    long[] codes = Thing.codes(new int[] {CAR, CAR, ROAD}, new int[] {26001, -1, 26001});
    assertEquals(3, Arrays.stream(codes).distinct().count());
    assertEquals(new Thing(CAR, 26001), Thing.of(codes[0]));
    assertEquals(new Thing(CAR, -1), Thing.of(codes[1]));
    long[] classes = Thing.codes(new int[] {CAR, CAR}, null);
    assertEquals(classes[0], classes[1]);
  }

  @Test
  void clustersComeBackFromTheirFile() {
    Path file = dir.resolve(StyleClusters.FILE);
    clusters().write(file, Map.of("seed", "0"));
    StyleClusters read = StyleClusters.read(file);
    assertEquals(2, read.channels());
    assertEquals(Map.of(CAR, 2, ROAD, 1), read.counts());
    for (int car = 0; car < 20; car++) {
      Thing thing = new Thing(CAR, car);
      assertArrayEquals(
          clusters().drawn(4).of(thing).orElseThrow(), read.drawn(4).of(thing).orElseThrow());
    }
  }

  @Test
  void aThingKeepsItsStyleAndTheSeedChangesSome() {
    Set<List<Float>> seen = new HashSet<>();
    int changed = 0;
    for (int car = 0; car < 40; car++) {
      Thing thing = new Thing(CAR, car);
      float[] style = clusters().drawn(1).of(thing).orElseThrow();
      assertArrayEquals(style, clusters().drawn(1).of(thing).orElseThrow());
      changed += Arrays.equals(style, clusters().drawn(2).of(thing).orElseThrow()) ? 0 : 1;
      seen.add(List.of(style[0], style[1]));
    }
    assertEquals(Set.of(List.of(1f, 0.1f), List.of(-1f, 0f)), seen);
    assertTrue(changed > 8 && changed < 32, "changed " + changed);
    assertEquals(Optional.empty(), clusters().drawn(1).of(new Thing(11, 11)));
  }

  @Test
  void aPictureComesBeforeClusters() {
    PictureStyles styles =
        new PictureStyles(
            List.of(thing(CAR, 1, 3, 3), thing(CAR, 2, 4, 4)), 0, clusters().drawn(0));
    assertArrayEquals(new float[] {4, 4}, styles.of(new Thing(CAR, 2)).orElseThrow());
    assertTrue(styles.of(new Thing(CAR, 9)).orElseThrow()[0] >= 3, "one of its class there");
    assertArrayEquals(new float[] {0.5f, 0.5f}, styles.of(new Thing(ROAD, ROAD)).orElseThrow());
  }

  @Test
  void canvasPaintsEveryThingAlikeInAllFrames() {
    List<Thing> asked = new ArrayList<>();
    StyleSource source =
        thing -> {
          asked.add(thing);
          return thing.classId() == CAR
              ? Optional.of(new float[] {thing.instance(), 1})
              : Optional.empty();
        };
    StyleCanvas canvas = new StyleCanvas(CPU, source, 2, true);
    IdImage classes = new IdImage(3, 1, new int[] {CAR, CAR, ROAD});
    try (DeviceScope scope = CPU.scope("test")) {
      Tensor one = canvas.paint(classes, new IdImage(3, 1, new int[] {1, 2, 7}));
      assertEquals(Shape.of(1, 1, 3, 2), one.shape());
      assertArrayEquals(new float[] {1, 1, 2, 1, 0, 0}, one.toFloats());
      Tensor two = canvas.paint(classes, new IdImage(3, 1, new int[] {2, 1, 7}));
      assertArrayEquals(new float[] {2, 1, 1, 1, 0, 0}, two.toFloats());
    }
    assertEquals(3, asked.size(), "each thing is asked for once");
    assertEquals(Set.of(ROAD), canvas.missing());
  }

  @Test
  void anEncodedThingIsTheMeanOfItsPixels() {
    long[] codes = new long[64];
    Arrays.fill(codes, 20, 64, 5);
    float[] photo = new float[3 * 64];
    for (int i = 0; i < photo.length; i++) {
      photo[i] = (float) Math.sin(0.37 * i);
    }
    try (DeviceScope scope = CPU.scope("test");
        FeatureEncoder encoder =
            new FeatureEncoder(
                Init.seeded(CPU, 3), new ImageGenerator.Config(3, 4, 2, 0, Norm.INSTANCE), 3)) {
      Tensor image = Tensor.of(CPU, Shape.of(1, 8, 8, 3), photo);
      List<EncodedThing> things = EncodedThing.in(encoder, image, codes, DType.FLOAT32);
      float[] features = encoder.forward(image).toFloats();
      float[] painted =
          encoder.forward(image, Regions.of(CPU, Shape.of(1, 8, 8), codes)).toFloats();
      assertEquals(List.of(20, 44), things.stream().map(EncodedThing::pixels).toList());
      for (int c = 0; c < 3; c++) {
        double sum = 0;
        for (int p = 20; p < 64; p++) {
          sum += features[3 * p + c];
        }
        assertEquals(sum / 44, things.get(1).style()[c], 1e-5);
        assertEquals(painted[3 * 63 + c], things.get(1).style()[c], 1e-6);
        assertEquals(painted[c], things.get(0).style()[c], 1e-6);
      }
    }
  }

  @Test
  void otherFilesAreRefused() {
    refused(Map.of("style", ArrayData.ofFloats(Shape.of(1, 2), 1, 2)), "class.ID", "style");
    refused(Map.of("class.7", ArrayData.ofFloats(Shape.of(2), 1, 2)), "(centres, channels)");
    refused(Map.of("class.7", ArrayData.ofFloats(Shape.of(1, 1), Float.NaN)), "finite");
    refused(
        Map.of(
            "class.7", ArrayData.ofFloats(Shape.of(1, 1), 1),
            "class.8", ArrayData.ofFloats(Shape.of(1, 2), 1, 2)),
        "all styles must have");
    refused(Map.of(), "at least");
  }

  private void refused(Map<String, ArrayData> arrays, String... parts) {
    Path file = dir.resolve("wrong.safetensors");
    SafetensorsWriter.write(file, arrays, Map.of());
    InputException e = assertThrows(InputException.class, () -> StyleClusters.read(file));
    for (String part : parts) {
      assertTrue(e.getMessage().contains(part), e::getMessage);
    }
  }
}
