package dev.v2v.preview;

import dev.v2v.engine.Backend;
import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.InputException;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.fomm.FommModel;
import dev.v2v.fomm.LiveAnimation;
import dev.v2v.fomm.MotionTransfer;
import dev.v2v.media.Fit;
import dev.v2v.media.FrameFitter;
import dev.v2v.media.FrameSource;
import dev.v2v.media.RgbFrame;
import dev.v2v.preview.gl.MapForm;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Animation of sources by a driver, one frame after another. */
final class AnimatePerformance implements Performance {
  private static final int SOURCE_POINTS = 0;
  private static final int DRIVING_POINTS = 1;
  private static final int TARGET_POINTS = 2;
  private static final int SCRUB_FRAMES = 10;

  /** A flow of this share of the picture's width has the most saturated colour. */
  private static final double FLOW_SHARE = 1.0 / 5;

  // Stages, in the order of the strip; the laps of LiveAnimation.Stage come after the first two.
  private static final int DECODE = 0;
  private static final int UPLOAD = 1;
  private static final int FIRST_LAP = 2;

  /**
   * What to animate.
   *
   * @param sources pictures, at least one; keys go from one to the next
   */
  record Settings(
      List<Path> sources, Fit fit, boolean relative, boolean adaptScale, DType compute) {
    MotionTransfer.Options motion(boolean moveRelatively) {
      return new MotionTransfer.Options(moveRelatively, adaptScale, moveRelatively);
    }
  }

  private final FommModel model;
  private final Settings settings;
  private final DrivingFeed feed;
  private final boolean replays;
  private final HostFloats picture;
  private LiveAnimation animation;

  private final HostFloats points;
  private final float[] applied;

  // Shared with the window's thread.
  private final float[] offsets;
  private volatile boolean relative;
  private volatile int source;
  private volatile long index;

  /**
   * Looks at the first source. Owns the feed, not the model.
   *
   * @param model prepared for inference
   */
  AnimatePerformance(FommModel model, Settings settings, DrivingFeed feed) {
    this.model = model;
    this.settings = settings;
    this.feed = feed;
    this.relative = settings.relative();
    // Elsewhere a recording saves nothing, and hides where the time goes.
    replays = model.backend().name().startsWith("cuda");
    picture = new HostFloats(3 * height() * width());
    animation = look(0);
    offsets = new float[2 * keyPoints()];
    applied = new float[offsets.length];
    points = new HostFloats(offsets.length);
  }

  private int width() {
    return model.config().frameWidth();
  }

  private int height() {
    return model.config().frameHeight();
  }

  private LiveAnimation look(int which) {
    try (FrameSource file = FrameSource.open(settings.sources().get(which));
        DeviceScope scope = model.backend().scope("source")) {
      RgbFrame frame = file.newFrame();
      if (!file.read(frame)) {
        throw new InputException(settings.sources().get(which) + ": has no picture");
      }
      FrameFitter fitter =
          new FrameFitter(frame.width(), frame.height(), width(), height(), settings.fit());
      float[] values = new float[fitter.outputLength()];
      fitter.apply(frame, values);
      Tensor seen = Tensor.of(model.backend(), Shape.of(1, height(), width(), 3), values);
      return new LiveAnimation(model, seen, settings.motion(relative), settings.compute(), replays);
    }
  }

  @Override
  public Backend backend() {
    return model.backend();
  }

  @Override
  public String title() {
    return "animate";
  }

  @Override
  public List<PaneSpec> panes() {
    int w = width();
    int h = height();
    MapForm flow = model.alignCorners() ? MapForm.FLOW_ALIGNED : MapForm.FLOW_UNALIGNED;
    List<PaneSpec> panes = new ArrayList<>();
    panes.add(PaneSpec.of("source", MapForm.COLOR, w, h).marked(SOURCE_POINTS, false));
    panes.add(PaneSpec.of("driver", MapForm.COLOR, w, h).marked(DRIVING_POINTS, false));
    panes.add(PaneSpec.of("result", MapForm.COLOR, w, h).marked(TARGET_POINTS, true));
    panes.add(PaneSpec.of("warped source", MapForm.COLOR, w, h));
    panes.add(PaneSpec.of("flow", flow, w, h).scaled(w * FLOW_SHARE));
    if (animation.occlusion() != null) {
      panes.add(PaneSpec.of("occlusion: dark is painted", MapForm.SHARE, w, h));
    }
    return panes;
  }

  @Override
  public List<String> stages() {
    return replays
        ? List.of("decode", "upload", "key points", "motion", "image", "replayed", "copy")
        : List.of("decode", "upload", "key points", "motion", "image", "copy");
  }

  @Override
  public int pointLists() {
    return 3;
  }

  @Override
  public int keyPoints() {
    return animation.targetPoints().dim(1);
  }

