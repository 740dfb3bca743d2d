package dev.v2v.engine.backend.cuda.jcuda;

import dev.v2v.engine.DeviceException;
import dev.v2v.engine.backend.cuda.natives.PrivateDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which algorithm was the fastest for what, kept on disk for one device and one version of the
 * library: a text file of lines {@code algorithm key}. Lines that are not understood are dropped,
 * since the choice can be made again. Thread-safe.
 */
final class AlgorithmCache {
  private final PrivateDirectory directory;
  private final String file;
  private final Map<String, ConvAlgorithm> chosen = new TreeMap<>();

  /**
   * Reads what is there.
   *
   * @param name tells device and library apart
   */
  AlgorithmCache(PrivateDirectory directory, String name) {
    this.directory = directory;
    this.file = name.replaceAll("[^A-Za-z0-9._-]+", "_") + ".txt";
    Path path = directory.path().resolve(file);
    try {
      if (Files.exists(path)) {
        Files.readAllLines(path).forEach(this::read);
      }
    } catch (IOException e) {
      throw new DeviceException(path + ": choices of algorithms could not be read", e);
    }
  }

  private void read(String line) {
    int space = line.indexOf(' ');
    ConvAlgorithm algorithm = space < 0 ? null : ConvAlgorithm.parse(line.substring(0, space));
    if (algorithm != null) {
      chosen.put(line.substring(space + 1), algorithm);
    }
  }

  /** The choice for a key, {@code null} if none was made. */
  synchronized ConvAlgorithm get(String key) {
    return chosen.get(key);
  }

  /** Keeps a choice. */
  synchronized void put(String key, ConvAlgorithm algorithm) {
    chosen.put(key, algorithm);
    StringBuilder text = new StringBuilder();
    chosen.forEach((k, a) -> text.append(a.text()).append(' ').append(k).append('\n'));
    directory.file(file, text.toString().getBytes(StandardCharsets.UTF_8));
  }
}
