package dev.v2v.preview;

import dev.v2v.preview.gl.GlWindow;
import dev.v2v.preview.gl.MapPainter;
import dev.v2v.preview.gl.Shapes;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A window with one scene in it: draws when there is something new, hands on what the user does,
 * takes pictures and records. For the thread that opened it.
 */
public final class PreviewWindow implements AutoCloseable {
  /** Longest wait between two looks at what is new; messages fade that late. */
  private static final double WAIT_SECONDS = 0.25;

  /**
   * The share of the time that OpenGL in software may draw; results that come meanwhile are late. A
   * model of two threads on two cores all but stands still while it does: the threads wait for each
   * other, and drawing has two as well.
   */
  private static final double SOFTWARE_SHARE = 0.05;

  /**
   * How to show it.
   *
   * @param width in the units of the desktop
   * @param headless off screen, for which no display is needed
   * @param folder where screenshots and recordings go
   * @param screenshot file of the last picture, {@code null} for none
   */
  public record Options(int width, int height, boolean headless, Path folder, Path screenshot) {}

  private final Options options;
  private final Consumer<String> log;
  private final GlWindow window;
  private final Shapes shapes;
  private final MapPainter maps;
  private final DrawPace pace;
  private final Pictures pictures;
  private Scene scene;
  private boolean help;
  private boolean dirty = true;
  private boolean quit;
  private boolean wanted; // a picture of what the window is about to show
  private long recorded;

  /**
   * Opens the window, empty.
   *
   * @param log is told what was saved
   * @throws dev.v2v.engine.DeviceException if there is no display, or no OpenGL 3.3 on it
   */
  public PreviewWindow(Options options, Consumer<String> log) {
    this.options = options;
    this.log = log;
    window =
        new GlWindow(
            new GlWindow.Options(
                "v2v preview", options.width(), options.height(), !options.headless()));
    shapes = new Shapes();
    maps = new MapPainter();
    pictures =
        new Pictures(options.folder(), (width, height) -> draw(canvas(width, height)), this::say);
    pace = new DrawPace(window.isSoftware() ? SOFTWARE_SHARE : 1, System.nanoTime());
    canvas(); // draws nothing yet, but the desktop shows a window as soon as there is one
    window.show();
  }

  /** One line for people: who draws. */
  public String renderer() {
    boolean paced = window.isSoftware() && !options.headless();
    return window.renderer() + (paced ? "; the CPU draws, in a twentieth of the time at most" : "");
  }

  /**
   * Shows a scene until the user has enough. Off screen, where there is no user, until it ends.
   *
   * @param subject for the title, after the scene's own
   * @param make makes the scene, of what it calls when there is something new
   * @param atEnd whether the window closes when there is nothing more to show
   */
  <S extends Scene, R> R run(
      String subject, Function<Runnable, S> make, Function<S, R> result, boolean atEnd) {
    window.listen(new Keys()); // it hears of nothing before the first await
    try (S shown = make.apply(window::wake)) {
      scene = shown;
      window.title("v2v preview - " + scene.title() + " - " + subject);
      boolean closes = atEnd || options.headless();
      try {
        while (!quit && !window.isClosing() && !(closes && scene.isEnded())) {
          window.await(waitSeconds());
          scene.rethrow();
          turn();
        }
        scene.rethrow();
        dirty = true; // there may be something since the last look, and it has no turn to wait for
        turn();
        if (options.screenshot() != null) {
          pictures.save(options.screenshot(), window.width(), window.height());
        }
      } finally {
        pictures.stop();
      }
      return result.apply(shown);
    } finally {
      scene = null;
    }
  }

  /** What is new must wait for its turn; what the user does does not. */
  private double waitSeconds() {
    double rest = pace.secondsUntilDue(System.nanoTime());
    return rest > 0 ? Math.min(WAIT_SECONDS, rest) : WAIT_SECONDS;
  }

  /** Whether to look at what is new: when it may be drawn, or must not be missed. */
  private boolean looks() {
    return dirty || options.headless() || pictures.isRecording() || scene.isEnded() || isDue();
  }

  private boolean isDue() {
    return pace.isDue(System.nanoTime());
  }

  private void turn() {
    if (looks()) {
      dirty |= scene.update();
    }
    if (!dirty || window.width() == 0) {
      return;
    }
    dirty = false;
    if (!options.headless()) {
      long began = System.nanoTime();
      draw(canvas());
      window.show();
      pace.drawn(began, System.nanoTime());
    }
    if (pictures.isRecording() && scene.shown() != recorded) {
      recorded = scene.shown();
      record();
    }
    if (wanted) {
      wanted = false;
      save();
    }
  }

  private Canvas canvas() {
    return canvas(window.width(), window.height());
  }

  private Canvas canvas(int width, int height) {
    shapes.begin(width, height, Canvas.capitals(window.scale()));
    maps.begin(width, height, Theme.BACKGROUND);
    return new Canvas(shapes, maps, width, height, window.scale(), shapes.lineHeight());
  }

  private void draw(Canvas canvas) {
    scene.draw(canvas);
    if (help) {
      HelpPanel.draw(canvas, scene.actions());
    }
    shapes.flush();
  }

  private void save() {
    if (scene.frame() == Scene.NOTHING) {
      say("nothing to save yet");
    } else {
      String name = String.format("preview-%05d.png", scene.frame());
      pictures.trySave(name, window.width(), window.height());
    }
  }

  private void toggleRecording() {
    if (pictures.isRecording()) {
      pictures.stop();
    } else {
      pictures.start(window.width(), window.height(), scene.rate());
      recorded = scene.shown();
    }
    scene.recording(pictures.isRecording());
  }

  private void record() {
    try {
      pictures.record(window.width(), window.height());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      quit = true;
    }
    scene.recording(pictures.isRecording());
  }

  private void say(String text) {
    log.accept(text);
    scene.say(text);
    dirty = true;
  }

  // ---- input -----------------------------------------------------------------------------------

  /** What the user does, as GLFW tells it. */
  private final class Keys implements GlWindow.Input {
    @Override
    public void key(int key) {
      KeyAction action = KeyAction.of(key);
      if (action == null || !scene.actions().contains(action)) {
        return;
      }
      dirty = true;
      switch (action) {
        case HELP -> help = !help;
        case QUIT -> quit = true;
        case SCREENSHOT -> wanted = true; // once the window shows the same, in its newest size
        case RECORD -> toggleRecording();
        default -> scene.press(action, key);
      }
    }

    @Override
    public void cursor(double x, double y) {
      scene.cursor(x, y);
    }

    @Override
    public void button(boolean down) {
      scene.button(down);
      dirty = true;
    }

    @Override
    public void scroll(double steps) {
      scene.scroll(steps);
      dirty = true;
    }

    @Override
    public void refresh() {
      dirty = true;
    }
  }

  @Override
  public void close() {
    pictures.close();
    maps.close();
    shapes.close();
    window.close();
  }
}
