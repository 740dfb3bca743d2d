package dev.v2v.preview;

import dev.v2v.engine.Backend;
import dev.v2v.preview.gl.MapForm;
import dev.v2v.vid2vid.LiveSynthesis;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** A video made from label maps, one frame after another. */
final class SynthesizePerformance implements Performance {
  private static final int LABELS = 0;
  private static final int MODEL = 1;

  private final Backend backend;
  private final LiveSynthesis synthesis;
  private final double flowScale;
  private final boolean repeat;
  private final long period; // nanoseconds; 0 for as fast as it goes
  private final double rate;
  private final long frames;
  private long due;

  /**
   * Owns the synthesis.
   *
   * @param flowScale pixels of flow in the most saturated colour
   * @param repeat begin again at the end
   * @param realTime not faster than the clip; each frame needs the one before, so none is left out
   */
  SynthesizePerformance(
      Backend backend,
      LiveSynthesis synthesis,
      double flowScale,
      boolean repeat,
      boolean realTime) {
    this.backend = backend;
    this.synthesis = synthesis;
    this.flowScale = flowScale;
    this.repeat = repeat;
    rate = synthesis.rate().orElse(DrivingClip.DEFAULT_RATE).toDouble();
    period = realTime ? Math.round(1e9 / rate) : 0;
    frames = synthesis.frames();
  }

  @Override
  public Backend backend() {
    return backend;
  }

  @Override
  public String title() {
    return "synthesize";
  }

  @Override
  public List<PaneSpec> panes() {
    int w = synthesis.width();
    int h = synthesis.height();
    List<PaneSpec> panes = new ArrayList<>();
    panes.add(PaneSpec.of("labels", MapForm.SIGNED_COLOR, w, h));
    panes.add(PaneSpec.of("result", MapForm.SIGNED_COLOR, w, h));
    panes.add(PaneSpec.of("painted anew", MapForm.SIGNED_COLOR, w, h));
    if (synthesis.previous() != null) {
      panes.add(PaneSpec.of("previous", MapForm.SIGNED_COLOR, w, h));
    }
    if (synthesis.flow() != null) {
      panes.add(PaneSpec.of("warped previous", MapForm.SIGNED_COLOR, w, h));
      panes.add(PaneSpec.of("flow", MapForm.FLOW_PIXELS, w, h).scaled(flowScale));
      panes.add(PaneSpec.of("mask: white is painted", MapForm.SHARE, w, h));
    }
    return panes;
  }

  @Override
  public List<String> stages() {
    return List.of("labels", "model", "copy");
  }

  @Override
  public Set<KeyAction> missing() {
    return EnumSet.of(
        KeyAction.BACK,
        KeyAction.FORWARD,
        KeyAction.REFERENCE,
        KeyAction.RELATIVE,
        KeyAction.NEXT_SOURCE,
        KeyAction.PREVIOUS_SOURCE,
        KeyAction.RELEASE,
        KeyAction.MARKS);
  }

  @Override
  public double rate() {
    return rate;
  }

  @Override
  public long frames() {
    return frames;
  }

  @Override
  public boolean press(KeyAction action, ModelThread thread) {
    if (action != KeyAction.HOME) {
      return false;
    }
    thread.wish("restart", synthesis::restart);
    if (thread.isPaused()) {
      thread.step();
    }
    return true;
  }

  @Override
  public Input next(Stopwatch watch) throws InterruptedException {
    awaitDue();
    watch.begin(); // waiting is no stage
    if (!synthesis.read()) {
      if (!repeat || synthesis.position() == 0) {
        return Input.END;
      }
      synthesis.restart();
      return Input.NONE;
    }
    watch.lap(LABELS);
    return Input.NEW;
  }

  private void awaitDue() throws InterruptedException {
    long now = System.nanoTime();
    if (period > 0 && due > now) {
      Thread.sleep((due - now) / 1_000_000, (int) ((due - now) % 1_000_000));
    }
    due = Math.max(now, due) + period;
  }

  @Override
  public boolean isRepeatable() {
    return false; // a frame needs the one before
  }

  @Override
  public boolean compute(Stopwatch watch) {
    boolean made = synthesis.next();
    watch.lap(MODEL);
    return made;
  }

  @Override
  public void fill(Shot shot) {
    shot.frame = synthesis.position() - 1;
    shot.write(0, synthesis.labels());
    shot.write(1, synthesis.image());
    shot.write(2, synthesis.hallucinated());
    if (synthesis.previous() != null) {
      shot.write(3, synthesis.previous());
    }
    if (synthesis.flow() != null) { // then there is one before, too
      shot.write(4, synthesis.warped());
      shot.write(5, synthesis.flow());
      shot.write(6, synthesis.mask());
    }
  }

  @Override
  public void close() {
    synthesis.close();
  }
}
