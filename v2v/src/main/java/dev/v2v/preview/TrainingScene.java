package dev.v2v.preview;

import dev.v2v.media.RgbFloats;
import dev.v2v.media.RgbFrame;
import dev.v2v.preview.gl.MapForm;
import dev.v2v.preview.gl.MapTexture;
import dev.v2v.preview.gl.Shapes;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A training run: what the model makes of its last batch, and its losses. */
final class TrainingScene implements Scene {
  private static final double CURVES_SHARE = 0.36;

  private final TrainingNews news;
  private final Map<String, LossCurve> curves = new LinkedHashMap<>();
  private final CurvePlot plot = new CurvePlot();
  private final Zoom zoom = new Zoom();
  private final StringBuilder text = new StringBuilder();
  private MapTexture samples;
  private PaneGrid.Place samplesAt = new PaneGrid.Place(0, 0, 0, 0);
  private boolean smooth = true;
  private long shown;
  private long step = -1;
  private String message = "";
  private double cursorX;
  private double cursorY;

  TrainingScene(TrainingNews news, Runnable wake) {
    this.news = news;
    news.wake(wake);
  }

  @Override
  public String title() {
    return "train";
  }

  @Override
  public Set<KeyAction> actions() {
    return EnumSet.of(
        KeyAction.ZOOM_IN,
        KeyAction.ZOOM_OUT,
        KeyAction.ZOOM_RESET,
        KeyAction.PIXELS,
        KeyAction.SCREENSHOT,
        KeyAction.RECORD,
        KeyAction.HELP,
        KeyAction.QUIT);
  }

  @Override
  public boolean update() {
    boolean changed = news.step() != step;
    step = news.step();
    List<TrainingNews.Report> reports = news.takeReports();
    for (TrainingNews.Report report : reports) {
      new TreeMap<>(report.means())
          .forEach(
              (name, mean) ->
                  curves.computeIfAbsent(name, LossCurve::new).add(report.step(), mean));
    }
    RgbFrame picture = news.takePicture();
    if (picture != null) {
      show(picture);
    }
    return changed || !reports.isEmpty() || picture != null;
  }

  private void show(RgbFrame picture) {
    if (samples == null
        || samples.width() != picture.width()
        || samples.height() != picture.height()) {
      if (samples != null) {
        samples.close();
      }
      samples = new MapTexture(picture.width(), picture.height(), 3);
    }
    float[] values = new float[picture.data().length];
    RgbFloats.toFloats(picture, values);
    samples.set(values);
    shown++;
  }

  @Override
  public void draw(Canvas canvas) {
    Shapes shapes = canvas.shapes();
    int gap = canvas.px(12);
    int strip = canvas.line() + canvas.px(10);
    int bottom = canvas.height() - strip;
    int curvesWidth = (int) (canvas.width() * CURVES_SHARE);
    int top = gap + canvas.line();
    int samplesWidth = canvas.width() - curvesWidth - 3 * gap;
    if (samples == null) {
      shapes.text("samples come with the first picture", gap, top, samplesWidth, Theme.DIM);
    } else {
      shapes.text("samples", gap, gap, samplesWidth, Theme.TEXT);
      samples(canvas, gap, top, samplesWidth, bottom - top - gap);
    }
    int left = canvas.width() - curvesWidth - gap;
    shapes.text("losses, each on its own scale", left, gap, curvesWidth, Theme.TEXT);
    plot.draw(
        canvas,
        curves.values(),
        new PaneGrid.Place(left, top + canvas.px(2), curvesWidth, bottom - top - gap));
    strip(canvas, gap, bottom);
  }

  private void samples(Canvas canvas, int left, int top, int width, int height) {
    if (width < 1 || height < 1) {
      return; // the window has no room for them
    }
    double scale = Math.min((double) width / samples.width(), (double) height / samples.height());
    samplesAt =
        new PaneGrid.Place(
            left, top, (int) (samples.width() * scale), (int) (samples.height() * scale));
    canvas
        .maps()
        .draw(
            samples,
            MapForm.COLOR,
            zoom.part(),
            left,
            top,
            samplesAt.width(),
            samplesAt.height(),
            0,
            smooth);
  }

  private void strip(Canvas canvas, int left, int top) {
    Shapes shapes = canvas.shapes();
    canvas.maps().fill(0, top, canvas.width(), canvas.height() - top, Theme.PANEL);
    text.setLength(0);
    text.append("step ").append(step < 0 ? 0 : step).append("    ");
    Numbers.append(text, news.samplesPerSecond(), 1);
    text.append(" samples/s");
    if (samples != null) {
      text.append("    samples of step ").append(news.pictureStep());
    }
    String right = message.isEmpty() ? "H: keys" : message;
    int width = canvas.width() - 2 * left;
    double room = Math.min(shapes.textWidth(right), width);
    shapes.text(right, left + width - room, top + canvas.px(5), room, Theme.DIM);
    shapes.text(text, left, top + canvas.px(5), width - room - canvas.px(18), Theme.TEXT);
  }

  @Override
  public void press(KeyAction action, int code) {
    switch (action) {
      case ZOOM_IN -> scroll(1);
      case ZOOM_OUT -> scroll(-1);
      case ZOOM_RESET -> zoom.reset();
      case PIXELS -> smooth = !smooth;
      default -> throw new IllegalArgumentException("training: has no key for " + action);
    }
  }

  @Override
  public void cursor(double x, double y) {
    cursorX = x;
    cursorY = y;
  }

  @Override
  public void button(boolean down) {}

  @Override
  public void scroll(double steps) {
    boolean over = samplesAt.contains(cursorX, cursorY);
    zoom.by(
        Math.pow(1.25, steps),
        over ? (cursorX - samplesAt.left()) / samplesAt.width() : 0.5,
        over ? (cursorY - samplesAt.top()) / samplesAt.height() : 0.5);
  }

  @Override
  public void say(String said) {
    message = said;
  }

  @Override
  public long shown() {
    return shown;
  }

  @Override
  public long frame() {
    return Math.max(0, step);
  }

  @Override
  public double rate() {
    return 5;
  }

  @Override
  public void recording(boolean on) {}

  @Override
  public boolean isEnded() {
    return news.isEnded();
  }

  /** A training that fails says so itself, to whoever asked for it. */
  @Override
  public void rethrow() {}

  @Override
  public void close() {
    news.wake(() -> {});
    if (samples != null) {
      samples.close();
    }
  }
}
