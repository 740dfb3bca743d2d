package dev.v2v.engine.backend.cuda.jcuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Libraries that write down how they are called, built from C for one test, and a JVM on them. */
final class NativeRecorder {
  private final Path directory;

  NativeRecorder(Path directory) {
    this.directory = directory;
    assumeTrue(
        System.getProperty("os.name").startsWith("Linux")
            && System.getProperty("os.arch").equals("amd64")
            && onPath("cc"),
        "needs Linux on x86-64 and a C compiler named cc");
  }

  private static boolean onPath(String command) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
        .anyMatch(p -> Files.isExecutable(Path.of(p, command)));
  }

  /**
   * Builds a library from a resource; its symbols carry its name as their version, as NVIDIA's do.
   */
  void build(String source, String library) throws IOException, InterruptedException {
    try (InputStream in = NativeRecorder.class.getResourceAsStream(source)) {
      Files.copy(in, directory.resolve(source));
    }
    Files.writeString(directory.resolve("versions"), library + " { *; };\n");
    run(
        "cc",
        "-shared",
        "-fPIC",
        "-w",
        "-Wl,-soname," + library,
        "-Wl,--version-script=versions",
        "-o",
        library,
        source);
  }

  /** What a program and the libraries print. */
  List<String> java(Class<?> main) throws IOException, InterruptedException {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String cache = "-Dv2v.cache=" + directory.resolve("cache");
    return run(java, cache, "-cp", classPath, main.getName()).stream()
        .filter(line -> !line.startsWith("WARNING"))
        .toList();
  }

  private List<String> run(String... command) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().put("LD_LIBRARY_PATH", directory.toString());
    builder.redirectErrorStream(true).redirectOutput(directory.resolve("output").toFile());
    Process process = builder.start();
    assertTrue(process.waitFor(240, TimeUnit.SECONDS), command[0] + " takes too long");
    List<String> lines =
        new ArrayList<>(Files.readAllLines(directory.resolve("output"), StandardCharsets.UTF_8));
    assertEquals(0, process.exitValue(), () -> String.join("\n", lines));
    return lines;
  }
}
