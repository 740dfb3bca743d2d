package dev.v2v.data.shapes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.engine.InputException;
import dev.v2v.media.RgbFrame;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShapeWorldTest {
  @ParameterizedTest
  @ValueSource(ints = {32, 64})
  void colouredByClassTheSegmenterNeverErrs(int size) {
    ShapeWorld world = ShapeWorld.of(1, size, Colours.BY_CLASS, 0);
    Set<Byte> seen = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      ShapeScene.Drawn drawn = world.scene(i).draw();
      assertArrayEquals(drawn.labels(), PaletteSegmenter.labels(drawn.frame()), "scene " + i);
      for (byte label : drawn.labels()) {
        seen.add(label);
      }
    }
    assertEquals(ShapeClass.values().length, seen.size(), "every class is drawn");
  }

  @Test
  void aSceneIsAFunctionOfSeedAndIndex() {
    ShapeWorld world = ShapeWorld.of(3, 32, Colours.ANY, 0);
    byte[] once = world.scene(7).draw().frame().data();
    world.scene(8).draw();
    assertArrayEquals(once, world.scene(7).draw().frame().data());
    assertFalse(Arrays.equals(once, world.scene(8).draw().frame().data()));
    RgbFrame other = ShapeWorld.of(4, 32, Colours.ANY, 0).scene(7).draw().frame();
    assertFalse(Arrays.equals(once, other.data()));
  }

  @Test
  void numbersOfObjectsAndClassesAreAsAskedFor() {
    List<Double> weights = new ArrayList<>(List.of(0.0, 3.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0));
    ShapeWorld world = new ShapeWorld(0, 16, Colours.BY_CLASS, 0, weights);
    int[] counts = new int[ShapeWorld.MAX_OBJECTS + 1];
    Map<ShapeClass, Integer> kinds = new EnumMap<>(ShapeClass.class);
    int scenes = 4000;
    for (int i = 0; i < scenes; i++) {
      List<ShapeScene.Placed> objects = world.scene(i).objects();
      counts[objects.size()]++;
      objects.forEach(o -> kinds.merge(o.kind(), 1, Integer::sum));
    }
    for (int count : counts) {
      assertEquals(0.25, (double) count / scenes, 0.03, Arrays.toString(counts));
    }
    assertEquals(Set.of(ShapeClass.BOX, ShapeClass.TRIANGLE), kinds.keySet());
    double share = (double) kinds.get(ShapeClass.BOX) / (scenes * 1.5);
    assertEquals(0.75, share, 0.03, kinds.toString());
  }

  @Test
  void areasAreThoseOfTheOutlines() {
    ShapeWorld discs =
        new ShapeWorld(5, 128, Colours.ANY, 1, List.of(1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0));
    int whole = 0;
    for (int i = 0; i < 60; i++) {
      ShapeScene scene = discs.scene(i);
      ShapeScene.Placed disc = scene.objects().get(0);
      double r = disc.radius();
      boolean inside = Math.min(disc.x(), disc.y()) > r && Math.max(disc.x(), disc.y()) < 128 - r;
      if (scene.objects().size() == 1 && inside) {
        double area = scene.draw().areas()[ShapeClass.DISC.id()];
        assertEquals(0.8 * Math.PI * r * r, area, 0.05 * area);
        whole++;
      }
    }
    assertTrue(whole > 5, "only " + whole + " whole discs");
  }

  @Test
  void nothingHidesTheLastObject() {
    ShapeWorld world = ShapeWorld.of(2, 64, Colours.ANY, 3);
    for (int i = 0; i < 40; i++) {
      ShapeScene scene = world.scene(i);
      ShapeScene.Placed last = scene.objects().get(2);
      if (last.kind() != ShapeClass.RING && last.kind() != ShapeClass.CRESCENT) {
        int row = (int) last.y();
        int pixel = row * 64 + (int) last.x();
        assertEquals(last.kind().id(), scene.draw().labels()[pixel], "scene " + i);
      }
    }
  }

  @Test
  void starsHaveFiveTips() {
    for (int k = 0; k < 5; k++) {
      double tip = 2 * Math.PI * k / 5;
      double notch = tip + Math.PI / 5;
      assertTrue(ShapeClass.STAR.contains(0.95 * Math.cos(tip), 0.95 * Math.sin(tip)));
      assertFalse(ShapeClass.STAR.contains(0.45 * Math.cos(notch), 0.45 * Math.sin(notch)));
      assertTrue(ShapeClass.STAR.contains(0.35 * Math.cos(notch), 0.35 * Math.sin(notch)));
    }
    assertFalse(ShapeClass.STAR.contains(1.05, 0));
  }

  @Test
  void badNumbersAreRefused() {
    assertThrows(InputException.class, () -> ShapeWorld.of(0, 15, Colours.ANY, 0));
    assertThrows(InputException.class, () -> ShapeWorld.of(0, 32, Colours.ANY, 4));
    assertThrows(
        InputException.class, () -> new ShapeWorld(0, 32, Colours.ANY, 0, List.of(1.0, 1.0)));
    List<Double> none = List.of(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0);
    assertThrows(InputException.class, () -> new ShapeWorld(0, 32, Colours.ANY, 0, none));
  }
}
