package dev.v2v.preview;

import dev.v2v.demo.PointColors;
import dev.v2v.engine.V2vException;
import dev.v2v.preview.gl.MapPainter;
import dev.v2v.preview.gl.MapTexture;
import dev.v2v.preview.gl.PixelBuffer;
import dev.v2v.preview.gl.PixelBuffers;
import dev.v2v.preview.gl.Shapes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** A performance in panes: what its model takes, makes and needs for it. */
final class LiveScene implements Scene {
  /** One is written, one waits, one is shown. */
  private static final int SHOTS = 3;

  private static final long MESSAGE_NANOS = 4_000_000_000L;
  private static final double ZOOM_STEP = 1.25;

  private final Performance performance;
  private final List<PaneSpec> specs;
  private final ModelThread thread;
  private final ShotExchange exchange = new ShotExchange();
  private final List<Shot> shots = new ArrayList<>();
  private final List<MapTexture> textures = new ArrayList<>();
  private final FlowLegend legend = new FlowLegend();
  private final float[][] points;
  private final Meter meter;
  private final Strip strip;
  private final PaneView view;
  private long frame = NOTHING;
  private long shown;
  private boolean recording;
  private String message = "";
  private long messageUntil;
  private double cursorX;
  private double cursorY;
  private Drag drag = new Drag.None();

  /** What the mouse is holding. */
  private sealed interface Drag {
    record None() implements Drag {}

    record Time() implements Drag {}

    record Point(int keyPoint, PaneGrid.Place place, PaneSpec spec) implements Drag {}
  }

  /**
   * Prepares buffers and starts the model's thread.
   *
   * @param wake called when there is something new; any thread
   * @param maxFrames ends after so many results
   */
  LiveScene(Performance performance, Runnable wake, long maxFrames, Consumer<String> log) {
    this.performance = performance;
    specs = performance.panes();
    for (PaneSpec spec : specs) {
      textures.add(new MapTexture(spec.width(), spec.height(), spec.form().channels()));
    }
    int numbers = 2 * performance.keyPoints();
    PixelBuffers memory = new PixelBuffers(performance.backend(), log);
    for (int i = 0; i < SHOTS; i++) {
      List<PixelBuffer> buffers = new ArrayList<>();
      for (PaneSpec spec : specs) {
        buffers.add(memory.open(spec.bytes()));
      }
      Shot shot = new Shot(buffers, performance.pointLists(), numbers, performance.stages().size());
      shot.map();
      shots.add(shot);
      exchange.recycle(shot);
    }
    points = new float[performance.pointLists()][numbers];
    meter = new Meter(performance.stages().size());
    strip = new Strip(performance.stages());
    view = new PaneView(specs);
    thread = new ModelThread(performance, exchange, wake, maxFrames);
    thread.start();
  }

  @Override
  public String title() {
    return performance.title();
  }

  @Override
  public Set<KeyAction> actions() {
    Set<KeyAction> all = EnumSet.allOf(KeyAction.class);
    all.removeAll(performance.missing());
    return all;
  }

  @Override
  public boolean update() {
    boolean cleared = !message.isEmpty() && System.nanoTime() > messageUntil;
    if (cleared) {
      message = "";
    }
    Optional<Shot> taken = exchange.take();
    taken.ifPresent(this::show);
    return cleared || taken.isPresent();
  }

  private void show(Shot shot) {
    shot.unmap();
    for (int i = 0; i < specs.size(); i++) {
      textures.get(i).set(shot.pane(i));
    }
    for (int i = 0; i < points.length; i++) {
      System.arraycopy(shot.points(i), 0, points[i], 0, points[i].length);
    }
    frame = shot.frame;
    shown++;
    meter.add(shot.nanos, shot.made);
    shot.map();
    exchange.recycle(shot);
  }

  @Override
  public void draw(Canvas canvas) {
    view.layOut(canvas, Strip.height(canvas));
    for (int i = 0; i < specs.size(); i++) {
      PaneGrid.Place place = view.place(i);
      if (place != null) {
        pane(canvas, i, place);
      }
    }
    strip.draw(canvas, meter, facts());
  }

  private void pane(Canvas canvas, int i, PaneGrid.Place at) {
    PaneSpec spec = specs.get(i);
    Shapes shapes = canvas.shapes();
    shapes.text(spec.title(), at.left(), at.top() - canvas.line(), at.width(), Theme.TEXT);
    MapPainter.Part part = view.zoom().part();
    if (frame == NOTHING) {
      canvas.maps().fill(at.left(), at.top(), at.width(), at.height(), Theme.EMPTY);
      return;
    }
    canvas
        .maps()
        .draw(
            textures.get(i),
            spec.form(),
            part,
            at.left(),
            at.top(),
            at.width(),
            at.height(),
            spec.flowScale(),
            view.isSmooth());
    if (spec.form().isFlow()) {
      legend.draw(canvas, at, spec.flowScale());
    }
    if (spec.points() != PaneSpec.NO_POINTS && view.showsMarks()) {
      marks(canvas, spec, at);
    }
  }

