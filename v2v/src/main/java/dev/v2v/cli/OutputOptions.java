package dev.v2v.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Option;

/** Options of every command: how results and errors are printed. */
public final class OutputOptions {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().serializeNulls().create();

  @Option(names = "--json", description = "Print the result as one JSON object.")
  private boolean json;

  @Option(names = "--debug", description = "Print stack traces of errors.")
  void debug(boolean on) {
    Debug.enable(on);
  }

  @Option(
      names = "--trace",
      paramLabel = "FILE",
      description =
          "Write what was done when, for ui.perfetto.dev or chrome://tracing: operators, kernels,"
              + " copies and memory with shapes and bytes.")
  void trace(Path file) {
    Trace.start(file);
  }

  public boolean json() {
    return json;
  }

  /** Prints {@code result} if JSON was asked for, else {@code text}. */
  public void print(Map<String, ?> result, String text) {
    System.out.println(json ? GSON.toJson(result) : text);
  }
}
