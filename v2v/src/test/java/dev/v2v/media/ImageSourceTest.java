package dev.v2v.media;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageSourceTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"png", "bmp", "tif"})
  void losslessFormatsAreExact(String format) throws IOException {
    BufferedImage image = new BufferedImage(5, 3, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, 0x102030);
    image.setRGB(4, 2, 0xfffefd);
    Path file = save(image, format, "a." + format);
    try (FrameSource source = FrameSource.open(file)) {
      assertEquals(MediaInfo.Kind.IMAGE, source.info().kind());
      assertEquals(Optional.empty(), source.info().frameRate());
      assertEquals(OptionalLong.of(1), source.info().frames());
      List<RgbFrame> frames = Clips.readAll(source);
      assertEquals(1, frames.size());
      Clips.assertPixel(frames.get(0), 0, 0, 0x10, 0x20, 0x30, 0);
      Clips.assertPixel(frames.get(0), 4, 2, 0xff, 0xfe, 0xfd, 0);
      Clips.assertPixel(frames.get(0), 2, 1, 0, 0, 0, 0);
    }
  }

  @Test
  void greyKeepsItsValue() throws IOException {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setSample(0, 0, 0, 128);
    Clips.assertPixel(only(save(image, "png", "g.png")), 0, 0, 128, 128, 128, 0);
  }

  @Test
  void sixteenBitsRoundToEight() throws IOException {
    BufferedImage image = new BufferedImage(3, 1, BufferedImage.TYPE_USHORT_GRAY);
    image.getRaster().setSample(0, 0, 0, 65535);
    image.getRaster().setSample(1, 0, 0, 128 * 257 + 128); // just below the middle of 128 and 129
    image.getRaster().setSample(2, 0, 0, 128 * 257 + 129);
    RgbFrame frame = only(save(image, "png", "g16.png"));
    Clips.assertPixel(frame, 0, 0, 255, 255, 255, 0);
    Clips.assertPixel(frame, 1, 0, 128, 128, 128, 0);
    Clips.assertPixel(frame, 2, 0, 129, 129, 129, 0);
  }

  @Test
  void alphaIsDroppedNotComposited() throws IOException {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, 0x00c86432); // invisible, yet it has a colour
    Clips.assertPixel(only(save(image, "png", "alpha.png")), 0, 0, 0xc8, 0x64, 0x32, 0);
  }

  @Test
  void palettesAndSingleBits() throws IOException {
    BufferedImage palette = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_INDEXED);
    palette.setRGB(1, 0, 0xff0000);
    Clips.assertPixel(only(save(palette, "png", "p.png")), 1, 0, 255, 0, 0, 0);
    BufferedImage bits = new BufferedImage(9, 1, BufferedImage.TYPE_BYTE_BINARY);
    bits.setRGB(8, 0, 0xffffff);
    RgbFrame frame = only(save(bits, "png", "b.png"));
    Clips.assertPixel(frame, 7, 0, 0, 0, 0, 0);
    Clips.assertPixel(frame, 8, 0, 255, 255, 255, 0);
  }

  @Test
  void contentDecidesNotTheName() throws IOException {
    Path file = save(new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB), "png", "clip.mp4");
    try (FrameSource source = FrameSource.open(file)) {
      assertEquals(MediaInfo.Kind.IMAGE, source.info().kind());
      assertEquals("png", source.info().codec());
    }
  }

  @Test
  void jpegIsTurnedAsItsCameraWasHeld() throws IOException {
    BufferedImage image = new BufferedImage(32, 16, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 16; y++) {
      for (int x = 0; x < 16; x++) {
        image.setRGB(x, y, 0xff0000); // left half red, right half black
      }
    }
    Path plain = save(image, "jpg", "plain.jpg");
    Clips.assertPixel(only(plain), 4, 8, 254, 0, 0, 6);
    for (String order : List.of("II", "MM")) {
      Path turned = folder.resolve(order + ".jpg");
      Files.write(turned, withExifOrientation(Files.readAllBytes(plain), 6, order));
      RgbFrame frame = only(turned);
      assertEquals(16, frame.width());
      assertEquals(32, frame.height());
      Clips.assertPixel(frame, 8, 4, 254, 0, 0, 6); // clockwise: the left goes to the top
      Clips.assertPixel(frame, 8, 28, 0, 0, 0, 6);
    }
  }

  @Test
  void stripsDivideIntoFrames() throws IOException {
    RgbFrame all = new RgbFrame(12, 8);
    for (int i = 0; i < all.data().length; i++) {
      all.data()[i] = (byte) (i / 3 % 12 / 4 + 10 * (i / 36 / 4)); // tile column + 10 * tile row
    }
    Path file = folder.resolve("strip.png");
    try (FrameSink sink = FrameSink.create(file, SinkOptions.of(12, 8, Rational.of(1)))) {
      sink.write(all);
      sink.finish();
    }
    try (FrameSource source = FrameSource.openStrip(file, 4, 4)) {
      assertEquals(MediaInfo.Kind.STRIP, source.info().kind());
      assertEquals(OptionalLong.of(6), source.info().frames());
      int[] expected = {0, 1, 2, 10, 11, 12};
      List<RgbFrame> frames = Clips.readAll(source);
      assertEquals(6, frames.size());
      for (int f = 0; f < 6; f++) {
        byte[] plain = new byte[4 * 4 * 3];
        Arrays.fill(plain, (byte) expected[f]);
        assertArrayEquals(plain, frames.get(f).data(), "frame " + f);
      }
    }
    MediaException e =
        assertThrows(MediaException.class, () -> FrameSource.openStrip(file, 5, 8).close());
    assertEquals(
        file + ": expected a whole number of 5x8 frames; the image is 12x8", e.getMessage());
  }

  @Test
  void aLongStripMayBeWiderThanAnyFrame() throws IOException {
    int frames = Limits.MAX_SIDE / 8 + 10;
    BufferedImage image = new BufferedImage(8 * frames, 2, BufferedImage.TYPE_BYTE_GRAY);
    Path file = save(image, "png", "long.png");
    try (FrameSource source = FrameSource.openStrip(file, 8, 2)) {
      assertEquals(frames, Clips.readAll(source).size());
    }
    Clips.assertRefused(file, "expected at most 16384 pixels a side");
  }

  @Test
  void damageIsRefusedByName() throws IOException {
    Path whole = Clips.write(folder.resolve("whole.png"), 40, 30, 1, Rational.of(1));
    byte[] bytes = Files.readAllBytes(whole);
    for (int length = 8; length < bytes.length - 20; length += 7) {
      Path cut = folder.resolve("cut.png");
      Files.write(cut, Arrays.copyOf(bytes, length));
      Clips.assertRefused(cut, "expected a complete PNG image");
    }
  }

  @Test
  void aJpegCutShortGivesWhatIsThereAndOneWarning() throws IOException {
    BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 64 * 64; i++) {
      image.setRGB(i % 64, i / 64, i * 7919);
    }
    Path whole = save(image, "jpg", "whole.jpg");
    byte[] bytes = Files.readAllBytes(whole);
    Path cut = folder.resolve("cut.jpg");
    Files.write(cut, Arrays.copyOf(bytes, bytes.length / 2));
    try (FrameSource source = FrameSource.open(cut)) {
      assertEquals(1, Clips.readAll(source).size());
      assertEquals(1, source.warnings().size());
      assertTrue(source.warnings().get(0).startsWith(cut + ": "), source.warnings().get(0));
    }
    try (FrameSource source = FrameSource.open(whole)) {
      assertFalse(Clips.readAll(source).isEmpty());
      assertEquals(List.of(), source.warnings());
    }
  }

  @Test
  void bombsAreRefusedFromTheirHeader() throws IOException {
    Path file = folder.resolve("bomb.png");
    Files.write(file, pngHeader(60_000, 60_000));
    Clips.assertRefused(file, "expected at most 16384 pixels a side; the file says 60000x60000");
    Files.write(file, pngHeader(16_000, 16_000));
    Clips.assertRefused(file, "expected 1 to 134217728 pixels; the file says 16000x16000");
  }

  private RgbFrame only(Path file) {
    List<RgbFrame> frames = Clips.readAll(file);
    assertEquals(1, frames.size());
    return frames.get(0);
  }

  private Path save(BufferedImage image, String format, String name) throws IOException {
    Path file = folder.resolve(name);
    assertTrue(ImageIO.write(image, format, file.toFile()), format);
    return file;
  }

  /** Inserts a minimal EXIF segment after the start marker. */
  private static byte[] withExifOrientation(byte[] jpeg, int tag, String order) {
    boolean little = order.equals("II");
    byte[] tiff =
        little
            ? new byte[] {
              'I', 'I', 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, (byte) tag, 0, 0, 0
            }
            : new byte[] {
              'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte) tag, 0, 0
            };
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(jpeg, 0, 2);
    out.writeBytes(new byte[] {(byte) 0xff, (byte) 0xe1, 0, (byte) (8 + tiff.length)});
    out.writeBytes("Exif\0\0".getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(tiff);
    out.write(jpeg, 2, jpeg.length - 2);
    return out.toByteArray();
  }

  private static byte[] pngHeader(int width, int height) throws IOException {
    ByteArrayOutputStream chunk = new ByteArrayOutputStream();
    DataOutputStream data = new DataOutputStream(chunk);
    data.writeBytes("IHDR");
    data.writeInt(width);
    data.writeInt(height);
    data.write(new byte[] {8, 2, 0, 0, 0});
    CRC32 crc = new CRC32();
    crc.update(chunk.toByteArray());
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(file);
    out.writeLong(0x89504e470d0a1a0aL);
    out.writeInt(13);
    out.write(chunk.toByteArray());
    out.writeInt((int) crc.getValue());
    return file.toByteArray();
  }
}
