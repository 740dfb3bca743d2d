package dev.v2v.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class StopSignalTest {
  @TempDir Path temp;

  @Test
  void aTerminatedRunFinishesItsStepAndSavesIt() throws Exception {
    Process child = ChildProcess.start(EndlessRunProcess.class, temp.toString());
    try (BufferedReader out = ChildProcess.output(child)) {
      assertEquals("running", out.readLine());
      child.destroy(); // SIGTERM, which Java treats as it does Ctrl-C
      assertEquals(143, child.waitFor());
    }
    CheckpointStore store =
        new CheckpointStore(temp.resolve("checkpoints"), 2, w -> assertEquals("", w));
    CheckpointStore.Saved latest = store.latest().orElseThrow();
    assertTrue(latest.step() > 20);
    // The weight is 0 + 1 + ... of all steps made: the last step was neither cut nor lost.
    long expected = latest.step() * (latest.step() - 1) / 2;
    assertEquals(expected, new CountingTask(Snapshot.read(latest.file())).weight);
    List<Map<String, Object>> log = JsonLog.read(temp.resolve("log.jsonl"));
    assertEquals("stop", log.get(log.size() - 1).get("kind"));
    assertEquals(latest.step(), log.get(log.size() - 1).get("step"));
  }

  @Test
  void nothingIsRequestedUntilSomebodyAsks() {
    try (StopSignal stop = StopSignal.install()) {
      assertFalse(stop.requested());
      stop.request();
      assertTrue(stop.requested());
    }
  }
}
