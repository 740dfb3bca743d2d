package dev.v2v.data;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/**
 * Writes clips whose frames say which clip and frame they are: red is the clip, green the frame.
 */
final class TestClips {
  private TestClips() {}

  static Path folder(Path path, int clip, int frames, int size) throws IOException {
    Files.createDirectories(path);
    for (int t = 0; t < frames; t++) {
      BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
      paint(image, 0, size, clip, t);
      ImageIO.write(image, "png", path.resolve(t + ".png").toFile());
    }
    return path;
  }

  static Path strip(Path path, int clip, int frames, int size) throws IOException {
    BufferedImage image = new BufferedImage(frames * size, size, BufferedImage.TYPE_INT_RGB);
    for (int t = 0; t < frames; t++) {
      paint(image, t * size, size, clip, t);
    }
    ImageIO.write(image, "png", path.toFile());
    return path;
  }

  private static void paint(BufferedImage image, int left, int size, int clip, int t) {
    for (int y = 0; y < size; y++) {
      for (int x = 0; x < size; x++) {
        image.setRGB(left + x, y, clip << 16 | t << 8 | (x + size * y));
      }
    }
  }
}
