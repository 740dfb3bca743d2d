package dev.v2v.data.sequence;

import java.util.List;
import java.util.stream.IntStream;

/** Sequences of one training step. Refilled once the loader is asked for the next batch. */
public final class SequenceBatch {
  private final List<FrameSequence> items;
  private long step;

  SequenceBatch(int size, int frames, SequenceFormat format) {
    items = IntStream.range(0, size).mapToObj(i -> new FrameSequence(frames, format)).toList();
  }

  /** The step this batch is for, counted from 0 over the whole training. */
  public long step() {
    return step;
  }

  public List<FrameSequence> items() {
    return items;
  }

  void startStep(long newStep) {
    step = newStep;
  }
}
