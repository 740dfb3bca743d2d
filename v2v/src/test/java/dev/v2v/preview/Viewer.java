package dev.v2v.preview;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.media.RgbFrame;
import dev.v2v.preview.gl.Shapes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/**
 * Somebody in front of the real window, on a virtual display of their own: presses its keys, pulls
 * at its corner, and looks at the screen and at the pictures it saves.
 */
final class Viewer implements AutoCloseable {
  /** Seconds that a busy machine gets for one thing. */
  static final int PATIENCE = 120;

  /** Dots per inch of an ordinary screen. */
  static final int ORDINARY = 96;

  private final VirtualDisplay display;
  private final XClient hand;
  private final PreviewProcess preview;
  private final double scale;
  private XClient.Geometry window;

  private Viewer(VirtualDisplay display, XClient hand, PreviewProcess preview, double scale) {
    this.display = display;
    this.hand = hand;
    this.preview = preview;
    this.scale = scale;
  }

  /**
   * Opens the window and waits until it has said which keys there are.
   *
   * @param arguments of {@code preview}, without size
   * @param width of the window in the desktop's units
   * @param dotsPerInch of the screen
   */
  static Viewer open(List<String> arguments, int width, int height, int dotsPerInch)
      throws IOException, InterruptedException {
    Optional<VirtualDisplay> display = VirtualDisplay.open();
    if (display.isEmpty()) {
      System.out.println("skipped: the preview's window, there is no Xvfb");
    }
    Assumptions.assumeTrue(display.isPresent(), "no Xvfb");
    VirtualDisplay screen = display.get();
    double scale = (double) dotsPerInch / ORDINARY;
    XClient hand = new XClient(screen.number());
    hand.resources("Xft.dpi:\t" + dotsPerInch + "\n");
    List<String> all = new ArrayList<>(arguments);
    all.addAll(List.of("--size", width + "x" + height));
    PreviewProcess preview = new PreviewProcess(Optional.of(":" + screen.number()), all);
    Viewer viewer = new Viewer(screen, hand, preview, scale);
    try {
      preview.await("quit", 0, PATIENCE); // the last of the keys, when the window is there
      viewer.window = hand.windowOf((int) (width * scale), (int) (height * scale));
      // Without a window manager the keyboard belongs to the window below the mouse.
      hand.moveMouse(viewer.window.x() + 20.0, viewer.window.y() + 5.0);
      return viewer;
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      viewer.close();
      throw e;
    }
  }

  XClient.Geometry window() {
    return window;
  }

  XClient hand() {
    return hand;
  }

  PreviewProcess preview() {
    return preview;
  }

  void press(int keySym) throws IOException {
    hand.press(keySym);
  }

  /** Pulls at the window until it has so many pixels. */
  void resize(int width, int height) throws IOException {
    hand.resize(window.id(), width, height);
    window = hand.windowOf(width, height);
  }

  /** What the window is drawn on, without anything to draw with. */
  Canvas canvas() {
    // Screenshots have even sides, as videos must.
    return canvas(window.width() & ~1, window.height() & ~1, scale);
  }

  static Canvas canvas(int width, int height, double scale) {
    return new Canvas(null, null, width, height, scale, Shapes.lineHeight(Canvas.capitals(scale)));
  }

  /** The window's own layout of panes, for the same window. */
  PaneView view(List<PaneSpec> panes) {
    PaneView view = new PaneView(panes);
    view.layOut(canvas(), Strip.height(canvas()));
    return view;
  }

  /** Asks for pictures until one shows a frame. */
  RgbFrame screenshot(int frame) throws IOException, InterruptedException {
    String wanted = String.format("preview-%05d.png", frame);
    for (int i = 0; i < PATIENCE * 2; i++) {
      String line = screenshot();
      if (line.endsWith(wanted)) {
        return Pixels.read(Path.of(line.substring(line.indexOf("saved ") + 6)));
      }
      Thread.sleep(500);
    }
    throw new AssertionError("never shows frame " + frame + ", it said: " + preview.said());
  }

  /** What it says to that: which file it saved, or that there is nothing yet. */
  private String screenshot() throws IOException, InterruptedException {
    int before = preview.lines();
    press('s');
    return preview.await("save", before, PATIENCE);
  }

  /** The same until a pane shows a picture, as it will once the model has been asked again. */
  void await(RgbFrame expected, int frame, PaneGrid.Place pane)
      throws IOException, InterruptedException {
    int worst = 255;
    for (int i = 0; i < PATIENCE && worst > Pixels.ROUNDING; i++) {
      worst = Pixels.difference(expected, screenshot(frame), pane);
    }
    assertTrue(worst <= Pixels.ROUNDING, "a pixel differs by " + worst + " of 255");
  }

  /**
   * What is on the screen is what a screenshot says: above the strip, which tells time. The display
   * may show it a moment after the window has handed it over.
   */
  void requireOnScreen(RgbFrame shot) throws IOException, InterruptedException {
    int differing = differing(shot);
    for (int i = 0; i < PATIENCE * 10 && differing >= 30; i++) {
      Thread.sleep(100);
      differing = differing(shot);
    }
    assertTrue(differing < 30, differing + " samples of the screen are others");
  }

  private int differing(RgbFrame shot) throws IOException {
    RgbFrame screen = hand.look(window);
    int rows = shot.height() - Strip.height(canvas());
    int differing = 0;
    for (int y = 0; y < rows; y++) {
      for (int x = 0; x < shot.width(); x++) {
        for (int c = 0; c < 3; c++) {
          int off = Pixels.sample(screen, x, y, c) - Pixels.sample(shot, x, y, c);
          differing += Math.abs(off) > 2 ? 1 : 0;
        }
      }
    }
    return differing;
  }

  void quit() throws IOException, InterruptedException {
    press('q');
    assertEquals(0, preview.exit(PATIENCE), () -> "it said: " + preview.said());
    assertTrue(preview.result().contains("frames/s on cpu in fp32"), preview.result());
  }

  @Override
  public void close() throws IOException {
    preview.close();
    hand.close();
    display.close();
  }
}
