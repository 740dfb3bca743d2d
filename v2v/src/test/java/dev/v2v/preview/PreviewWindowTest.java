package dev.v2v.preview;

import static dev.v2v.preview.Pixels.color;
import static dev.v2v.preview.Pixels.meanDifference;
import static dev.v2v.preview.Pixels.requireSame;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.v2v.demo.PointColors;
import dev.v2v.media.FrameSource;
import dev.v2v.media.RgbFrame;
import dev.v2v.preview.gl.MapForm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real window on a virtual display, drawn by software: keys and mouse go through the display's
 * server, and the pictures that it saves are compared with what the model computes in this process.
 */
class PreviewWindowTest {
  private static final Path ROOT = Path.of(System.getProperty("v2v.root"));
  private static final Path SOURCE = ROOT.resolve("v2v/docs/source.png");
  private static final Path DRIVING = ROOT.resolve("v2v/docs/driving.mp4");
  private static final int WIDTH = 900;
  private static final int HEIGHT = 700;
  private static final int SIDE = 128;

  private static final int DRIVER_PANE = 1;
  private static final int RESULT_PANE = 2;
  private static final int WARPED_PANE = 3;

  private static final int HOME = 0xff50;

  private static final List<PaneSpec> PANES =
      Collections.nCopies(6, PaneSpec.of("", MapForm.COLOR, SIDE, SIDE));

  @TempDir Path folder;

  private Viewer viewer;

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void theWindowShowsWhatTheModelComputesAndObeys() throws Exception {
    List<String> arguments =
        List.of(
            "animate",
            "--source",
            SOURCE.toString(),
            "--driving",
            DRIVING.toString(),
            "--device",
            "cpu",
            "--every-frame",
            "--save-to",
            folder.toString());
    try (Viewer opened = Viewer.open(arguments, WIDTH, HEIGHT, Viewer.ORDINARY);
        Expected expected = new Expected(SOURCE, DRIVING)) {
      viewer = opened;
      play(expected);
      viewer.quit();
    }
  }

  private void play(Expected expected) throws Exception {
    PaneView view = viewer.view(PANES);
    viewer.press(' ');
    viewer.press('i'); // single pixels, so that they can be compared one by one
    viewer.press('k'); // no marks on them
    viewer.press(HOME);
    requireSame(expected.relative(0), viewer.screenshot(0), view.place(RESULT_PANE));
    for (int i = 0; i < 3; i++) {
      viewer.press('.');
    }
    RgbFrame third = viewer.screenshot(3);
    requireSame(expected.relative(3), third, view.place(RESULT_PANE));
    requireSame(expected.driver(3), third, view.place(DRIVER_PANE));
    viewer.requireOnScreen(third);
    pauseHolds(third, view);
    marksAreWhereKeyPointsAre(expected, view);
    aToggledPaneDisappears(expected, view);
    aDraggedKeyPointTakesTheResultWithIt(expected, view);
    viewer.press('m');
    viewer.press('k');
    viewer.await(expected.absolute(3), 3, view.place(RESULT_PANE));
    viewer.press('m');
    viewer.await(expected.relative(3), 3, view.place(RESULT_PANE));
    helpCoversTheMiddle();
    recording();
  }

  private void pauseHolds(RgbFrame before, PaneView view) throws Exception {
    Thread.sleep(1500);
    RgbFrame after = viewer.screenshot(3);
    int rows = view.place(RESULT_PANE).top() + view.place(RESULT_PANE).height();
    assertArrayEquals(
        Arrays.copyOf(before.data(), 3 * WIDTH * rows),
        Arrays.copyOf(after.data(), 3 * WIDTH * rows));
  }

  private void marksAreWhereKeyPointsAre(Expected expected, PaneView view) throws Exception {
    viewer.press('k');
    RgbFrame marked = viewer.screenshot(3);
    requireMarks(marked, expected.drivingPoints(3), view, DRIVER_PANE);
    requireMarks(marked, expected.targetPoints(3), view, RESULT_PANE);
  }

  private static void requireMarks(RgbFrame shot, float[] points, PaneView view, int pane) {
    PaneSpec spec = PaneSpec.of("", MapForm.COLOR, SIDE, SIDE);
    PaneGrid.Place at = view.place(pane);
    int seen = 0;
    for (int k = 0; k < points.length / 2; k++) {
      double x = view.x(spec, at, points[2 * k]);
      double y = view.y(spec, at, points[2 * k + 1]);
      if (at.contains(x, y) && isAlone(points, k, view, spec, at)) {
        assertEquals(
            Integer.toHexString(PointColors.of(k)),
            Integer.toHexString(color(shot, x, y)),
            "key point " + k);
        seen++;
      }
    }
    assertTrue(seen >= 5, "only " + seen + " key points can be told apart");
  }

  /** Whether no other mark may lie on top of it. */
  private static boolean isAlone(
      float[] points, int k, PaneView view, PaneSpec spec, PaneGrid.Place at) {
    for (int j = 0; j < points.length / 2; j++) {
      double dx = view.x(spec, at, points[2 * j]) - view.x(spec, at, points[2 * k]);
      double dy = view.y(spec, at, points[2 * j + 1]) - view.y(spec, at, points[2 * k + 1]);
      if (j != k && Math.hypot(dx, dy) < 16) {
        return false;
      }
    }
    return true;
  }

