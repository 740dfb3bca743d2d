package dev.v2v.data;

import dev.v2v.engine.InputException;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.RenderedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/** How drawn data sets keep what they know: folders, numbering, PNG images, flow. */
public final class TruthFiles {
  private static final IndexColorModel BLACK_AND_WHITE =
      new IndexColorModel(1, 2, new byte[] {0, -1}, new byte[] {0, -1}, new byte[] {0, -1});

  private TruthFiles() {}

  /**
   * Makes the folder of a new data set.
   *
   * @throws InputException when it is a file or has something in it
   */
  public static void createEmpty(Path root) throws IOException {
    if (Files.exists(root)) {
      if (!Files.isDirectory(root)) {
        throw new InputException(root + ": expected a folder, found a file");
      }
      try (Stream<Path> entries = Files.list(root)) {
        if (entries.findAny().isPresent()) {
          throw new InputException(root + ": expected a new or empty folder; it has files in it");
        }
      }
    }
    Files.createDirectories(root);
  }

  /** {@code number} with zeros before it, at least {@code digits} long. */
  public static String padded(int number, int digits) {
    String text = Integer.toString(number);
    return "0".repeat(Math.max(0, digits - text.length())) + text;
  }

  /** Writes an image as it is. */
  public static void writePng(RenderedImage image, Path file) throws IOException {
    if (!ImageIO.write(image, "png", file.toFile())) {
      throw new IOException(file + ": this Java runtime cannot write PNG images");
    }
  }

  /** Writes {@code NAME.flo} and {@code NAME_occluded.png}, white where hidden. */
  public static void writeFlow(
      Path folder, String name, int width, int height, float[] flow, boolean[] occluded)
      throws IOException {
    FlowFile.write(folder.resolve(name + ".flo"), width, height, flow);
    BufferedImage image =
        new BufferedImage(width, height, BufferedImage.TYPE_BYTE_BINARY, BLACK_AND_WHITE);
    for (int p = 0; p < width * height; p++) {
      image.getRaster().setSample(p % width, p / width, 0, occluded[p] ? 1 : 0);
    }
    writePng(image, folder.resolve(name + "_occluded.png"));
  }
}
