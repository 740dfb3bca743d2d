package dev.v2v.preview;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.engine.V2vException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a user may name as a driver. */
class DrivingClipTest {
  private static final int SIDE = 64;

  @TempDir Path folder;

  private static String refused(String from) {
    return assertThrows(V2vException.class, () -> DrivingClip.open(from, 0, SIDE).close())
        .getMessage();
  }

  @Test
  void theTestPatternNeedsNoFile() {
    try (DrivingClip clip = DrivingClip.open("test-pattern", 0, SIDE)) {
      assertEquals(SIDE, clip.width());
      assertTrue(clip.frames().getAsLong() > 100);
    }
  }

  @Test
  void aCameraThatIsNotThereIsCalledACamera() {
    String said = refused("/dev/video4711");
    assertTrue(said.startsWith("/dev/video4711: there is no such camera; this machine has"), said);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aDeviceThatIsNoCameraIsRefused() {
    String said = refused("/dev/null");
    assertTrue(said.startsWith("/dev/null: expected a camera; it cannot be opened: "), said);
  }

  @Test
  void aFileThatIsNotThereIsCalledAFile() {
    String path = folder.resolve("video0").toString();
    String said = refused(path);
    assertTrue(said.startsWith(path + ": expected a video, GIF, image or folder"), said);
  }
}
