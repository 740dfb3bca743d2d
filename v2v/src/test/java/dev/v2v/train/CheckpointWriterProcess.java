package dev.v2v.train;

import dev.v2v.engine.Shape;
import dev.v2v.nn.checkpoint.ArrayData;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/** Saves one checkpoint after the other until it is killed, and says when each is saved. */
final class CheckpointWriterProcess {
  static final int ELEMENTS = 1 << 19;

  private CheckpointWriterProcess() {}

  public static void main(String[] arguments) {
    CheckpointStore store = new CheckpointStore(Path.of(arguments[0]), 2, System.err::println);
    long step = store.latest().map(CheckpointStore.Saved::step).orElse(0L);
    float[] values = new float[ELEMENTS];
    while (true) {
      step++;
      Arrays.fill(values, (float) step);
      Snapshot snapshot = new Snapshot(step);
      snapshot.putTensors("g", Map.of("w", ArrayData.ofFloats(Shape.of(ELEMENTS), values)));
      store.save(snapshot);
      System.out.println(step);
    }
  }
}
