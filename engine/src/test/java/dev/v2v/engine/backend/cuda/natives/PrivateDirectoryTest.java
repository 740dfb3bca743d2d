package dev.v2v.engine.backend.cuda.natives;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.engine.DeviceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
class PrivateDirectoryTest {
  private static final byte[] CODE = {1, 2, 3, 4};

  @TempDir Path root;

  private static void chmod(Path path, String modes) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(modes));
  }

  @Test
  void aNewDirectoryIsTheOwnersAlone() throws IOException {
    Path path = PrivateDirectory.open(root.resolve("a/b")).path();
    assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
  }

  @Test
  void aDirectoryThatOthersWriteToIsRefused() throws IOException {
    Path path = Files.createDirectory(root.resolve("open"));
    chmod(path, "rwxrwxr-x");
    DeviceException e = assertThrows(DeviceException.class, () -> PrivateDirectory.open(path));
    assertTrue(e.getMessage().contains("rwxrwxr-x"), e.getMessage());
    chmod(path, "rwxr-xr-x");
    PrivateDirectory.open(path);
  }

  @Test
  void aDirectoryThatOthersCanExchangeIsRefused() throws IOException {
    Path shared = Files.createDirectory(root.resolve("shared"));
    chmod(shared, "rwxrwxrwx");
    DeviceException e =
        assertThrows(DeviceException.class, () -> PrivateDirectory.open(shared.resolve("mine")));
    assertTrue(e.getMessage().contains("rename"), e.getMessage());
  }

  @Test
  void aFileIsWrittenOnceAndKept() throws IOException {
    PrivateDirectory directory = PrivateDirectory.open(root.resolve("d"));
    Path file = directory.file("code.so", CODE);
    Object first = Files.readAttributes(file, "unix:ino").get("ino");
    directory.file("code.so", CODE);
    assertEquals(first, Files.readAttributes(file, "unix:ino").get("ino"));
    assertArrayEquals(CODE, Files.readAllBytes(file));
  }

  @Test
  void aFileWithAnotherHashIsReplaced() throws IOException {
    PrivateDirectory directory = PrivateDirectory.open(root.resolve("d"));
    Path file = directory.file("code.so", CODE);
    Files.write(file, new byte[] {1, 2, 3, 5});
    directory.file("code.so", CODE);
    assertArrayEquals(CODE, Files.readAllBytes(file));
  }

  @Test
  void aLinkIsReplacedNotFollowed() throws IOException {
    PrivateDirectory directory = PrivateDirectory.open(root.resolve("d"));
    Path elsewhere = Files.write(root.resolve("elsewhere"), CODE);
    Files.createSymbolicLink(directory.path().resolve("code.so"), elsewhere);
    Path file = directory.file("code.so", CODE);
    assertFalse(Files.isSymbolicLink(file));
    assertArrayEquals(CODE, Files.readAllBytes(file));
  }
}
