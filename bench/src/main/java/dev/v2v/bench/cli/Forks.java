package dev.v2v.bench.cli;

import dev.v2v.bench.harness.Run;
import dev.v2v.bench.report.RunFiles;
import dev.v2v.bench.report.RunReader;
import dev.v2v.engine.InputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Measures in fresh JVMs, one after the other. */
final class Forks {
  private Forks() {}

  /**
   * Runs {@code bench} once and reads its result.
   *
   * @param program command line up to the entry of a program, maybe of another build
   * @param arguments of {@code bench}, without where to write
   * @throws InputException if it fails, in which case it has said why on standard error
   */
  static Run run(List<String> program, List<String> arguments) {
    try {
      Path folder = Files.createTempDirectory("v2v-fork");
      try {
        List<String> command = new ArrayList<>(program);
        command.addAll(arguments);
        command.addAll(List.of("--out", folder.toString()));
        int code = start(command);
        if (!Files.exists(folder.resolve(RunFiles.JSON))) {
          throw new InputException("bench: a fork ended with " + code + " and no result");
        }
        return RunReader.read(folder.resolve(RunFiles.JSON));
      } finally {
        delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("bench: a fork cannot be run", e);
    }
  }

  private static int start(List<String> command) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(Redirect.DISCARD)
            .redirectError(Redirect.INHERIT)
            .start();
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new InputException("bench: interrupted while a fork ran", e);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
