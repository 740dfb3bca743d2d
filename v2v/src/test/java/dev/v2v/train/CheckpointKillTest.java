package dev.v2v.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed while it writes checkpoints never loses the last one it had saved. */
@Timeout(180)
class CheckpointKillTest {
  private static final int ROUNDS = 8;

  @TempDir Path folder;

  @Test
  void whateverWasSavedSurvives() throws Exception {
    Random random = new Random(20240607);
    int tornWrites = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long acknowledged = runAndKill(random.nextInt(3), random.nextInt(40_000_000));
      tornWrites += count(".tmp") > 0 ? 1 : 0;
      List<String> warnings = new ArrayList<>();
      CheckpointStore store = new CheckpointStore(folder, 2, warnings::add);
      CheckpointStore.Saved latest = store.latest().orElseThrow();
      assertTrue(latest.step() >= acknowledged, latest + " after " + acknowledged);
      assertEquals(List.of(), warnings, "no file under its final name is ever incomplete");
      assertEquals(0, count(".tmp"));
      for (CheckpointStore.Saved saved : store.saved()) {
        for (float value : Snapshot.read(saved.file()).tensors("g").get("w").toFloats()) {
          assertEquals((float) saved.step(), value);
        }
      }
    }
    assertTrue(tornWrites > 0, "at least one of " + ROUNDS + " kills should hit a write");
  }

  /** Waits for some checkpoints, then for some nanoseconds, then kills. Returns the last saved. */
  private long runAndKill(int skip, int nanos) throws Exception {
    Process child = ChildProcess.start(CheckpointWriterProcess.class, folder.toString());
    long last = 0;
    try (BufferedReader out = ChildProcess.output(child)) {
      for (int i = 0; i <= skip; i++) {
        last = Long.parseLong(out.readLine());
      }
      LockSupport.parkNanos(nanos);
      // Unlike the process's own method, the handle's leaves the output to be read.
      child.toHandle().destroyForcibly();
      child.waitFor();
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        last = Long.parseLong(line);
      }
    }
    assertEquals(137, child.exitValue(), "killed");
    return last;
  }

  private long count(String suffix) throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(f -> f.toString().endsWith(suffix)).count();
    }
  }
}
