package dev.v2v.preview;

import dev.v2v.media.FrameSink;
import dev.v2v.media.MediaException;
import dev.v2v.media.Rational;
import dev.v2v.media.RgbFrame;
import dev.v2v.media.SinkOptions;
import dev.v2v.preview.gl.GlWindow;
import dev.v2v.preview.gl.MapPainter;
import dev.v2v.preview.gl.OffScreen;
import dev.v2v.preview.gl.Shapes;
import java.nio.file.Files;
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
  private OffScreen offScreen;
  private Recorder recorder;
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
    canvas(); // draws nothing yet, but the desktop shows a window as soon as there is one
    window.show();
  }

  /** One line for people: who draws. */
  public String renderer() {
    return window.renderer();
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
          window.await(WAIT_SECONDS);
          scene.rethrow();
          turn();
        }
        scene.rethrow();
        turn(); // what came after the last look
        if (options.screenshot() != null) {
          save(options.screenshot());
        }
      } finally {
        stopRecording();
      }
      return result.apply(shown);
    } finally {
      scene = null;
    }
  }

  private void turn() {
    dirty |= scene.update();
    if (!dirty || window.width() == 0) {
      return;
    }
    dirty = false;
    if (!options.headless()) {
      draw(canvas());
      window.show();
    }
    if (recorder != null && scene.shown() != recorded) {
      recorded = scene.shown();
      record();
    }
    if (wanted) {
      wanted = false;
      trySave();
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

  // ---- pictures --------------------------------------------------------------------------------

  /** H.264 wants even sides; an odd window loses a column or row. */
  private int evenWidth() {
    return Math.max(2, window.width() & ~1);
  }

  private int evenHeight() {
    return Math.max(2, window.height() & ~1);
  }

  private void capture(RgbFrame into) {
    if (offScreen == null || !offScreen.isOf(into.width(), into.height())) {
      if (offScreen != null) {
        offScreen.close();
      }
      offScreen = new OffScreen(into.width(), into.height());
    }
    offScreen.capture(() -> draw(canvas(into.width(), into.height())), into);
  }

  private void save(Path file) {
    RgbFrame picture = new RgbFrame(evenWidth(), evenHeight());
    capture(picture);
    SinkOptions form = SinkOptions.of(picture.width(), picture.height(), Rational.of(1));
    try (FrameSink sink = FrameSink.create(file, form)) {
      sink.write(picture);
      sink.finish();
    }
    say("saved " + file);
  }

  /** What cannot be saved must not end the preview. */
  private void trySave() {
    if (scene.frame() == Scene.NOTHING) {
      say("nothing to save yet");
      return;
    }
    try {
      save(options.folder().resolve(String.format("preview-%05d.png", scene.frame())));
    } catch (MediaException e) {
      say(e.getMessage());
    }
  }

  private void toggleRecording() {
    if (recorder != null) {
      stopRecording();
      return;
    }
    try {
      Path file = free("recording-%03d.mp4");
      recorder = new Recorder(file, evenWidth(), evenHeight(), scene.rate());
      recorded = scene.shown();
      scene.recording(true);
      say("recording " + file);
    } catch (MediaException e) {
      say(e.getMessage());
    }
  }

  private Path free(String pattern) {
    int i = 0;
    while (Files.exists(options.folder().resolve(String.format(pattern, i)))) {
      i++;
    }
    return options.folder().resolve(String.format(pattern, i));
  }

  private void record() {
    if (!recorder.isOf(evenWidth(), evenHeight())) {
      stopRecording(); // a video has one size
      return;
    }
    try {
      RgbFrame picture = recorder.next();
      capture(picture);
      recorder.add(picture);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      quit = true;
    }
  }

  private void stopRecording() {
    if (recorder == null) {
      return;
    }
    Recorder done = recorder;
    recorder = null;
    scene.recording(false);
    try {
      done.close();
      say(String.format("saved %s, %d frames", done.file(), done.frames()));
    } catch (MediaException e) {
      say(e.getMessage());
    }
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
    if (offScreen != null) {
      offScreen.close();
    }
    maps.close();
    shapes.close();
    window.close();
  }
}
