package dev.v2v.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.cli.Main;
import dev.v2v.train.CheckpointStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training in a process that is killed. */
class TrainProcessTest {
  private static final long SECONDS = 240; // a loaded machine starts a JVM slowly

  @TempDir private Path dir;

  @Test
  void aKilledRunGoesOn() throws Exception {
    Path run = dir.resolve("run");
    Process process = start(run);
    try {
      awaitCheckpoint(process, run, 3);
    } finally {
      process.destroyForcibly();
    }
    assertTrue(process.waitFor(SECONDS, TimeUnit.SECONDS));
    assertEquals(137, process.exitValue(), "killed without a chance to clean up");
    CheckpointStore.Saved latest = store(run).latest().orElseThrow();
    assertTrue(latest.step() >= 3, latest.toString());
    String steps = Long.toString(latest.step() + 2);
    Cli.run(Training.fomm(run, "--resume", "--steps", steps)).done();
    assertEquals(latest.step() + 2, store(run).latest().orElseThrow().step());
  }

  private static CheckpointStore store(Path run) {
    return new CheckpointStore(run.resolve("checkpoints"), 3, w -> assertEquals("", w));
  }

  private Process start(Path run) throws Exception {
    String surefire = System.getProperty("surefire.test.class.path");
    String classPath = surefire == null ? System.getProperty("java.class.path") : surefire;
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command = new ArrayList<>(List.of(java, "-cp", classPath, Main.class.getName()));
    command.addAll(
        Training.fomm(
            run,
            "--config",
            Training.config(dir, 3).toString(),
            "--data",
            "puppets",
            "--checkpoint-every",
            "1",
            "--minutes",
            "60"));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(dir.resolve("output").toFile())
        .start();
  }

  private void awaitCheckpoint(Process process, Path run, long step) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    while (!Files.exists(Training.checkpoint(run, step))) {
      assertTrue(process.isAlive(), () -> "ended: " + said());
      assertTrue(System.nanoTime() < end, "wrote no checkpoint");
      Thread.sleep(5);
    }
  }

  private String said() {
    try {
      return Files.readString(dir.resolve("output"));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
