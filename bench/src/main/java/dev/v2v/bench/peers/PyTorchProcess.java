package dev.v2v.bench.peers;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.v2v.engine.InputException;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A Python with PyTorch that is asked to do what the engine launches, by {@code peer.py}. What goes
 * on in it is told on standard error. Single-thread.
 */
public final class PyTorchProcess implements AutoCloseable {
  private static final Gson GSON = new GsonBuilder().serializeNulls().create();
  private static final String SCRIPT = "peer.py";

  private final Path script;
  private final Process process;
  private final BufferedWriter asks;
  private final BufferedReader answers;
  private final String version;

  private PyTorchProcess(Path script, Process process, int threads, String device) {
    this.script = script;
    this.process = process;
    this.asks = process.outputWriter(StandardCharsets.UTF_8);
    this.answers = process.inputReader(StandardCharsets.UTF_8);
    this.version =
        ask(Map.of("do", "hello", "threads", threads, "device", device)).get("torch").getAsString();
  }

  /**
   * Starts it.
   *
   * @param python a command
   * @param device {@code cpu} or {@code cuda}
   * @throws InputException if it does not start, or has no PyTorch for the device
   */
  public static PyTorchProcess start(String python, int threads, String device) {
    try {
      Path script = Files.createTempFile("v2v-peer", ".py");
      try (InputStream in = PyTorchProcess.class.getResourceAsStream(SCRIPT)) {
        Files.write(script, in.readAllBytes());
      }
      ProcessBuilder builder =
          new ProcessBuilder(List.of(python, script.toString())).redirectError(Redirect.INHERIT);
      Process process;
      try {
        process = builder.start();
      } catch (IOException e) {
        Files.delete(script);
        throw new InputException("--python: '" + python + "' does not start: " + e.getMessage(), e);
      }
      return new PyTorchProcess(script, process, threads, device);
    } catch (IOException e) {
      throw new UncheckedIOException("peers: their script cannot be written", e);
    }
  }

  /** PyTorch's version. */
  public String version() {
    return version;
  }

  /**
   * Makes ready what is to be timed.
   *
   * @return kernels that have no counterpart; the rest is ready if there are none
   */
  public List<String> prepare(List<Map<String, Object>> launches) {
    return ask(Map.of("do", "prepare", "launches", launches))
        .getAsJsonArray("missing")
        .asList()
        .stream()
        .map(e -> e.getAsString())
        .toList();
  }

  /** Seconds of one run of what was prepared, as the mean of so many in a row. */
  public double seconds(int runs) {
    return ask(Map.of("do", "time", "runs", runs)).get("seconds").getAsDouble();
  }

  private JsonObject ask(Map<String, Object> question) {
    String answer;
    try {
      asks.write(GSON.toJson(question));
      asks.newLine();
      asks.flush();
      answer = answers.readLine();
    } catch (IOException e) {
      answer = null; // it ended, and has said why on standard error
    }
    if (answer == null) {
      close();
      throw new InputException(
          "--python: must be a Python with PyTorch, got one that ended with "
              + process.exitValue());
    }
    JsonObject json = JsonParser.parseString(answer).getAsJsonObject();
    if (json.has("error")) {
      throw new InputException("peers: PyTorch says " + json.get("error").getAsString());
    }
    return json;
  }

  @Override
  public void close() {
    try {
      try {
        asks.close(); // the script ends with its input
      } catch (IOException e) {
        process.destroy(); // it ended before
      }
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
      Files.deleteIfExists(script);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException("peers: their script cannot be removed", e);
    }
  }
}
