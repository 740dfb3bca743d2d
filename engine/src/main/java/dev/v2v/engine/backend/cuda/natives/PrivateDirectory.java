package dev.v2v.engine.backend.cuda.natives;

import dev.v2v.engine.DeviceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;

/**
 * A directory from which code is loaded: only its owner may write to it, and nobody else may
 * exchange it. Files are written whole or not at all and compared by hash when used again.
 */
public final class PrivateDirectory {
  private final Path path;

  private PrivateDirectory(Path path) {
    this.path = path;
  }

  /**
   * Where this program keeps what it can make again: {@code v2v.cache}, else {@code
   * XDG_CACHE_HOME/v2v-engine}, else {@code ~/.cache/v2v-engine}.
   */
  public static Path cacheRoot() {
    String chosen = System.getProperty("v2v.cache");
    if (chosen != null) {
      return Path.of(chosen).toAbsolutePath();
    }
    String xdg = System.getenv("XDG_CACHE_HOME");
    Path base =
        xdg == null || !Path.of(xdg).isAbsolute()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(xdg);
    return base.resolve("v2v-engine");
  }

  /**
   * Opens a directory, made with mode 0700 if missing.
   *
   * @throws DeviceException if others may write to it or exchange it
   */
  public static PrivateDirectory open(Path path) {
    try {
      Files.createDirectories(
          path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      Path real = path.toRealPath();
      requireOwnerOnly(real);
      for (Path above = real.getParent(); above != null; above = above.getParent()) {
        requireNotExchangeable(above);
      }
      return new PrivateDirectory(real);
    } catch (IOException e) {
      throw new DeviceException(
          path + ": must be a directory this user can write; choose another with -Dv2v.cache=DIR",
          e);
    }
  }

  private static void requireOwnerOnly(Path directory) throws IOException {
    Set<PosixFilePermission> modes = Files.getPosixFilePermissions(directory);
    boolean ours = Files.getAttribute(directory, "unix:uid").equals(currentUser());
    if (!ours || othersWrite(modes)) {
      throw new DeviceException(
          directory
              + ": code is loaded from it, so it must be this user's and writable by no one else,"
              + " got "
              + PosixFilePermissions.toString(modes)
              + " of "
              + Files.getOwner(directory).getName()
              + "; chmod 700 it or choose another with -Dv2v.cache=DIR");
    }
  }

  /** A directory above may be shared only if it is sticky, as /tmp is. */
  private static void requireNotExchangeable(Path above) throws IOException {
    boolean sticky = ((int) Files.getAttribute(above, "unix:mode") & 01000) != 0;
    Object owner = Files.getAttribute(above, "unix:uid");
    boolean trusted = owner.equals(0) || owner.equals(currentUser());
    if (!trusted || (othersWrite(Files.getPosixFilePermissions(above)) && !sticky)) {
      throw new DeviceException(
          above
              + ": code is loaded from below it, so others must not be able to rename what is in"
              + " it; choose another place with -Dv2v.cache=DIR");
    }
  }

  private static Object currentUser() throws IOException {
    Path probe = Files.createTempFile("v2v", null);
    try {
      return Files.getAttribute(probe, "unix:uid");
    } finally {
      Files.delete(probe);
    }
  }

  private static boolean othersWrite(Set<PosixFilePermission> modes) {
    return modes.contains(PosixFilePermission.GROUP_WRITE)
        || modes.contains(PosixFilePermission.OTHERS_WRITE);
  }

  public Path path() {
    return path;
  }

  /**
   * A file with exactly this content: the one that is there if its hash is right, else written.
   *
   * @throws DeviceException if it cannot be written
   */
  public Path file(String name, byte[] content) {
    Path file = path.resolve(name);
    try {
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
          || !sha256(Files.readAllBytes(file)).equals(sha256(content))) {
        Path temporary = Files.createTempFile(path, name, ".part"); // mode 0600
        Files.write(temporary, content);
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
      }
      return file;
    } catch (IOException e) {
      throw new DeviceException(file + ": could not be written", e);
    }
  }

  /** SHA-256 in hexadecimal digits. */
  public static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
