package dev.v2v.preview;

import dev.v2v.data.Split;
import dev.v2v.data.puppets.Kind;
import dev.v2v.data.puppets.PuppetClip;
import dev.v2v.data.puppets.PuppetWorld;
import dev.v2v.media.RgbFrame;
import java.util.List;
import java.util.OptionalLong;

/** A drawn face that moves: drives a model where there is neither camera nor clip. */
final class TestPattern implements DrivingClip {
  /** Its name on the command line. */
  static final String NAME = "test-pattern";

  private static final int FRAMES = 250;

  private final PuppetClip clip;
  private long position;

  TestPattern(long seed, int side) {
    clip = PuppetWorld.of(seed).clip(Kind.FACE, Split.TEST.index(0), FRAMES, side);
  }

  @Override
  public int width() {
    return clip.size();
  }

  @Override
  public int height() {
    return clip.size();
  }

  @Override
  public OptionalLong frames() {
    return OptionalLong.of(FRAMES);
  }

  @Override
  public double period() {
    return 1 / DEFAULT_RATE.toDouble();
  }

  @Override
  public boolean read(RgbFrame into) {
    if (position == FRAMES) {
      return false;
    }
    clip.draw((double) position++, into);
    return true;
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public void seek(long frame) {
    position = Math.max(0, Math.min(frame, FRAMES - 1));
  }

  @Override
  public List<String> warnings() {
    return List.of();
  }

  @Override
  public void close() {}
}