  private void aToggledPaneDisappears(Expected expected, PaneView view) throws Exception {
    viewer.press('k');
    viewer.press('1' + WARPED_PANE);
    RgbFrame without = viewer.screenshot(3);
    PaneView five = new PaneView(PANES);
    five.togglePane(WARPED_PANE);
    five.layOut(viewer.canvas(), Strip.height(viewer.canvas()));
    requireSame(expected.relative(3), without, five.place(RESULT_PANE));
    // The last of six places is empty when five are left.
    PaneGrid.Place empty = view.place(5);
    int background = color(without, empty.left() + 10.0, empty.top() + 10.0);
    assertEquals(Theme.BACKGROUND & 0xffffff, background);
    viewer.press('1' + WARPED_PANE);
    RgbFrame all = viewer.screenshot(3);
    assertNotEquals(background, color(all, empty.left() + 10.0, empty.top() + 10.0));
  }

  private void aDraggedKeyPointTakesTheResultWithIt(Expected expected, PaneView view)
      throws Exception {
    XClient hand = viewer.hand();
    XClient.Geometry window = viewer.window();
    PaneSpec spec = PaneSpec.of("", MapForm.COLOR, SIDE, SIDE);
    PaneGrid.Place at = view.place(RESULT_PANE);
    float[] points = expected.targetPoints(3);
    int k = 0;
    while (!isAlone(points, k, view, spec, at)
        || !at.contains(view.x(spec, at, points[2 * k]), view.y(spec, at, points[2 * k + 1]))) {
      k++;
    }
    double x = Math.rint(window.x() + view.x(spec, at, points[2 * k]));
    double y = Math.rint(window.y() + view.y(spec, at, points[2 * k + 1]));
    hand.moveMouse(x, y);
    hand.button(true);
    hand.moveMouse(x + 12, y - 8);
    hand.moveMouse(x + 20, y - 14);
    hand.button(false);
    float[] offsets = new float[points.length];
    offsets[2 * k] = (float) view.dx(spec, at, 20);
    offsets[2 * k + 1] = (float) view.dy(spec, at, -14);
    RgbFrame moved = expected.dragged(3, offsets);
    viewer.await(moved, 3, at);
    viewer.press('k');
    points[2 * k] += offsets[2 * k];
    points[2 * k + 1] += offsets[2 * k + 1];
    requireMarks(viewer.screenshot(3), points, view, RESULT_PANE);
    viewer.press('c');
  }

  private void helpCoversTheMiddle() throws Exception {
    RgbFrame without = viewer.screenshot(3);
    viewer.press('h');
    RgbFrame with = viewer.screenshot(3);
    int changed = 0;
    for (int y = HEIGHT / 3; y < HEIGHT / 2; y++) {
      changed += color(with, WIDTH / 2.0, y) != color(without, WIDTH / 2.0, y) ? 1 : 0;
    }
    assertTrue(changed > HEIGHT / 7, "only " + changed + " pixels of a column are covered");
    viewer.press('h');
    assertArrayEquals(
        Arrays.copyOf(without.data(), 3 * WIDTH * (HEIGHT / 2)),
        Arrays.copyOf(viewer.screenshot(3).data(), 3 * WIDTH * (HEIGHT / 2)));
  }

  private void recording() throws Exception {
    int before = viewer.preview().lines();
    viewer.press('v');
    String begun = viewer.preview().await("recording ", before, Viewer.PATIENCE);
    for (int frame = 4; frame <= 6; frame++) {
      viewer.press('.');
      viewer.screenshot(frame);
    }
    RgbFrame last = viewer.screenshot(6);
    before = viewer.preview().lines();
    viewer.press('v');
    assertTrue(viewer.preview().await("saved ", before, Viewer.PATIENCE).endsWith(", 3 frames"));
    Path file = Path.of(begun.substring(begun.indexOf("recording ") + 10));
    assertTrue(Files.exists(file));
    try (FrameSource video = FrameSource.open(file)) {
      RgbFrame frame = video.newFrame();
      int frames = 0;
      while (video.read(frame)) {
        frames++;
      }
      assertEquals(3, frames);
      assertEquals(WIDTH, frame.width());
      assertTrue(meanDifference(frame, last) < 4, "the last frame is not what was shown");
    }
  }

  /** The clip's frames, over and done with; software has no time to draw them all. */
  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void playedOnceItEndsWithTheClip() throws Exception {
    List<String> arguments =
        List.of(
            "animate",
            "--source",
            SOURCE.toString(),
            "--driving",
            DRIVING.toString(),
            "--every-frame",
            "--once",
            "--json");
    int frames;
    try (FrameSource clip = FrameSource.open(DRIVING)) {
      frames = (int) clip.info().frames().orElseThrow();
    }
    try (Viewer opened = Viewer.open(arguments, WIDTH, HEIGHT, Viewer.ORDINARY)) {
      PreviewProcess preview = opened.preview();
      assertEquals(0, preview.exit(Viewer.PATIENCE), () -> "it said: " + preview.said());
      JsonObject done = JsonParser.parseString(preview.result()).getAsJsonObject();
      int shown = done.get("shown").getAsInt();
      assertEquals(frames, done.get("frames").getAsInt());
      assertEquals(0, done.get("lateInputs").getAsInt());
      assertEquals(frames, shown + done.get("lateResults").getAsInt());
      assertTrue(shown > 0);
    }
  }

  @Test
  @Timeout(value = 3, unit = TimeUnit.MINUTES)
  void withoutADisplayThereIsOneLineAndExitThree() throws Exception {
    List<String> arguments =
        List.of("animate", "--source", SOURCE.toString(), "--driving", TestPattern.NAME);
    try (PreviewProcess process = new PreviewProcess(Optional.empty(), arguments)) {
      assertEquals(3, process.exit(Viewer.PATIENCE));
      process.await("needs a display", 0, 5);
      assertEquals(1, process.said().size(), () -> process.said().toString());
    }
  }
}
