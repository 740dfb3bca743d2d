package dev.v2v.kernels;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** Texts by file name, from a folder or from the class path; those called .gz are compressed. */
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
        return in == null ? Optional.empty() : Optional.of(text(name, in));
      } catch (IOException e) {
        throw new UncheckedIOException("kernels: cannot read " + prefix + name, e);
      }
    };
  }

  static KernelFiles in(Path folder) {
    return name -> {
      Path file = folder.resolve(name);
      if (!Files.isRegularFile(file)) {
        return Optional.empty();
      }
      try (InputStream in = Files.newInputStream(file)) {
        return Optional.of(text(name, in));
      } catch (IOException e) {
        throw new UncheckedIOException("kernels: cannot read " + file, e);
      }
    };
  }

  private static String text(String name, InputStream in) throws IOException {
    InputStream plain = name.endsWith(".gz") ? new GZIPInputStream(in) : in;
    return new String(plain.readAllBytes(), StandardCharsets.UTF_8);
  }
}
