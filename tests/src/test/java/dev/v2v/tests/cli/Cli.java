package dev.v2v.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.v2v.cli.Main;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Runs commands in this process and keeps what they print. */
final class Cli {
  /** What a command said and with which code it ended. */
  record Result(int code, String out, String err) {
    /** Asserts success. */
    Result done() {
      assertEquals(0, code, err);
      return this;
    }

    /** Asserts success and that standard output is one JSON object and nothing else. */
    JsonObject json() {
      done();
      return JsonParser.parseString(out).getAsJsonObject();
    }

    /** Asserts one line on standard error with all of {@code parts}, and nothing printed else. */
    void refused(int expected, String... parts) {
      assertEquals(expected, code, err);
      assertEquals("", out);
      List<String> lines = err.strip().lines().toList();
      boolean usage = expected == 2; // a second line points to the help
      assertTrue(lines.size() == 1 || (usage && lines.size() == 2), err);
      for (String part : parts) {
        assertTrue(err.contains(part), () -> "expected '" + part + "' in: " + err);
      }
      assertFalse(err.contains("Exception") || err.contains("internal error"), err);
    }
  }

  private Cli() {}

  static Result run(List<String> args) {
    return run(args.toArray(String[]::new));
  }

  static Result run(String... args) {
    PrintStream oldOut = System.out;
    PrintStream oldErr = System.err;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code;
    try {
      System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
      System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
      code = Main.run(args);
    } finally {
      System.setOut(oldOut);
      System.setErr(oldErr);
    }
    return new Result(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
