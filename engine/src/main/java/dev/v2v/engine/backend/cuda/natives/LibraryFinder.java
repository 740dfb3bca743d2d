package dev.v2v.engine.backend.cuda.natives;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Looks for NVIDIA's libraries where they are usually installed: the loader's path, {@code
 * CUDA_HOME} and {@code CUDA_PATH}, the usual prefixes, and Python's wheels. Immutable.
 */
public final class LibraryFinder {
  private static final String FAMILY = "x86_64-linux-gnu";

  private final List<Path> directories;

  LibraryFinder(Collection<Path> directories) {
    this.directories = List.copyOf(directories);
  }

  /** Looks where this process's environment says. */
  public static LibraryFinder ofSystem() {
    return new LibraryFinder(directories(System.getenv(), Path.of("/")));
  }

  /** The same places followed by {@code last}. */
  LibraryFinder with(Path last) {
    List<Path> all = new ArrayList<>(directories);
    all.add(last);
    return new LibraryFinder(all);
  }

  /** The places, in order of search. */
  List<Path> directories() {
    return directories;
  }

  /**
   * The first of {@code library}'s supported versions, the order of versions before that of places.
   *
   * @param newest versions above it are passed over, for a driver that could not run them
   */
  public Optional<FoundLibrary> find(CudaLibrary library, int newest) {
    for (int major : library.majors()) {
      for (Path directory : directories) {
        Path file = directory.resolve(library.soname(major));
        if (major <= newest && Files.isReadable(file)) {
          return Optional.of(new FoundLibrary(library, major, file));
        }
      }
    }
    return Optional.empty();
  }

  /** Files of {@code library} in versions that cannot be used, for messages. */
  public List<Path> unusable(CudaLibrary library, int newest) {
    List<Path> found = new ArrayList<>();
    for (Path directory : directories) {
      for (Path file : matching(directory, library.base() + ".so.")) {
        String version = file.getFileName().toString().substring(library.base().length() + 4);
        if (version.matches("[0-9]{1,9}")) {
          int major = Integer.parseInt(version);
          if (major > newest || !library.majors().contains(major)) {
            found.add(file);
          }
        }
      }
    }
    return found;
  }

  /** The library that must be loaded before {@code found}, from beside it. */
  static Optional<Path> companion(FoundLibrary found) {
    String base = found.library().companion();
    if (base.isEmpty()) {
      return Optional.empty();
    }
    Path directory = found.path().toAbsolutePath().getParent();
    // libnvrtc-builtins has two numbers in its soname; longer names are what that links to.
    return matching(directory, base + ".so." + found.major()).stream()
        .min(Comparator.comparingInt(p -> p.toString().length()));
  }

  static List<Path> directories(Map<String, String> environment, Path root) {
    Set<Path> found = new LinkedHashSet<>();
    split(environment.get("LD_LIBRARY_PATH")).forEach(p -> found.add(Path.of(p)));
    loaderConfiguration(root.resolve("etc/ld.so.conf"), root, found, 0);
    for (String home : List.of("CUDA_HOME", "CUDA_PATH", "CUDNN_PATH", "CONDA_PREFIX")) {
      split(environment.get(home)).forEach(p -> toolkit(Path.of(p), found));
    }
    toolkit(root.resolve("usr/local/cuda"), found);
    List<Path> versions = new ArrayList<>(matching(root.resolve("usr/local"), "cuda-"));
    versions.sort((a, b) -> b.toString().compareTo(a.toString())); // the newest first
    versions.forEach(p -> toolkit(p, found));
    for (String prefix : List.of("opt/cuda", "usr/local/nvidia", "usr", "usr/lib/wsl")) {
      toolkit(root.resolve(prefix), found);
    }
    found.add(root.resolve("lib/" + FAMILY));
    found.add(root.resolve("usr/lib/" + FAMILY));
    found.add(root.resolve("run/opengl-driver/lib")); // NixOS keeps the driver here
    pythonPackages(environment, root).forEach(p -> wheels(p, found));
    return found.stream().filter(Files::isDirectory).toList();
  }

  private static void toolkit(Path prefix, Set<Path> found) {
    found.add(prefix.resolve("lib64"));
    found.add(prefix.resolve("targets/x86_64-linux/lib"));
    found.add(prefix.resolve("lib"));
  }

  /** Directories of the loader's configuration and of the files that it includes. */
  private static void loaderConfiguration(Path file, Path root, Set<Path> found, int depth) {
    if (depth > 3 || !Files.isReadable(file)) {
      return;
    }
    try {
      for (String line : Files.readAllLines(file)) {
        String text = line.strip();
        if (text.startsWith("include ")) {
          Path pattern = resolve(root, text.substring(8).strip());
          matching(pattern.getParent(), "").stream()
              .filter(p -> p.toString().endsWith(".conf"))
              .forEach(p -> loaderConfiguration(p, root, found, depth + 1));
        } else if (text.startsWith("/")) {
          found.add(resolve(root, text));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": must be readable", e);
    }
  }

  private static Path resolve(Path root, String absolute) {
    return root.resolve(absolute.replaceFirst("^/+", ""));
  }

  /** Where the Pythons of this environment keep packages. */
  private static Set<Path> pythonPackages(Map<String, String> environment, Path root) {
    Set<Path> prefixes = new LinkedHashSet<>();
    for (String variable : List.of("VIRTUAL_ENV", "CONDA_PREFIX")) {
      split(environment.get(variable)).forEach(p -> prefixes.add(Path.of(p)));
    }
    for (String bin : split(environment.get("PATH"))) {
      Path python = Path.of(bin).resolve("python3");
      if (Files.isExecutable(python) && python.toAbsolutePath().getParent().getParent() != null) {
        prefixes.add(python.toAbsolutePath().getParent().getParent());
      }
    }
    split(environment.get("HOME")).forEach(home -> prefixes.add(Path.of(home).resolve(".local")));
    prefixes.add(root.resolve("usr"));
    prefixes.add(root.resolve("usr/local"));
    Set<Path> packages = new LinkedHashSet<>();
    for (Path prefix : prefixes) {
      for (Path version : matching(prefix.resolve("lib"), "python3")) {
        packages.add(version.resolve("site-packages"));
        packages.add(version.resolve("dist-packages"));
      }
    }
    return packages;
  }

  /** Wheels up to CUDA 12 have a folder per library, those of CUDA 13 share {@code cu13}. */
  private static void wheels(Path packages, Set<Path> found) {
    matching(packages.resolve("nvidia"), "").forEach(p -> found.add(p.resolve("lib")));
  }

  private static List<String> split(String path) {
    return path == null
        ? List.of()
        : Arrays.stream(path.split(File.pathSeparator, -1)).filter(p -> !p.isBlank()).toList();
  }

  /** Entries of {@code directory} whose names start so, in order of name. */
  private static List<Path> matching(Path directory, String start) {
    if (!Files.isDirectory(directory) || !Files.isReadable(directory)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.filter(p -> p.getFileName().toString().startsWith(start)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(directory + ": must be readable", e);
    }
  }
}
