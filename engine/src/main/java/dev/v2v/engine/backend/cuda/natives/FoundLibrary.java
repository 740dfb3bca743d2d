package dev.v2v.engine.backend.cuda.natives;

import java.io.IOException;
import java.nio.file.Path;

/** A library as found installed; {@code path} ends with its soname. */
public record FoundLibrary(CudaLibrary library, int major, Path path) {
  /** Full version as the file's name tells it, else the major version. */
  public String version() {
    try {
      String real = path.toRealPath().getFileName().toString();
      int at = real.indexOf(".so.");
      return at < 0 ? Integer.toString(major) : real.substring(at + 4);
    } catch (IOException e) {
      return Integer.toString(major); // it vanished since; loading it will say so
    }
  }
}
