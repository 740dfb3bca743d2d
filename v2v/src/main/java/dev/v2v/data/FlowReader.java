package dev.v2v.data;

import dev.v2v.engine.InputException;
import dev.v2v.engine.Shape;
import dev.v2v.nn.checkpoint.ArrayData;
import dev.v2v.nn.checkpoint.Npy;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import javax.imageio.ImageIO;

/**
 * Reads optical flow from files by the ending of their name: {@code .flo} of Middlebury, {@code
 * .png} of KITTI (16-bit RGB: 64 x + 2^15, 64 y + 2^15, and 1 where known), {@code .npy} with
 * {@code (H, W, 2)} or {@code (2, H, W)} numbers. Pixels whose flow is not known have flow 0 and
 * count as occluded.
 */
public final class FlowReader {
  private static final int HEADER = 12;

  /** Lengths beyond this mean "not known" in Middlebury's files. */
  private static final float UNKNOWN = 1e9f;

  private static final int MAX_SIDE = 1 << 15;

  private FlowReader() {}

  /**
   * Reads one field.
   *
   * @throws InputException when the file is not what its name says, or is damaged
   */
  public static FlowField read(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    try {
      if (name.endsWith(".flo")) {
        return middlebury(file);
      }
      if (name.endsWith(".png")) {
        return kitti(file);
      }
      if (name.endsWith(".npy")) {
        return numpy(file);
      }
    } catch (IOException e) {
      throw new InputException(file + ": expected readable optical flow: " + e.getMessage(), e);
    }
    throw new InputException(file + ": optical flow must be a .flo, .png or .npy file");
  }

  private static FlowField middlebury(Path file) throws IOException {
    long size = Files.size(file);
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    if (size < HEADER || bytes.getFloat() != FlowFile.TAG) {
      throw new InputException(file + ": a .flo file must begin with the float 202021.25");
    }
    int width = bytes.getInt();
    int height = bytes.getInt();
    boolean plausible = width >= 1 && height >= 1 && width <= MAX_SIDE && height <= MAX_SIDE;
    if (!plausible || size != HEADER + 8L * width * height) {
      throw new InputException(
          String.format(
              "%s: a .flo file of %dx%d must have %d bytes, got %d",
              file, width, height, HEADER + 8L * width * height, size));
    }
    FlowField field = new FlowField(width, height);
    bytes.asFloatBuffer().get(field.flow());
    forgetUnknown(field);
    return field;
  }

  private static void forgetUnknown(FlowField field) {
    float[] flow = field.flow();
    for (int p = 0; p < field.occluded().length; p++) {
      float x = Math.abs(flow[2 * p]);
      float y = Math.abs(flow[2 * p + 1]);
      if (!(x <= UNKNOWN && y <= UNKNOWN)) { // also NaN
        flow[2 * p] = 0;
        flow[2 * p + 1] = 0;
        field.occluded()[p] = true;
      }
    }
  }

  private static FlowField kitti(Path file) throws IOException {
    BufferedImage image = ImageIO.read(file.toFile());
    Raster raster = image == null ? null : image.getRaster();
    if (raster == null
        || raster.getNumBands() != 3
        || raster.getSampleModel().getSampleSize(0) != 16) {
      throw new InputException(file + ": flow as PNG must be a 16-bit RGB image");
    }
    FlowField field = new FlowField(raster.getWidth(), raster.getHeight());
    int[] row = new int[3 * raster.getWidth()];
    for (int y = 0, p = 0; y < raster.getHeight(); y++) {
      raster.getPixels(0, y, raster.getWidth(), 1, row);
      for (int i = 0; i < row.length; i += 3, p++) {
        field.occluded()[p] = row[i + 2] == 0;
        if (row[i + 2] != 0) {
          field.flow()[2 * p] = (row[i] - 32768) / 64f;
          field.flow()[2 * p + 1] = (row[i + 1] - 32768) / 64f;
        }
      }
    }
    return field;
  }

  private static FlowField numpy(Path file) {
    ArrayData array = Npy.read(file);
    Shape shape = array.shape();
    boolean last = shape.rank() == 3 && shape.dim(2) == 2;
    boolean first = shape.rank() == 3 && shape.dim(0) == 2;
    if (!array.dtype().isFloating() || !(last || first)) {
      throw new InputException(
          String.format(
              "%s: flow as NPY must be floats (H, W, 2) or (2, H, W), got %s %s",
              file, array.dtype(), shape));
    }
    float[] values = array.toFloats();
    if (last) {
      int pixels = values.length / 2;
      FlowField field = new FlowField(shape.dim(1), shape.dim(0), values, new boolean[pixels]);
      forgetUnknown(field);
      return field;
    }
    FlowField field = new FlowField(shape.dim(2), shape.dim(1));
    int pixels = field.occluded().length;
    for (int p = 0; p < pixels; p++) {
      field.flow()[2 * p] = values[p];
      field.flow()[2 * p + 1] = values[pixels + p];
    }
    forgetUnknown(field);
    return field;
  }
}
