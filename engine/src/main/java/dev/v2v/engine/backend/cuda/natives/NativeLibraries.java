package dev.v2v.engine.backend.cuda.natives;

import dev.v2v.engine.DeviceException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Loads JCuda's native libraries against whatever versions of NVIDIA's are installed. Thread-safe.
 *
 * <p>IMPLEMENTATION NOTES. JCuda's loader tries {@code java.library.path}, then {@code
 * java.io.tmpdir}, where it takes a file of the right name for its own. So the rebound library is
 * put into a private directory, which is the temporary directory while JCuda's class initialises.
 * NVIDIA's libraries are loaded first by absolute path: the loader then recognises them by soname,
 * wherever they lie.
 */
public final class NativeLibraries {
  private static final NativeLibraries INSTANCE = new NativeLibraries();

  private final Map<Binding, Outcome> outcomes = new EnumMap<>(Binding.class);
  private LibraryFinder finder;
  private int newestMajor = Integer.MAX_VALUE;

  private record Outcome(Optional<FoundLibrary> found, DeviceException failure) {}

  private NativeLibraries() {}

  /** The one loader of this process: a native library is loaded once. */
  public static NativeLibraries instance() {
    return INSTANCE;
  }

  /**
   * Loads a binding if it is not loaded, so that its class can be called.
   *
   * @return the library it calls, empty if it needs none
   * @throws DeviceException with the cause and a next step if it does not load
   */
  public synchronized Optional<FoundLibrary> load(Binding binding) {
    Outcome outcome = outcomes.computeIfAbsent(binding, this::attempt);
    if (outcome.failure() != null) {
      // A class whose initialiser failed stays broken, so the first reason is the one to tell.
      throw new DeviceException(outcome.failure().getMessage(), outcome.failure());
    }
    return outcome.found();
  }

  /** Passes over toolkits newer than the driver; to be called before anything but the driver. */
  public synchronized void limitMajor(int driverMajor) {
    newestMajor = driverMajor;
  }

  /** Where a library would be taken from, without loading it. */
  public synchronized Optional<FoundLibrary> find(CudaLibrary library) {
    return finder().find(library, newest(library));
  }

  /** Files of {@code library} in versions that cannot serve. */
  public synchronized List<Path> unusable(CudaLibrary library) {
    return finder().unusable(library, newest(library));
  }

  /** The driver's own name has nothing to do with CUDA's version, and cuDNN has its own count. */
  private int newest(CudaLibrary library) {
    boolean versioned = library == CudaLibrary.NVRTC || library == CudaLibrary.CUBLAS;
    return versioned ? newestMajor : Integer.MAX_VALUE;
  }

  private Outcome attempt(Binding binding) {
    try {
      requirePlatform(binding);
      Optional<FoundLibrary> found = binding.library().map(this::require);
      found.ifPresent(NativeLibraries::loadBeforehand);
      Path directory = privateDirectory(found);
      PrivateDirectory target = PrivateDirectory.open(directory);
      target.file(binding.fileName(), rebound(binding, found));
      refuseShadow(binding, System.getProperty("java.library.path", ""));
      initialise(binding, target.path());
      return new Outcome(found, null);
    } catch (DeviceException e) {
      return new Outcome(Optional.empty(), e);
    } catch (UnsatisfiedLinkError e) {
      String reason =
          e.getMessage() == null ? e.toString() : e.getMessage().lines().findFirst().get();
      return new Outcome(
          Optional.empty(),
          new DeviceException(binding.fileName() + ": the system could not load it: " + reason, e));
    }
  }

  private FoundLibrary require(CudaLibrary library) {
    return find(library)
        .orElseThrow(
            () -> {
              List<Path> unusable = unusable(library);
              return new DeviceException(
                  library.base()
                      + ": needs version "
                      + library.majors()
                      + (newest(library) < Integer.MAX_VALUE
                          ? " for a driver of CUDA " + newestMajor
                          : "")
                      + ", "
                      + (unusable.isEmpty() ? "found none" : "found " + unusable)
                      + "; "
                      + library.remedy());
            });
  }

  private synchronized LibraryFinder finder() {
    if (finder == null) {
      LibraryFinder system = LibraryFinder.ofSystem();
      finder = RedistributedLibraries.directory().map(system::with).orElse(system);
    }
    return finder;
  }

  /** Bindings of different versions never share a file. */
  private static Path privateDirectory(Optional<FoundLibrary> found) {
    String versions = found.map(f -> f.library().soname(f.major())).orElse("alone");
    return PrivateDirectory.cacheRoot().resolve("natives").resolve(versions);
  }

  private static void loadBeforehand(FoundLibrary found) {
    LibraryFinder.companion(found).ifPresent(path -> System.load(path.toString()));
    System.load(found.path().toAbsolutePath().toString());
  }

  /** The content of a binding's library, asking for the version that was found. */
  static byte[] rebound(Binding binding, Optional<FoundLibrary> found) {
    byte[] content;
    try (InputStream in = NativeLibraries.class.getResourceAsStream(binding.resource())) {
      if (in == null) {
        throw new DeviceException(
            "cuda: " + binding.resource() + " is not in this build; use the complete jar");
      }
      content = in.readAllBytes();
    } catch (IOException e) {
      throw new DeviceException("cuda: " + binding.resource() + " could not be read", e);
    }
    if (found.isEmpty()) {
      return content;
    }
    CudaLibrary library = found.get().library();
    String wanted = library.soname(found.get().major());
    if (!wanted.equals(library.boundSoname())) {
      new ElfFile(binding.fileName(), content).rebind(library.boundSoname(), wanted);
    }
    return content;
  }

  /** A library of the same name on the Java library path would be loaded in place of ours. */
  static void refuseShadow(Binding binding, String libraryPath) {
    for (String entry : libraryPath.split(File.pathSeparator, -1)) {
      Path shadow = Path.of(entry.isEmpty() ? "." : entry).resolve(binding.fileName());
      if (Files.exists(shadow)) {
        throw new DeviceException(
            shadow
                + ": would be loaded in place of the one inside the jar; remove it from"
                + " java.library.path");
      }
    }
  }

  private static void initialise(Binding binding, Path directory) {
    withTemporaryDirectory(
        directory,
        () -> {
          try {
            return Class.forName(binding.className(), true, NativeLibraries.class.getClassLoader());
          } catch (ClassNotFoundException e) {
            throw new DeviceException("cuda: " + binding.className() + " is not in this build", e);
          }
        });
  }

  private static <T> T withTemporaryDirectory(Path directory, Supplier<T> action) {
    String before = System.getProperty("java.io.tmpdir");
    System.setProperty("java.io.tmpdir", directory.toString());
    try {
      return action.get();
    } finally {
      System.setProperty("java.io.tmpdir", before);
    }
  }

  private static void requirePlatform(Binding binding) {
    String os = System.getProperty("os.name");
    String architecture = System.getProperty("os.arch");
    boolean linux = os.toLowerCase(Locale.ROOT).startsWith("linux");
    if (!linux || !List.of("amd64", "x86_64").contains(architecture)) {
      throw new DeviceException(
          "cuda: "
              + binding.fileName()
              + " runs on Linux on x86-64, this is "
              + os
              + " on "
              + architecture);
    }
  }
}
