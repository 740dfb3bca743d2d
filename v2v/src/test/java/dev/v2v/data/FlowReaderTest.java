package dev.v2v.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.engine.InputException;
import dev.v2v.engine.V2vException;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FlowReaderTest {
  private static final float[] FLOW = {1.5f, -2, 0, 0.25f, -100, 7, 3, 3, 0, 0, -0.5f, 8};

  @TempDir private Path dir;

  @Test
  void middleburyComesBackAsWritten() throws IOException {
    Path file = dir.resolve("a.flo");
    FlowFile.write(file, 3, 2, FLOW);
    FlowField field = FlowReader.read(file);
    assertEquals(3, field.width());
    assertEquals(2, field.height());
    assertArrayEquals(FLOW, field.flow());
    assertArrayEquals(new boolean[6], field.occluded());
  }

  @Test
  void unknownFlowIsNone() throws IOException {
    float[] flow = FLOW.clone();
    flow[2] = 1e10f;
    flow[5] = Float.NaN;
    Path file = dir.resolve("a.flo");
    FlowFile.write(file, 3, 2, flow);
    FlowField field = FlowReader.read(file);
    assertArrayEquals(new boolean[] {false, true, true, false, false, false}, field.occluded());
    assertEquals(0, field.flow()[3]);
    assertEquals(0, field.flow()[4]);
  }

  @Test
  void kittiIsFixedPointWithAMask() throws IOException {
    ComponentColorModel model =
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_sRGB),
            false,
            false,
            Transparency.OPAQUE,
            DataBuffer.TYPE_USHORT);
    WritableRaster raster = model.createCompatibleWritableRaster(3, 2);
    for (int p = 0; p < 6; p++) {
      int u = Math.round(64 * FLOW[2 * p]) + 32768;
      int v = Math.round(64 * FLOW[2 * p + 1]) + 32768;
      raster.setPixel(p % 3, p / 3, new int[] {u, v, p == 4 ? 0 : 1});
    }
    Path file = dir.resolve("a.png");
    BufferedImage image = new BufferedImage(model, raster, false, null);
    assertTrue(ImageIO.write(image, "png", file.toFile()));
    FlowField field = FlowReader.read(file);
    assertArrayEquals(FLOW, field.flow());
    assertArrayEquals(new boolean[] {false, false, false, false, true, false}, field.occluded());
  }

  @Test
  void numpyInEitherOrder() throws IOException {
    Path last = dir.resolve("last.npy");
    npy(last, "(2, 3, 2)", FLOW);
    assertArrayEquals(FLOW, FlowReader.read(last).flow());
    float[] planes = new float[24];
    for (int p = 0; p < 12; p++) {
      planes[p] = p;
      planes[12 + p] = -p;
    }
    Path first = dir.resolve("first.npy");
    npy(first, "(2, 3, 4)", planes);
    FlowField field = FlowReader.read(first);
    assertEquals(4, field.width());
    assertEquals(3, field.height());
    assertEquals(5, field.flow()[10]);
    assertEquals(-5, field.flow()[11]);
  }

  private static void npy(Path file, String shape, float[] values) throws IOException {
    String header = "{'descr': '<f4', 'fortran_order': False, 'shape': " + shape + ", }";
    header += " ".repeat(63 - (10 + header.length()) % 64) + "\n";
    ByteBuffer bytes =
        ByteBuffer.allocate(10 + header.length() + 4 * values.length)
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII)).put((byte) 1);
    bytes.put((byte) 0).putShort((short) header.length());
    bytes.put(header.getBytes(StandardCharsets.US_ASCII)).asFloatBuffer().put(values);
    Files.write(file, bytes.array());
  }

  @Test
  void refusesOtherFiles() throws IOException {
    Path file = dir.resolve("a.flo");
    FlowFile.write(file, 3, 2, FLOW);
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 4));
    assertEquals(
        file + ": a .flo file of 3x2 must have 60 bytes, got 56",
        assertThrows(InputException.class, () -> FlowReader.read(file)).getMessage());
    bytes[0]++;
    Files.write(file, bytes);
    assertThrows(InputException.class, () -> FlowReader.read(file));
    Path grey = dir.resolve("a.png");
    BufferedImage image = new BufferedImage(3, 2, BufferedImage.TYPE_BYTE_GRAY);
    assertTrue(ImageIO.write(image, "png", grey.toFile()));
    assertThrows(InputException.class, () -> FlowReader.read(grey));
    Path flat = dir.resolve("flat.npy");
    npy(flat, "(4, 3)", new float[12]);
    assertThrows(InputException.class, () -> FlowReader.read(flat));
    assertThrows(V2vException.class, () -> FlowReader.read(dir.resolve("missing.flo")));
    assertThrows(InputException.class, () -> FlowReader.read(dir.resolve("a.exr")));
  }
}
