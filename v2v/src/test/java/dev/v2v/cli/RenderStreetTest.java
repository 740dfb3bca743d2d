package dev.v2v.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.v2v.data.FlowField;
import dev.v2v.data.Split;
import dev.v2v.data.labels.CityscapesClass;
import dev.v2v.data.labels.LabelMap;
import dev.v2v.data.street.StreetClip;
import dev.v2v.data.street.StreetMoment;
import dev.v2v.data.street.StreetWorld;
import dev.v2v.data.street.Weather;
import dev.v2v.media.RgbFrame;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RenderStreetTest {
  private static final int W = 48;
  private static final int H = 24;

  @TempDir private Path dir;

  private int render(Path out, String... more) {
    Stream<String> options =
        Stream.of(
            "dataset",
            "render",
            "street",
            "--out",
            out.toString(),
            "--clips",
            "2",
            "--test-clips",
            "1",
            "--frames",
            "3",
            "--size",
            W + "x" + H,
            "--seed",
            "4");
    return Main.run(Stream.concat(options, Stream.of(more)).toArray(String[]::new));
  }

  @Test
  void writesTheLayoutOfCityscapes() throws IOException {
    Path out = dir.resolve("data");
    assertEquals(ExitCode.DONE, render(out));
    assertEquals(List.of("dataset.json", "gtFine", "leftImg8bit_sequence"), names(out));
    String city = "street0001";
    Path photos = out.resolve("leftImg8bit_sequence/train").resolve(city);
    assertEquals(
        List.of(
            city + "_000000_000000_leftImg8bit.png",
            city + "_000000_000001_leftImg8bit.png",
            city + "_000000_000002_leftImg8bit.png"),
        names(photos));
    assertEquals(9, names(out.resolve("gtFine/train").resolve(city)).size());
    assertEquals(List.of("street0000"), names(out.resolve("gtFine/val")));

    StreetClip clip = StreetWorld.of(4).clip(Split.TRAIN.index(1), 3, W, H);
    Path truth = out.resolve("gtFine/train").resolve(city);
    check(
        clip.moment(2),
        photos.resolve(city + "_000000_000002_leftImg8bit.png"),
        truth.resolve(city + "_000000_000002_gtFine_labelIds.png"),
        truth.resolve(city + "_000000_000002_gtFine_instanceIds.png"),
        truth.resolve(city + "_000000_000002_gtFine_color.png"));
    JsonObject summary =
        JsonParser.parseString(Files.readString(out.resolve("dataset.json"))).getAsJsonObject();
    assertEquals(4, summary.get("seed").getAsInt());
    assertEquals(26, summary.getAsJsonObject("classes").get("CAR").getAsInt());
  }

  @Test
  void writesTheLayoutOfVid2vidWithFlow() throws IOException {
    Path out = dir.resolve("data");
    assertEquals(ExitCode.DONE, render(out, "--layout", "vid2vid", "--flow", "--weather", "dusk"));
    StreetClip clip = StreetWorld.of(4).clip(Split.TEST.index(0), Weather.DUSK, 3, W, H);
    String frame = "street0000/frame_00001.png";
    check(
        clip.moment(1),
        out.resolve("test_B").resolve(frame),
        out.resolve("test_A").resolve(frame),
        out.resolve("test_inst").resolve(frame),
        out.resolve("test_color").resolve(frame));
    Path flow = out.resolve("test_flow/street0000");
    assertEquals(8, names(flow).size());
    FlowField backward = clip.moment(2).flowTo(clip.moment(1));
    ByteBuffer bytes =
        ByteBuffer.wrap(Files.readAllBytes(flow.resolve("frame_00002_backward.flo")))
            .order(ByteOrder.LITTLE_ENDIAN);
    assertEquals(202021.25f, bytes.getFloat());
    assertEquals(W, bytes.getInt());
    assertEquals(H, bytes.getInt());
    float[] read = new float[2 * W * H];
    bytes.asFloatBuffer().get(read);
    assertArrayEquals(backward.flow(), read);
    BufferedImage hidden = ImageIO.read(flow.resolve("frame_00002_backward_occluded.png").toFile());
    for (int p = 0; p < W * H; p++) {
      assertEquals(backward.occluded()[p], (hidden.getRGB(p % W, p / W) & 0xff) == 0xff);
    }
  }

  private static void check(
      StreetMoment moment, Path photo, Path classes, Path instances, Path colors)
      throws IOException {
    RgbFrame expected = moment.photo();
    LabelMap labels = moment.labels();
    BufferedImage image = ImageIO.read(photo.toFile());
    BufferedImage ids = ImageIO.read(classes.toFile());
    BufferedImage objects = ImageIO.read(instances.toFile());
    BufferedImage painted = ImageIO.read(colors.toFile());
    for (int p = 0; p < W * H; p++) {
      int x = p % W;
      int y = p / W;
      int rgb = 0;
      for (int c = 0; c < 3; c++) {
        rgb = rgb << 8 | (expected.data()[3 * p + c] & 0xff);
      }
      assertEquals(rgb, image.getRGB(x, y) & 0xffffff);
      assertEquals(labels.classAt(p), ids.getRaster().getSample(x, y, 0));
      assertEquals(labels.instances()[p], objects.getRaster().getSample(x, y, 0));
      int color = CityscapesClass.of(labels.classAt(p)).color();
      assertEquals(color, painted.getRGB(x, y) & 0xffffff);
    }
  }

  @Test
  void refusesWhatItShould() throws IOException {
    Path fresh = dir.resolve("fresh");
    assertEquals(ExitCode.USAGE, tried(fresh, "--size", "256"));
    assertEquals(ExitCode.USAGE, tried(fresh, "--layout", "kitti"));
    assertEquals(ExitCode.INPUT_REFUSED, tried(fresh, "--size", "256x8"));
    assertEquals(ExitCode.INPUT_REFUSED, tried(fresh, "--frames", "0"));
    assertEquals(ExitCode.INPUT_REFUSED, tried(fresh, "--clips", "0"));
    assertTrue(Files.notExists(fresh));
    Path used = Files.createDirectory(dir.resolve("used"));
    Files.createFile(used.resolve("file"));
    assertEquals(ExitCode.INPUT_REFUSED, render(used));
    assertEquals(ExitCode.USAGE, Main.run("dataset", "render"));
  }

  private static int tried(Path out, String option, String value) {
    return Main.run("dataset", "render", "street", "--out", out.toString(), option, value);
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(p -> p.getFileName().toString()).sorted().toList();
    }
  }
}