  @Override
  public Optional<Timeline> timeline() {
    return feed.canSeek() ? Optional.of(feed) : Optional.empty();
  }

  @Override
  public String mode() {
    String motion = relative ? "relative" : "absolute";
    int count = settings.sources().size();
    return count == 1 ? motion : motion + ", source " + (source + 1) + " of " + count;
  }

  @Override
  public long lateInputs() {
    return feed.late();
  }

  @Override
  public Set<KeyAction> missing() {
    Set<KeyAction> missing = EnumSet.noneOf(KeyAction.class);
    if (settings.sources().size() == 1) {
      missing.addAll(EnumSet.of(KeyAction.NEXT_SOURCE, KeyAction.PREVIOUS_SOURCE));
    }
    if (!feed.canSeek()) {
      missing.addAll(EnumSet.of(KeyAction.BACK, KeyAction.FORWARD, KeyAction.HOME));
    }
    return missing;
  }

  @Override
  public double rate() {
    return feed.rate();
  }

  @Override
  public boolean press(KeyAction action, ModelThread thread) {
    switch (action) {
      case REFERENCE -> thread.wish("reference", () -> animation.restart());
      case RELATIVE -> {
        relative ^= true;
        thread.wish("motion", () -> animation.transferBy(settings.motion(relative)));
      }
      case NEXT_SOURCE -> turnTo(source + 1, thread);
      case PREVIOUS_SOURCE -> turnTo(source - 1, thread);
      case RELEASE -> {
        synchronized (offsets) {
          Arrays.fill(offsets, 0);
        }
        thread.wish("offsets", this::moveByHand);
      }
      case BACK -> seek(index - SCRUB_FRAMES, thread);
      case FORWARD -> seek(index + SCRUB_FRAMES, thread);
      case HOME -> seek(0, thread);
      default -> {
        return false;
      }
    }
    return true;
  }

  private void turnTo(int which, ModelThread thread) {
    int count = settings.sources().size();
    source = Math.floorMod(which, count);
    int chosen = source;
    thread.wish("source", () -> replace(look(chosen)));
  }

  private void replace(LiveAnimation next) {
    // The driver stays where it is, and motion counts from there.
    picture.read(animation.driving());
    animation.close();
    animation = next;
    picture.write(animation.driving());
    moveByHand();
  }

  private void seek(long frame, ModelThread thread) {
    if (feed.canSeek()) {
      feed.seek(Math.max(0, Math.min(frame, feed.frames() - 1)));
      if (thread.isPaused()) {
        thread.step();
      }
    }
  }

  @Override
  public void paused(boolean on) {
    feed.hold(on);
  }

  @Override
  public void drag(int keyPoint, double dx, double dy, ModelThread thread) {
    synchronized (offsets) {
      offsets[2 * keyPoint] += (float) dx;
      offsets[2 * keyPoint + 1] += (float) dy;
    }
    thread.wish("offsets", this::moveByHand);
  }

  private void moveByHand() {
    synchronized (offsets) {
      System.arraycopy(offsets, 0, applied, 0, applied.length);
    }
    points.set(applied);
    points.write(animation.offsets());
  }

  @Override
  public Input next(Stopwatch watch) throws InterruptedException {
    DrivingFeed.Frame frame = feed.poll();
    if (frame == null) {
      return feed.isEnded() ? Input.END : Input.NONE;
    }
    watch.begin(); // waiting for a frame is no stage
    picture.set(frame.values);
    picture.write(animation.driving());
    index = frame.index;
    watch.set(DECODE, frame.decodeNanos);
    watch.lap(UPLOAD);
    feed.recycle(frame);
    return Input.NEW;
  }

  @Override
  public boolean isRepeatable() {
    return true;
  }

  @Override
  public boolean compute(Stopwatch watch) {
    animation.next(stage -> watch.lap(FIRST_LAP + lapOf(stage)));
    return true;
  }

  private static int lapOf(LiveAnimation.Stage stage) {
    return switch (stage) {
      case KEY_POINTS -> 0;
      case MOTION -> 1;
      case IMAGE -> 2;
      case REPLAY -> 3;
    };
  }

  @Override
  public void fill(Shot shot) {
    shot.frame = index;
    shot.write(0, animation.source());
    shot.write(1, animation.driving());
    shot.write(2, animation.image());
    shot.write(3, animation.warped());
    shot.write(4, animation.flow());
    if (animation.occlusion() != null) {
      shot.write(5, animation.occlusion());
    }
    points.read(animation.sourcePoints(), shot.points(SOURCE_POINTS));
    points.read(animation.drivingPoints(), shot.points(DRIVING_POINTS));
    points.read(animation.targetPoints(), shot.points(TARGET_POINTS));
  }

  @Override
  public void close() {
    feed.close();
    animation.close();
  }
}
