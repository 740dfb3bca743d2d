package dev.v2v.preview;

import static dev.v2v.preview.Pixels.color;
import static dev.v2v.preview.Pixels.requireSame;
import static dev.v2v.preview.TinyStreet.LEAD;
import static dev.v2v.preview.TinyStreet.RESULT_PANE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.media.RgbFrame;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real window in other sizes, and on a screen of twice as many dots. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class PreviewSizeTest {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 700;
  private static final int HOME = 0xff50;

  @TempDir Path folder;

  private TinyStreet street;
  private List<RgbFrame> results;

  @BeforeEach
  void make() throws IOException {
    street = new TinyStreet(folder);
    results = street.made().get(RESULT_PANE);
  }

  private static void pauseAtTheFirst(Viewer viewer) throws IOException {
    viewer.press(' ');
    viewer.press('i'); // single pixels, so that they can be compared one by one
    viewer.press(HOME);
  }

  @Test
  void panesFollowTheWindow() throws Exception {
    try (Viewer viewer = Viewer.open(street.arguments(), WIDTH, HEIGHT, Viewer.ORDINARY)) {
      pauseAtTheFirst(viewer);
      RgbFrame before = requireLaidOut(viewer);
      for (int[] size : new int[][] {{640, 480}, {1200, 300}, {301, 901}}) {
        viewer.resize(size[0], size[1]);
        requireLaidOut(viewer);
      }
      viewer.resize(40, 30); // no room for anything, which is no reason to fail
      RgbFrame none = viewer.screenshot(LEAD);
      assertEquals(40, none.width());
      viewer.resize(WIDTH, HEIGHT);
      RgbFrame after = requireLaidOut(viewer);
      PaneGrid.Place pane = viewer.view(TinyStreet.PANES).place(RESULT_PANE);
      assertEquals(0, Pixels.difference(crop(before, pane), after, pane));
      aRecordingHasOneSize(viewer);
      viewer.quit();
    }
  }

  /** A screenshot of the window, with its panes where they belong, as on the screen. */
  private RgbFrame requireLaidOut(Viewer viewer) throws Exception {
    RgbFrame shot = viewer.screenshot(LEAD);
    assertEquals(viewer.canvas().width(), shot.width());
    assertEquals(viewer.canvas().height(), shot.height());
    PaneView view = viewer.view(TinyStreet.PANES);
    requireSame(results.get(LEAD), shot, view.place(RESULT_PANE));
    for (int pane = 0; pane < TinyStreet.PANES.size(); pane++) {
      PaneGrid.Place at = view.place(pane);
      int middle = at.top() + at.height() / 2;
      assertEquals(Theme.BACKGROUND & 0xffffff, color(shot, at.left() - 2.0, middle));
      assertEquals(Theme.BACKGROUND & 0xffffff, color(shot, at.left() + at.width() + 2.0, middle));
    }
    int strip = shot.height() - Strip.height(viewer.canvas());
    assertEquals(Theme.BACKGROUND & 0xffffff, color(shot, 2, strip - 2.0));
    assertEquals(Theme.PANEL & 0xffffff, color(shot, 2, strip + 2.0));
    if (viewer.window().width() == shot.width() && viewer.window().height() == shot.height()) {
      viewer.requireOnScreen(shot);
    }
    return shot;
  }

  private static RgbFrame crop(RgbFrame shot, PaneGrid.Place pane) {
    RgbFrame part = new RgbFrame(pane.width(), pane.height());
    for (int y = 0; y < pane.height(); y++) {
      int from = 3 * ((pane.top() + y) * shot.width() + pane.left());
      System.arraycopy(shot.data(), from, part.data(), 3 * y * pane.width(), 3 * pane.width());
    }
    return part;
  }

  private static void aRecordingHasOneSize(Viewer viewer) throws Exception {
    int before = viewer.preview().lines();
    viewer.press('v');
    viewer.preview().await("recording ", before, Viewer.PATIENCE);
    viewer.press('.');
    viewer.screenshot(LEAD + 1);
    before = viewer.preview().lines();
    viewer.resize(WIDTH - 100, HEIGHT);
    viewer.press('.');
    String saved = viewer.preview().await("recording-", before, Viewer.PATIENCE);
    assertTrue(saved.endsWith(", 1 frames"), saved);
  }

  @Test
  void onADenseScreenEverythingHasTwiceThePixels() throws Exception {
    int dense = 2 * Viewer.ORDINARY;
    try (Viewer viewer = Viewer.open(street.arguments(), WIDTH / 2, HEIGHT / 2, dense)) {
      assertEquals(WIDTH, viewer.window().width());
      pauseAtTheFirst(viewer);
      RgbFrame shot = requireLaidOut(viewer);
      PaneGrid.Place pane = viewer.view(TinyStreet.PANES).place(RESULT_PANE);
      int line = viewer.canvas().line();
      int ink = inkHeight(shot, new PaneGrid.Place(pane.left(), pane.top() - line, 120, line));
      // "result": its l is as high as a capital, 20 pixels and half a stroke at either end.
      assertTrue(ink >= 20 && ink <= 24, "letters are " + ink + " pixels high");
      viewer.quit();
    }
  }

  /** Rows in which there is anything but background. */
  private static int inkHeight(RgbFrame shot, PaneGrid.Place at) {
    int rows = 0;
    for (int y = at.top(); y < at.top() + at.height(); y++) {
      boolean ink = false;
      for (int x = at.left(); x < at.left() + at.width(); x++) {
        ink |= color(shot, x, y) != (Theme.BACKGROUND & 0xffffff);
      }
      rows += ink ? 1 : 0;
    }
    return rows;
  }
}
