package dev.v2v.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kernels ab} on the kernels of the CPU. */
class KernelsAbTest {
  private static final String LOOPS =
      "engine/src/main/java/dev/v2v/engine/backend/cpu/loops/SoftmaxLoops.java";
  private static final int FAILED = 1;
  private static final int REFUSED = 4;

  @TempDir private Path dir;

  private Cli.Result ab(String... more) {
    String[] args = {
      "kernels", "ab", "softmax", "--with", dir.toString(), "--device", "cpu", "--threads", "1"
    };
    String[] all = new String[args.length + more.length];
    System.arraycopy(args, 0, all, 0, args.length);
    System.arraycopy(more, 0, all, args.length, more.length);
    return Cli.run(all);
  }

  private void write(String text) throws IOException {
    Files.writeString(dir.resolve("SoftmaxLoops.java"), text);
  }

  private static String source() throws IOException {
    return Files.readString(Samples.ROOT.resolve(LOOPS));
  }

  @Test
  void anUnchangedSourceIsCompiledCheckedAndTimed() throws IOException {
    write(source());
    Cli.Result result = ab("--rounds", "2", "--seconds", "0.01", "--threshold", "5", "--json");
    JsonObject told = result.json();
    assertTrue(told.getAsJsonObject("a").get("cases").getAsInt() > 3, told.toString());
    assertEquals(told.get("a"), told.get("b"));
    assertTrue(told.getAsJsonArray("verdicts").size() > 1, told.toString());
  }

  @Test
  void aWrongKernelIsNotTimed() throws IOException {
    String source = source();
    String read = "x.get(at, v, elements);";
    String wrong = source.replaceFirst(Pattern.quote(read), read + " v[0] += 1;");
    assertNotEquals(source, wrong, "the source reads its input otherwise now");
    write(wrong);
    Cli.Result result = ab();
    assertEquals(FAILED, result.code(), result.err());
    assertTrue(result.out().contains("A, this build: "), result.out());
    assertTrue(result.out().lines().limit(1).allMatch(l -> l.endsWith("all right")), result.out());
    assertTrue(result.out().contains(" wrong\n"), result.out());
    assertTrue(!result.out().contains("->"), result.out());
  }

  @Test
  void whatDoesNotCompileOrReplacesNothingIsRefused() throws IOException {
    write("package dev.v2v.engine.backend.cpu.loops; final class SoftmaxLoops { int x = ; }");
    Cli.Result result = ab();
    assertEquals(REFUSED, result.code());
    assertTrue(result.err().contains("does not compile"), result.err());
    assertTrue(result.err().contains("SoftmaxLoops.java:1"), result.err());
    write("package other; final class SoftmaxLoops {}");
    ab().refused(REFUSED, "--with: ", "must hold", "dev.v2v.engine.backend.cpu.");
  }
}
