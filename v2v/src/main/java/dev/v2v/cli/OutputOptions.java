package dev.v2v.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
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

  public boolean json() {
    return json;
  }

  /** Prints {@code result} if JSON was asked for, else {@code text}. */
  public void print(Map<String, ?> result, String text) {
    System.out.println(json ? GSON.toJson(result) : text);
  }
}