  private void marks(Canvas canvas, PaneSpec spec, PaneGrid.Place at) {
    float[] xy = points[spec.points()];
    double radius = canvas.px(spec.draggable() ? 5 : 4);
    for (int k = 0; k < xy.length / 2; k++) {
      double x = view.x(spec, at, xy[2 * k]);
      double y = view.y(spec, at, xy[2 * k + 1]);
      if (at.contains(x, y)) {
        canvas.shapes().disc(x, y, radius + canvas.px(1.5), Theme.OUTLINE);
        canvas.shapes().disc(x, y, radius, 0xff000000 | PointColors.of(k));
      }
    }
  }

  private Strip.Facts facts() {
    return new Strip.Facts(
        Math.max(0, frame),
        performance.frames(),
        performance.timeline().isPresent(),
        performance.lateInputs() + exchange.late(),
        performance.mode(),
        thread.isPaused() ? "paused" : "",
        recording,
        message);
  }

  @Override
  public void press(KeyAction action, int code) {
    switch (action) {
      case PAUSE -> pause(!thread.isPaused());
      case STEP -> {
        performance.paused(true);
        thread.step();
      }
      case MARKS -> view.toggleMarks();
      case PIXELS -> view.toggleSmooth();
      case PANE -> view.togglePane(KeyAction.pane(code));
      case ZOOM_IN -> zoom(ZOOM_STEP);
      case ZOOM_OUT -> zoom(1 / ZOOM_STEP);
      case ZOOM_RESET -> view.zoom().reset();
      default -> performance.press(action, thread);
    }
  }

  private void pause(boolean on) {
    performance.paused(on);
    thread.pause(on);
  }

  private void zoom(double factor) {
    PaneGrid.Place under = view.under(cursorX, cursorY);
    if (under == null) {
      view.zoom().by(factor, 0.5, 0.5);
    } else {
      view.zoom()
          .by(
              factor,
              (cursorX - under.left()) / under.width(),
              (cursorY - under.top()) / under.height());
    }
  }

  @Override
  public void cursor(double x, double y) {
    double dx = x - cursorX;
    double dy = y - cursorY;
    cursorX = x;
    cursorY = y;
    if (drag instanceof Drag.Time) {
      seek(strip.timelineAt(x));
    } else if (drag instanceof Drag.Point p) {
      performance.drag(
          p.keyPoint, view.dx(p.spec, p.place, dx), view.dy(p.spec, p.place, dy), thread);
    }
  }

  @Override
  public void button(boolean down) {
    drag = new Drag.None();
    if (down) {
      double share = strip.timelineAt(cursorX, cursorY);
      if (share >= 0 && performance.timeline().isPresent()) {
        drag = new Drag.Time();
        seek(share);
      } else {
        grab();
      }
    }
  }

  private void grab() {
    for (int i = 0; i < specs.size(); i++) {
      PaneGrid.Place place = view.place(i);
      if (place != null && specs.get(i).draggable() && place.contains(cursorX, cursorY)) {
        int nearest =
            view.nearest(specs.get(i), place, points[specs.get(i).points()], cursorX, cursorY);
        if (nearest >= 0) {
          drag = new Drag.Point(nearest, place, specs.get(i));
        }
      }
    }
  }

  private void seek(double share) {
    performance
        .timeline()
        .ifPresent(
            timeline -> {
              timeline.seek(Math.round(share * (timeline.frames() - 1)));
              if (thread.isPaused()) {
                thread.step();
              }
            });
  }

  @Override
  public void scroll(double steps) {
    zoom(Math.pow(ZOOM_STEP, steps));
  }

  @Override
  public void say(String text) {
    message = text;
    messageUntil = System.nanoTime() + MESSAGE_NANOS;
  }

  @Override
  public long shown() {
    return shown;
  }

  @Override
  public long frame() {
    return frame;
  }

  @Override
  public double rate() {
    return performance.rate();
  }

  @Override
  public void recording(boolean on) {
    recording = on;
    exchange.lossless(on);
  }

  @Override
  public boolean isEnded() {
    return thread.isEnded();
  }

  @Override
  public void rethrow() {
    if (thread.failure() instanceof RuntimeException e) {
      throw e;
    }
    if (thread.failure() instanceof Error e) {
      throw e;
    }
    if (thread.failure() != null) {
      throw new V2vException("preview: " + thread.failure(), thread.failure());
    }
  }

  /** How it went, for the report at the end. */
  PreviewSummary summary() {
    return new PreviewSummary(
        thread.made(), thread.seconds(), shown, performance.lateInputs(), exchange.late());
  }

  @Override
  public void close() {
    thread.close();
    legend.close();
    textures.forEach(MapTexture::close);
    shots.forEach(Shot::close);
  }
}
