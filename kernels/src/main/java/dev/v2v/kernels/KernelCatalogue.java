package dev.v2v.kernels;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * All CUDA kernels of the engine: sources, packaged PTX, declarations. A folder may override
 * sources, so that a changed {@code .cu} or {@code .cuh} runs without a build. Immutable.
 */
public final class KernelCatalogue {
  private static final Pattern INCLUDE =
      Pattern.compile("^\\s*#include\\s+\"([^\"]+)\"", Pattern.MULTILINE);

  private final Map<String, KernelFamily> families = new TreeMap<>();
  private final Map<String, KernelFamily> familyOf = new TreeMap<>();
  private final Map<String, KernelInfo> kernels = new TreeMap<>();

  KernelCatalogue(KernelFiles sources, KernelFiles ptx) {
    for (String name : sources.require("families.txt").lines().toList()) {
      add(read(name, sources, ptx));
    }
  }

  /** The kernels as they are packaged. */
  public static KernelCatalogue packaged() {
    return new KernelCatalogue(KernelFiles.packaged("cuda"), KernelFiles.packaged("ptx"));
  }

  /**
   * The packaged kernels, with the {@code .cu} and {@code .cuh} files of a folder in place of those
   * of the same name. A family whose sources differ has no PTX: it must be compiled.
   *
   * @throws IllegalArgumentException if {@code folder} overrides nothing, or holds a {@code .cu}
   *     that is none of the packaged families
   */
  public static KernelCatalogue withOverrides(Path folder) {
    KernelFiles packaged = KernelFiles.packaged("cuda");
    List<String> own = sourcesIn(folder);
    for (String name : own) {
      if (name.endsWith(".cu") && packaged.find(name).isEmpty()) {
        throw new IllegalArgumentException(
            "kernels: " + folder + " must hold files named like packaged ones, got " + name);
      }
    }
    if (own.isEmpty()) {
      throw new IllegalArgumentException("kernels: no .cu or .cuh file in " + folder);
    }
    KernelFiles mine = KernelFiles.in(folder);
    return new KernelCatalogue(
        name -> own.contains(name) ? mine.find(name) : packaged.find(name),
        KernelFiles.packaged("ptx"));
  }

  private static List<String> sourcesIn(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(f -> f.getFileName().toString())
          .filter(f -> f.endsWith(".cu") || f.endsWith(".cuh"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("kernels: cannot list " + folder, e);
    }
  }

  private static KernelFamily read(String name, KernelFiles sources, KernelFiles ptx) {
    String source = sources.require(name + ".cu");
    Map<String, String> headers = new TreeMap<>();
    collectHeaders(source, sources, headers);
    String stamp = KernelFamily.STAMP + KernelFamily.fingerprint(source, headers);
    Optional<String> matching =
        ptx.find(name + KernelFamily.PTX).filter(text -> text.startsWith(stamp));
    return new KernelFamily(
        name, source, Collections.unmodifiableMap(headers), matching, KernelInfo.parseAll(source));
  }

  private static void collectHeaders(
      String source, KernelFiles sources, Map<String, String> headers) {
    for (String name : INCLUDE.matcher(source).results().map(r -> r.group(1)).toList()) {
      if (!headers.containsKey(name)) {
        String header = sources.require(name);
        headers.put(name, header);
        collectHeaders(header, sources, headers);
      }
    }
  }

  private void add(KernelFamily family) {
    families.put(family.name(), family);
    for (KernelInfo kernel : family.kernels()) {
      KernelFamily other = familyOf.put(kernel.name(), family);
      if (other != null) {
        throw new IllegalArgumentException(
            "kernels: names must be unique, got "
                + kernel.name()
                + " in "
                + other.name()
                + " and "
                + family.name());
      }
      kernels.put(kernel.name(), kernel);
    }
  }

  /** All families, by name. */
  public Collection<KernelFamily> families() {
    return Collections.unmodifiableCollection(families.values());
  }

  /** All kernels, by name. */
  public Collection<KernelInfo> kernels() {
    return Collections.unmodifiableCollection(kernels.values());
  }

  /**
   * A family by name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public KernelFamily family(String name) {
    return known(families, name, "family");
  }

  /**
   * A kernel by name, without version and type.
   *
   * @throws IllegalArgumentException if there is none
   */
  public KernelInfo kernel(String name) {
    return known(kernels, name, "kernel");
  }

  /**
   * The family whose source holds a kernel.
   *
   * @throws IllegalArgumentException if there is none
   */
  public KernelFamily familyOf(String kernel) {
    return known(familyOf, kernel, "kernel");
  }

  private static <T> T known(Map<String, T> map, String name, String kind) {
    T value = map.get(name);
    if (value == null) {
      throw new IllegalArgumentException("kernels: no " + kind + " is named " + name);
    }
    return value;
  }
}
