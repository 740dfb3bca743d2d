package dev.v2v.preview;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class PaneGridTest {
  private static final int HEADER = 16;
  private static final int GAP = 10;

  @Test
  void panesAreInsideAndApart() {
    for (int count = 1; count <= 9; count++) {
      for (int[] size : new int[][] {{1280, 720}, {300, 900}, {640, 480}, {3000, 400}}) {
        List<PaneGrid.Place> places =
            PaneGrid.of(count, 1.5, size[0], size[1], HEADER, GAP).places();
        assertEquals(count, places.size());
        for (PaneGrid.Place p : places) {
          assertTrue(p.left() >= 0 && p.left() + p.width() <= size[0], p.toString());
          assertTrue(p.top() >= HEADER && p.top() + p.height() <= size[1], p.toString());
          assertEquals(1.5, (double) p.width() / p.height(), 0.05);
          for (PaneGrid.Place other : places) {
            boolean apart =
                p.equals(other)
                    || p.left() + p.width() + GAP <= other.left()
                    || other.left() + other.width() + GAP <= p.left()
                    || p.top() + p.height() + HEADER + GAP <= other.top()
                    || other.top() + other.height() + HEADER + GAP <= p.top();
            assertTrue(apart, p + " and " + other);
          }
        }
      }
    }
  }

  @Test
  void theArrangementFollowsTheWindow() {
    List<PaneGrid.Place> wide = PaneGrid.of(3, 1, 1200, 400, HEADER, GAP).places();
    assertEquals(wide.get(0).top(), wide.get(2).top());
    List<PaneGrid.Place> high = PaneGrid.of(3, 1, 400, 1200, HEADER, GAP).places();
    assertEquals(high.get(0).left(), high.get(2).left());
  }

  @Test
  void aWindowWithoutRoomShowsNoPanes() {
    assertTrue(PaneGrid.of(6, 1, 40, 30, HEADER, GAP).places().isEmpty());
  }

  @Test
  void aPlaceContainsItsPixelsOnly() {
    PaneGrid.Place place = new PaneGrid.Place(10, 20, 30, 40);
    assertTrue(place.contains(10, 20) && place.contains(39.9, 59.9));
    assertFalse(place.contains(40, 30) || place.contains(9.9, 30) || place.contains(20, 60));
  }
}
