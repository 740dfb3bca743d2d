package dev.v2v.data.labels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.engine.InputException;
import org.junit.jupiter.api.Test;

final class CityscapesClassTest {
  /** Ids and colours as published; a slip here would mislabel every street. */
  @Test
  void idsAndColoursAreThoseOfTheDataSet() {
    assertEquals(CityscapesClass.COUNT, CityscapesClass.values().length);
    check(CityscapesClass.ROAD, 7, 128, 64, 128);
    check(CityscapesClass.SIDEWALK, 8, 244, 35, 232);
    check(CityscapesClass.BUILDING, 11, 70, 70, 70);
    check(CityscapesClass.WALL, 12, 102, 102, 156);
    check(CityscapesClass.FENCE, 13, 190, 153, 153);
    check(CityscapesClass.POLE, 17, 153, 153, 153);
    check(CityscapesClass.TRAFFIC_LIGHT, 19, 250, 170, 30);
    check(CityscapesClass.TRAFFIC_SIGN, 20, 220, 220, 0);
    check(CityscapesClass.VEGETATION, 21, 107, 142, 35);
    check(CityscapesClass.TERRAIN, 22, 152, 251, 152);
    check(CityscapesClass.SKY, 23, 70, 130, 180);
    check(CityscapesClass.PERSON, 24, 220, 20, 60);
    check(CityscapesClass.RIDER, 25, 255, 0, 0);
    check(CityscapesClass.CAR, 26, 0, 0, 142);
    check(CityscapesClass.TRUCK, 27, 0, 0, 70);
    check(CityscapesClass.BUS, 28, 0, 60, 100);
    check(CityscapesClass.TRAIN, 31, 0, 80, 100);
    check(CityscapesClass.MOTORCYCLE, 32, 0, 0, 230);
    check(CityscapesClass.BICYCLE, 33, 119, 11, 32);
  }

  private static void check(CityscapesClass c, int id, int red, int green, int blue) {
    assertEquals(id, c.id());
    assertEquals(c, CityscapesClass.of(id));
    assertEquals(red << 16 | green << 8 | blue, c.color(), c.name());
  }

  @Test
  void instancesAreNumberedWithinTheirClass() {
    assertEquals(26000, CityscapesClass.CAR.instance(0));
    assertEquals(24017, CityscapesClass.PERSON.instance(17));
    assertEquals(26001, CityscapesClass.CAR.instance(1001));
    assertEquals(11, CityscapesClass.BUILDING.instance(5));
    assertTrue(CityscapesClass.BICYCLE.hasInstances());
    assertFalse(CityscapesClass.SKY.hasInstances());
  }

  @Test
  void refusesOtherIds() {
    assertThrows(InputException.class, () -> CityscapesClass.of(-1));
    assertThrows(InputException.class, () -> CityscapesClass.of(35));
  }
}
