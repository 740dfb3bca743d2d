package dev.v2v.kernels;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Texts by file name, from a folder or from the class path. */
@FunctionalInterface
interface KernelFiles {
  Optional<String> find(String name);

  /** The text that must be there. */
  default String require(String name) {
    return find(name)
        .orElseThrow(() -> new IllegalArgumentException("kernels: there is no file " + name));
  }

  /** Files in a folder beside this class; the folder "" is this class's own. */
  static KernelFiles packaged(String folder) {
    String prefix = folder.isEmpty() ? "" : folder + "/";
    return name -> {
      try (InputStream in = KernelFiles.class.getResourceAsStream(prefix + name)) {
        return in == null
            ? Optional.empty()
            : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException("kernels: cannot read " + prefix + name, e);
      }
    };
  }

  static KernelFiles in(Path folder) {
    return name -> {
      Path file = folder.resolve(name);
      try {
        return Files.isRegularFile(file) ? Optional.of(Files.readString(file)) : Optional.empty();
      } catch (IOException e) {
        throw new UncheckedIOException("kernels: cannot read " + file, e);
      }
    };
  }
}
