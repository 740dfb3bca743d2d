package dev.v2v.preview;

import dev.v2v.cli.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The preview's command in a process of its own, and what it says on standard error. */
final class PreviewProcess implements AutoCloseable {
  private final Process process;
  private final List<String> said = new ArrayList<>();

  /**
   * Starts {@code preview} with arguments.
   *
   * @param display of the window; empty for none
   */
  PreviewProcess(Optional<String> display, List<String> arguments) throws IOException {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx1g", "-XX:+UseSerialGC", "-cp", classPath, Main.class.getName()));
    command.add("preview");
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    Map<String, String> environment = builder.environment();
    environment.remove("WAYLAND_DISPLAY");
    environment.remove("DISPLAY");
    display.ifPresent(d -> environment.put("DISPLAY", d));
    process = builder.start();
    Thread reader = new Thread(this::read, "preview-says");
    reader.setDaemon(true);
    reader.start();
  }

  private void read() {
    try (BufferedReader lines = process.errorReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        synchronized (said) {
          said.add(line);
          said.notifyAll();
        }
      }
    } catch (IOException e) {
      synchronized (said) {
        said.add("(its output cannot be read: " + e + ")");
        said.notifyAll();
      }
    }
  }

  /** How many lines so far. */
  int lines() {
    synchronized (said) {
      return said.size();
    }
  }

  List<String> said() {
    synchronized (said) {
      return List.copyOf(said);
    }
  }

  /** The first line after some that contains a text. */
  String await(String text, int after, int seconds) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    synchronized (said) {
      int at = after;
      while (true) {
        for (; at < said.size(); at++) {
          if (said.get(at).contains(text)) {
            return said.get(at);
          }
        }
        long left = end - System.nanoTime();
        if (left <= 0) {
          throw new AssertionError("waited in vain for '" + text + "', it said: " + said);
        }
        TimeUnit.NANOSECONDS.timedWait(said, left);
      }
    }
  }

  /** The exit code; what it says is complete then. */
  int exit(int seconds) throws InterruptedException {
    if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
      throw new AssertionError("does not end, it said: " + said());
    }
    return process.exitValue();
  }

  /** Everything on standard output, after the end. */
  String result() throws IOException {
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
