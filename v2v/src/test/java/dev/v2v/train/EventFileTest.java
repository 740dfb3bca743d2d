package dev.v2v.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.media.RgbFrame;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Event files against {@code events.bin}, which {@code make_fixtures.py} encodes on its own. */
class EventFileTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.ofEpochMilli(1_700_000_000_250L), ZoneOffset.UTC);

  @TempDir Path folder;

  @Test
  void bytesEqualAnIndependentEncoder() throws IOException {
    try (EventFile events = EventFile.create(folder, 300, CLOCK)) {
      events.scalar("train/loss", 301, 0.125);
      Map<String, Double> two = new LinkedHashMap<>();
      two.put("train/größe", Double.POSITIVE_INFINITY);
      two.put("b", -2.5);
      events.scalars(1L << 40, two);
    }
    byte[] expected = getClass().getResourceAsStream("/train/events.bin").readAllBytes();
    assertArrayEquals(expected, Files.readAllBytes(files().get(0)));
  }

  @Test
  void picturesArePngWithTheirSize() throws IOException {
    RgbFrame picture = new RgbFrame(3, 2);
    for (int i = 0; i < picture.data().length; i++) {
      picture.data()[i] = (byte) (37 * i);
    }
    try (EventFile events = EventFile.create(folder, 0, CLOCK)) {
      events.image("panes", 7, picture);
    }
    byte[] file = Files.readAllBytes(files().get(0));
    byte[] png = Png.encode(picture);
    int at = indexOf(file, png);
    // Before the bytes: height 2, width 3, RGB, and the tag and length of field 4.
    int lengthBytes = png.length < 128 ? 1 : 2;
    byte[] before = Arrays.copyOfRange(file, at - lengthBytes - 7, at - lengthBytes);
    assertArrayEquals(new byte[] {0x08, 2, 0x10, 3, 0x18, 3, 0x22}, before);
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
    for (int i = 0; i < 6; i++) {
      int rgb = image.getRGB(i % 3, i / 3);
      for (int c = 0; c < 3; c++) {
        assertEquals(picture.data()[3 * i + c], (byte) (rgb >> (16 - 8 * c)), "pixel " + i);
      }
    }
  }

  @Test
  void everyRecordIsOnDiskAtOnce() throws IOException {
    try (EventFile events = EventFile.create(folder, 0, CLOCK)) {
      for (int step = 1; step <= 50; step++) {
        events.scalar("loss", step, 1.0 / step);
        assertEquals(step + 1, countRecords(Files.readAllBytes(files().get(0))));
      }
    }
  }

  @Test
  void aSecondFileOfOneSecondSortsAfterTheFirst() throws IOException {
    EventFile.create(folder, 0, CLOCK).close();
    EventFile.create(folder, 5, CLOCK).close();
    List<Path> files = files();
    assertEquals(2, files.size());
    assertTrue(Files.size(files.get(0)) < Files.size(files.get(1)), "the resumed one has a start");
    assertTrue(files.get(0).getFileName().toString().startsWith("events.out.tfevents.1700000000."));
  }

  private static int countRecords(byte[] file) {
    ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int count = 0;
    while (in.hasRemaining()) {
      int length = Math.toIntExact(in.getLong());
      in.position(in.position() + 4 + length + 4);
      count++;
    }
    return count;
  }

  private static int indexOf(byte[] all, byte[] part) {
    return new String(all, StandardCharsets.ISO_8859_1)
        .indexOf(new String(part, StandardCharsets.ISO_8859_1));
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }
}
