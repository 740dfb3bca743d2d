package dev.v2v.media;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files with flipped bytes give frames or a MediaException: no other error, no crash, no hang. */
class DamageTest {
  /** {@code -Dv2v.media.damage=10000} searches for longer. */
  private static final int ROUNDS = Integer.getInteger("v2v.media.damage", 60);

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {"own.mp4", "own.gif", "own.png", "own.jpg", "tone.mp4", "adpcm.avi", "plain.webm"})
  @Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void flippedBytes(String name) throws IOException {
    byte[] whole = Files.readAllBytes(clip(name));
    Random random = new Random(name.hashCode());
    Path damaged = folder.resolve("damaged-" + name);
    int refused = 0;
    int read = 0;
    for (int round = 0; round < ROUNDS; round++) {
      byte[] bytes = whole.clone();
      // Headers are where the dangerous numbers stand, so half of the rounds stay there.
      int reach = round % 2 == 0 ? bytes.length : Math.min(bytes.length, 256);
      for (int flips = 1 + random.nextInt(12); flips > 0; flips--) {
        bytes[random.nextInt(reach)] = (byte) random.nextInt(256);
      }
      Files.write(damaged, bytes);
      try (FrameSource source = FrameSource.open(damaged)) {
        RgbFrame frame = source.newFrame();
        int frames = 0;
        while (frames < 100 && source.read(frame)) {
          frames++;
        }
        assertTrue(source.warnings().size() <= 2, source.warnings().toString());
        read++;
      } catch (MediaException e) {
        assertTrue(e.getMessage().startsWith(damaged + ": "), e.getMessage());
        refused++;
      } catch (RuntimeException e) {
        throw new AssertionError(name + ", round " + round, e);
      }
    }
    boolean checksummed = name.endsWith(".png"); // its reader refuses any change
    assertTrue(refused > 0 && (checksummed || read > 0), read + " read, " + refused + " refused");
  }

  private Path clip(String name) throws IOException {
    return switch (name) {
      case "own.mp4", "own.gif" -> Clips.write(folder.resolve(name), 64, 48, 12, Rational.of(10));
      case "own.png" -> Clips.write(folder.resolve(name), 64, 48, 1, Rational.of(10));
      case "own.jpg" -> {
        Path file = folder.resolve(name);
        BufferedImage image = new BufferedImage(64, 48, BufferedImage.TYPE_INT_RGB);
        ImageIO.write(image, "jpg", file.toFile());
        yield file;
      }
      default -> Clips.resource(folder, name);
    };
  }
}
