package dev.v2v.vid2vid.run;

import dev.v2v.data.Dice;
import dev.v2v.data.FlowConfidence;
import dev.v2v.data.FlowField;
import dev.v2v.data.sequence.FrameSequence;
import dev.v2v.data.sequence.SequenceFilter;
import dev.v2v.data.sequence.SequenceSource;
import dev.v2v.data.sequence.Window;
import java.util.Arrays;

/**
 * Sequences whose flow was measured, not known: it is trusted only where the photographs agree
 * along it, too, by the authors' rule.
 */
final class TrustedFlow extends SequenceFilter {
  TrustedFlow(SequenceSource source) {
    super(source);
  }

  @Override
  public void read(int entry, Window window, Dice dice, FrameSequence into) {
    super.read(entry, window, dice, into);
    int width = format().width();
    int height = format().height();
    int pixels = width * height;
    for (int t = 1; t < into.frames(); t++) {
      FlowField field =
          new FlowField(
              width,
              height,
              Arrays.copyOfRange(into.flow(), 2 * (t - 1) * pixels, 2 * t * pixels),
              new boolean[pixels]);
      float[] sure =
          FlowConfidence.byColour(
              photo(into, t), photo(into, t - 1), field, FlowConfidence.PUBLISHED_LIMIT);
      for (int p = 0; p < pixels; p++) {
        into.confidence()[(t - 1) * pixels + p] *= sure[p];
      }
    }
  }

  private float[] photo(FrameSequence frames, int t) {
    int size = 3 * format().width() * format().height();
    return Arrays.copyOfRange(frames.photos(), t * size, (t + 1) * size);
  }
}
