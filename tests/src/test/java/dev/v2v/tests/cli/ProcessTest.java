package dev.v2v.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.cli.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only a process of its own can show. */
class ProcessTest {
  private static final long SECONDS = 240; // a loaded machine starts a JVM slowly
  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

  @TempDir private Path dir;

  @Test
  void interruptedAnimationLeavesNothing() throws Exception {
    boolean posix = Files.isExecutable(Path.of("/bin/kill"));
    if (!posix) {
      System.out.println("skipped: 1 test, an interrupt needs /bin/kill");
    }
    Assumptions.assumeTrue(posix, "no /bin/kill");
    Path driving = Samples.clip(dir.resolve("driving.mp4"), Samples.SIDE, Samples.SIDE, 3000);
    Path results = Files.createDirectory(dir.resolve("results"));
    Path source = Samples.clip(dir.resolve("source.png"), Samples.SIDE, Samples.SIDE, 1);
    String surefire = System.getProperty("surefire.test.class.path");
    String classPath = surefire == null ? System.getProperty("java.class.path") : surefire;
    List<String> command = new ArrayList<>(List.of(JAVA.toString(), "-cp", classPath));
    command.add(Main.class.getName());
    command.addAll(Samples.animate(source, driving, results.resolve("out.mp4")));
    Process process = start(command);
    try {
      awaitPartial(process, results);
      Process kill = start(List.of("/bin/kill", "-INT", Long.toString(process.pid())));
      assertTrue(kill.waitFor(SECONDS, TimeUnit.SECONDS));
      assertTrue(process.waitFor(SECONDS, TimeUnit.SECONDS), "still runs");
      assertEquals(130, process.exitValue(), "exit code of an interrupt");
      assertEquals(List.of(), Samples.names(results));
    } finally {
      process.destroyForcibly();
    }
  }

  private void awaitPartial(Process process, Path results) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    while (Samples.names(results).isEmpty()) {
      assertTrue(process.isAlive(), "ended before it was interrupted");
      assertTrue(System.nanoTime() < end, "wrote nothing");
      Thread.sleep(5);
    }
  }

  @Test
  void jarRuns() throws Exception {
    Path jar = Samples.ROOT.resolve("target/v2v-engine.jar");
    boolean there = Files.exists(jar);
    if (!there) {
      System.out.println("skipped: 1 test, target/v2v-engine.jar is not built");
    }
    Assumptions.assumeTrue(there, "target/v2v-engine.jar is not built");
    Process process = start(List.of(JAVA.toString(), "-jar", jar.toString(), "--help"));
    assertTrue(process.waitFor(SECONDS, TimeUnit.SECONDS));
    assertEquals(0, process.exitValue());
    String said = Files.readString(dir.resolve("output"));
    assertTrue(said.contains("animate") && said.contains("selftest"), said);
  }

  private Process start(List<String> command) throws IOException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(dir.resolve("output").toFile())
        .start();
  }
}
