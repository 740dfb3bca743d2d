package dev.v2v.preview;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.demo.PointColors;
import dev.v2v.media.FrameSource;
import dev.v2v.media.RgbFrame;
import dev.v2v.preview.gl.MapForm;
import dev.v2v.preview.gl.Shapes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
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
  private static final int PATIENCE = 120;

  private static final int DRIVER_PANE = 1;
  private static final int RESULT_PANE = 2;
  private static final int WARPED_PANE = 3;

  private static final int HOME = 0xff50;

  /** Of the eight bits of a colour: OpenGL and the media code may round a half differently. */
  private static final int ROUNDING = 1;

  @TempDir Path folder;

  private XClient hand;
  private PreviewProcess preview;

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void theWindowShowsWhatTheModelComputesAndObeys() throws Exception {
    Optional<VirtualDisplay> display = VirtualDisplay.open();
    if (display.isEmpty()) {
      System.out.println("skipped: the preview's window, there is no Xvfb");
    }
    Assumptions.assumeTrue(display.isPresent(), "no Xvfb");
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
            "--size",
            WIDTH + "x" + HEIGHT,
            "--save-to",
            folder.toString());
    try (VirtualDisplay screen = display.get();
        XClient client = new XClient(screen.number());
        PreviewProcess process = new PreviewProcess(Optional.of(":" + screen.number()), arguments);
        Expected expected = new Expected(SOURCE, DRIVING)) {
      hand = client;
      preview = process;
      preview.await("quit", 0, PATIENCE); // the last of the keys, when the window is there
      XClient.Geometry window = hand.windowOf(WIDTH, HEIGHT);
      hand.moveMouse(window.x() + WIDTH / 2.0, window.y() + 5);
      play(window, expected);
      hand.press('q');
      assertEquals(0, preview.exit(PATIENCE), () -> "it said: " + preview.said());
      assertTrue(preview.result().contains("frames/s on cpu in fp32"), preview.result());
    }
  }

  private void play(XClient.Geometry window, Expected expected) throws Exception {
    PaneView view = view();
    hand.press(' ');
    hand.press('i'); // single pixels, so that they can be compared one by one
    hand.press('k'); // no marks on them
    hand.press(HOME);
    compare(expected.relative(0), screenshot(0), view.place(RESULT_PANE));
    for (int i = 0; i < 3; i++) {
      hand.press('.');
    }
    RgbFrame third = screenshot(3);
    compare(expected.relative(3), third, view.place(RESULT_PANE));
    compare(expected.driver(3), third, view.place(DRIVER_PANE));
    screenIsThatPicture(window, third);
    pauseHolds(third, view);
    marksAreWhereKeyPointsAre(expected, view);
    aToggledPaneDisappears(expected, view);
    aDraggedKeyPointTakesTheResultWithIt(window, expected, view);
    hand.press('m');
    hand.press('k');
    compareLater(expected.absolute(3), 3, view.place(RESULT_PANE));
    hand.press('m');
    compareLater(expected.relative(3), 3, view.place(RESULT_PANE));
    helpCoversTheMiddle();
    recording();
  }

  /** The window's own layout, for the same window. */
  private static PaneView view() {
    Canvas canvas = canvas();
    PaneView view =
        new PaneView(Collections.nCopies(6, PaneSpec.of("", MapForm.COLOR, SIDE, SIDE)));
    view.layOut(canvas, Strip.height(canvas));
    return view;
  }

  private static Canvas canvas() {
    return new Canvas(null, null, WIDTH, HEIGHT, 1, Shapes.lineHeight(Canvas.capitals(1)));
  }

  /** Asks for pictures until one shows a frame. */
  private RgbFrame screenshot(int frame) throws Exception {
    String wanted = String.format("preview-%05d.png", frame);
    for (int i = 0; i < PATIENCE * 2; i++) {
      String line = screenshot();
      if (line.endsWith(wanted)) {
        return read(Path.of(line.substring(line.indexOf("saved ") + 6)));
      }
      Thread.sleep(500);
    }
    throw new AssertionError("never shows frame " + frame + ", it said: " + preview.said());
  }

  /** What it says to that: which file it saved, or that there is nothing yet. */
  private String screenshot() throws Exception {
    int before = preview.lines();
    hand.press('s');
    return preview.await("save", before, PATIENCE);
  }

  private static RgbFrame read(Path picture) {
    try (FrameSource source = FrameSource.open(picture)) {
      RgbFrame frame = source.newFrame();
      assertTrue(source.read(frame));
      return frame;
    }
  }

  /** Largest difference of a pane's pixels, at their centres, to a picture. */
  private static int difference(RgbFrame picture, RgbFrame shot, PaneGrid.Place pane) {
    int worst = 0;
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        int sx = pane.left() + (int) ((x + 0.5) / SIDE * pane.width());
        int sy = pane.top() + (int) ((y + 0.5) / SIDE * pane.height());
        for (int c = 0; c < 3; c++) {
          worst = Math.max(worst, Math.abs(sample(picture, x, y, c) - sample(shot, sx, sy, c)));
        }
      }
    }
    return worst;
  }

  private static int sample(RgbFrame frame, int x, int y, int c) {
    return frame.data()[3 * (y * frame.width() + x) + c] & 0xff;
  }

  private static int color(RgbFrame frame, double x, double y) {
    int px = (int) x;
    int py = (int) y;
    return sample(frame, px, py, 0) << 16
        | sample(frame, px, py, 1) << 8
        | sample(frame, px, py, 2);
  }

  private static void compare(RgbFrame expected, RgbFrame shot, PaneGrid.Place pane) {
    int worst = difference(expected, shot, pane);
    assertTrue(worst <= ROUNDING, "a pixel differs by " + worst + " of 255");
  }

  /** The same for what follows once the model has been asked again. */
  private void compareLater(RgbFrame expected, int frame, PaneGrid.Place pane) throws Exception {
    int worst = 255;
    for (int i = 0; i < PATIENCE && worst > ROUNDING; i++) {
      worst = difference(expected, screenshot(frame), pane);
    }
    assertTrue(worst <= ROUNDING, "a pixel differs by " + worst + " of 255");
  }

  /**
   * What is on the display's screen is what a screenshot says: above the strip, which tells time.
   */
  private void screenIsThatPicture(XClient.Geometry window, RgbFrame shot) throws IOException {
    RgbFrame screen = hand.look(window);
    int rows = HEIGHT - Strip.height(canvas());
    int differing = 0;
    for (int i = 0; i < 3 * WIDTH * rows; i++) {
      differing += Math.abs((screen.data()[i] & 0xff) - (shot.data()[i] & 0xff)) > 2 ? 1 : 0;
    }
    assertTrue(differing < 30, differing + " samples of the screen are others");
  }

  private void pauseHolds(RgbFrame before, PaneView view) throws Exception {
    Thread.sleep(1500);
    RgbFrame after = screenshot(3);
    int rows = view.place(RESULT_PANE).top() + view.place(RESULT_PANE).height();
    assertArrayEquals(
        java.util.Arrays.copyOf(before.data(), 3 * WIDTH * rows),
        java.util.Arrays.copyOf(after.data(), 3 * WIDTH * rows));
  }

  private void marksAreWhereKeyPointsAre(Expected expected, PaneView view) throws Exception {
    hand.press('k');
    RgbFrame marked = screenshot(3);
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
    hand.press('k');
    hand.press('1' + WARPED_PANE);
    RgbFrame without = screenshot(3);
    Canvas canvas = canvas();
    PaneView five = view();
    five.togglePane(WARPED_PANE);
    five.layOut(canvas, Strip.height(canvas));
    compare(expected.relative(3), without, five.place(RESULT_PANE));
    // The last of six places is empty when five are left.
    PaneGrid.Place empty = view.place(5);
    int background = color(without, empty.left() + 10.0, empty.top() + 10.0);
    assertEquals(Theme.BACKGROUND & 0xffffff, background);
    hand.press('1' + WARPED_PANE);
    RgbFrame all = screenshot(3);
    assertNotEquals(background, color(all, empty.left() + 10.0, empty.top() + 10.0));
  }

  private void aDraggedKeyPointTakesTheResultWithIt(
      XClient.Geometry window, Expected expected, PaneView view) throws Exception {
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
    compareLater(moved, 3, at);
    hand.press('k');
    points[2 * k] += offsets[2 * k];
    points[2 * k + 1] += offsets[2 * k + 1];
    requireMarks(screenshot(3), points, view, RESULT_PANE);
    hand.press('c');
  }

  private void helpCoversTheMiddle() throws Exception {
    RgbFrame without = screenshot(3);
    hand.press('h');
    RgbFrame with = screenshot(3);
    int changed = 0;
    for (int y = HEIGHT / 3; y < HEIGHT / 2; y++) {
      changed += color(with, WIDTH / 2.0, y) != color(without, WIDTH / 2.0, y) ? 1 : 0;
    }
    assertTrue(changed > HEIGHT / 7, "only " + changed + " pixels of a column are covered");
    hand.press('h');
    assertArrayEquals(
        java.util.Arrays.copyOf(without.data(), 3 * WIDTH * (HEIGHT / 2)),
        java.util.Arrays.copyOf(screenshot(3).data(), 3 * WIDTH * (HEIGHT / 2)));
  }

  private void recording() throws Exception {
    int before = preview.lines();
    hand.press('v');
    String begun = preview.await("recording ", before, PATIENCE);
    for (int frame = 4; frame <= 6; frame++) {
      hand.press('.');
      screenshot(frame);
    }
    RgbFrame last = screenshot(6);
    before = preview.lines();
    hand.press('v');
    assertTrue(preview.await("saved ", before, PATIENCE).endsWith(", 3 frames"));
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

  private static double meanDifference(RgbFrame a, RgbFrame b) {
    double sum = 0;
    for (int i = 0; i < a.data().length; i++) {
      sum += Math.abs((a.data()[i] & 0xff) - (b.data()[i] & 0xff));
    }
    return sum / a.data().length;
  }

  @Test
  @Timeout(value = 3, unit = TimeUnit.MINUTES)
  void withoutADisplayThereIsOneLineAndExitThree() throws Exception {
    List<String> arguments =
        List.of("animate", "--source", SOURCE.toString(), "--driving", TestPattern.NAME);
    try (PreviewProcess process = new PreviewProcess(Optional.empty(), arguments)) {
      assertEquals(3, process.exit(PATIENCE));
      process.await("needs a display", 0, 5);
      assertEquals(1, process.said().size(), () -> process.said().toString());
    }
  }
}
