package dev.v2v.engine.backend.cuda.natives;

import dev.v2v.engine.DeviceException;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * NVIDIA's libraries as a jar on the class path, for a machine that has a driver and nothing else.
 * They are unpacked once, into a directory of this user's.
 */
final class RedistributedLibraries {
  private static final String FOLDER = "org/bytedeco/cuda/" + Binding.PLATFORM + "/";
  private static final List<CudaLibrary> UNPACKED =
      List.of(CudaLibrary.NVRTC, CudaLibrary.CUBLAS, CudaLibrary.CUDNN);

  private RedistributedLibraries() {}

  /** The directory that holds them, empty if the class path has none. */
  static Optional<Path> directory() {
    ClassLoader loader = RedistributedLibraries.class.getClassLoader();
    for (CudaLibrary library : UNPACKED) {
      for (int major : library.majors()) {
        URL resource = loader.getResource(FOLDER + library.soname(major));
        if (resource != null && resource.getProtocol().equals("jar")) {
          return Optional.of(unpack(resource));
        }
      }
    }
    return Optional.empty();
  }

  private static Path unpack(URL resource) {
    try {
      JarFile jar = ((JarURLConnection) resource.openConnection()).getJarFile();
      String name = Path.of(jar.getName()).getFileName().toString().replace(".jar", "");
      Path directory =
          PrivateDirectory.open(PrivateDirectory.cacheRoot().resolve("redist").resolve(name))
              .path();
      for (JarEntry entry : jar.stream().filter(RedistributedLibraries::isWanted).toList()) {
        copy(jar, entry, directory);
      }
      return directory;
    } catch (IOException e) {
      throw new DeviceException(
          "cuda: libraries of " + resource + " could not be unpacked; 3 GB of disk are needed", e);
    }
  }

  private static boolean isWanted(JarEntry entry) {
    return UNPACKED.stream().anyMatch(l -> entry.getName().startsWith(FOLDER + l.base()));
  }

  /** Gigabytes are not hashed at every start: nobody else can write here, and size tells a part. */
  private static void copy(JarFile jar, JarEntry entry, Path directory) throws IOException {
    Path file = directory.resolve(entry.getName().substring(FOLDER.length()));
    if (Files.exists(file) && Files.size(file) == entry.getSize()) {
      return;
    }
    Path part = Files.createTempFile(directory, "unpack", ".part");
    try (InputStream in = jar.getInputStream(entry)) {
      Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
    }
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
