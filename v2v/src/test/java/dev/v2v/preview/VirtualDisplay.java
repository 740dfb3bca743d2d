package dev.v2v.preview;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** An X server without a screen, for as long as a test takes. */
final class VirtualDisplay implements AutoCloseable {
  private static final Path SERVER = Path.of("/usr/bin/Xvfb");

  private final Process server;
  private final int number;

  private VirtualDisplay(Process server, int number) {
    this.server = server;
    this.number = number;
  }

  /** A display, empty where no X server without a screen is installed. */
  static Optional<VirtualDisplay> open() throws IOException {
    if (!Files.isExecutable(SERVER)) {
      return Optional.empty();
    }
    Process server =
        new ProcessBuilder(
                SERVER.toString(),
                "-displayfd",
                "1",
                "-screen",
                "0",
                "1280x1024x24",
                "-nolisten",
                "tcp")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    // It writes the number that it found free, once it takes connections.
    String number = server.inputReader(StandardCharsets.US_ASCII).readLine();
    if (number == null) {
      throw new IOException("Xvfb ended at once, with " + server.exitValue());
    }
    return Optional.of(new VirtualDisplay(server, Integer.parseInt(number.strip())));
  }

  int number() {
    return number;
  }

  @Override
  public void close() {
    server.destroy();
  }
}
