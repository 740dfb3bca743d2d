package dev.v2v.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.engine.Backends;
import dev.v2v.engine.DType;
import dev.v2v.engine.op.conv.Conv2d;
import dev.v2v.nn.checkpoint.ArrayData;
import dev.v2v.nn.checkpoint.Checkpoint;
import dev.v2v.nn.checkpoint.SafetensorsWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code animate} refuses: one clear line, its exit code, and nothing left on disk. */
class BadInputTest {
  private static final int USAGE = 2;
  private static final int DEVICE = 3;
  private static final int REFUSED = 4;

  @TempDir private Path dir;
  private Path results;
  private Path out;
  private Path source;
  private Path driving;

  @BeforeEach
  void draw() throws IOException {
    results = Files.createDirectory(dir.resolve("results"));
    out = results.resolve("out.mp4");
    driving = Samples.clip(dir.resolve("driving"), Samples.SIDE, Samples.SIDE, 2);
    source = driving.resolve("00000.png");
  }

  @AfterEach
  void nothingIsLeft() {
    assertEquals(List.of(), Samples.names(results));
  }

  private Path file(String name, byte[] content) throws IOException {
    return Files.write(dir.resolve(name), content);
  }

  private Path text(String name, String content) throws IOException {
    return file(name, content.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] garbage() {
    byte[] bytes = new byte[4096];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i * 31 + i / 7);
    }
    return bytes;
  }

  private void with(String option, Path value, int code, String... parts) {
    List<String> args = Samples.animate(source, driving, out);
    args.set(args.indexOf(option) + 1, value.toString());
    Cli.run(args).refused(code, parts);
  }

  @Test
  void pictures() throws IOException {
    byte[] png = Files.readAllBytes(source);
    Path none = dir.resolve("none.png");
    Path empty = file("empty.png", new byte[0]);
    Path cut = file("cut.png", Arrays.copyOf(png, 60));
    Path noise = file("noise.png", garbage());
    Path sound = file("sound.wav", wave());
    Path bare = Files.createDirectory(dir.resolve("bare"));
    for (String option : List.of("--source", "--driving")) {
      with(option, none, REFUSED, none + ": expected", "there is no such file");
      with(option, empty, REFUSED, empty + ": expected", "the file is empty");
      with(option, cut, REFUSED, cut.toString());
      with(option, noise, REFUSED, noise.toString());
      with(option, sound, REFUSED, sound + ": expected a video", "no pictures");
      with(option, bare, REFUSED, bare + ": expected");
    }
  }

  /** A second of silence: 8 kHz, 16 bits, one channel. */
  private static byte[] wave() {
    ByteBuffer wave = ByteBuffer.allocate(44 + 16000).order(ByteOrder.LITTLE_ENDIAN);
    wave.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + 16000);
    wave.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
    wave.putShort((short) 1).putShort((short) 1).putInt(8000).putInt(16000);
    wave.putShort((short) 2).putShort((short) 16);
    wave.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(16000);
    return wave.array();
  }

  @Test
  void checkpoints() throws IOException {
    byte[] legacy = Files.readAllBytes(Samples.CHECKPOINT);
    Path none = dir.resolve("none.pth.tar");
    with("--checkpoint", none, REFUSED, none.toString());
    Path empty = file("empty.pth", new byte[0]);
    with("--checkpoint", empty, REFUSED, empty.toString());
    Path noise = file("noise.pth", garbage());
    with("--checkpoint", noise, REFUSED, noise.toString());
    Path cut = file("cut.pth.tar", Arrays.copyOf(legacy, legacy.length / 2));
    with("--checkpoint", cut, REFUSED, cut.toString());
    with("--checkpoint", dir, REFUSED, dir.toString());
    for (String name : List.of("evil-legacy.pth", "evil-zip.pth")) {
      Path evil = Samples.CHECKPOINTS.resolve(name);
      with("--checkpoint", evil, REFUSED, evil.toString());
    }
    Path other = Samples.CHECKPOINTS.resolve("model.safetensors");
    with("--checkpoint", other, REFUSED, other.toString(), "generator");
  }

  @Test
  void checkpointOfAnotherConfiguration() throws IOException {
    String six = Files.readString(Samples.CONFIG).replace("num_kp: 5", "num_kp: 6");
    with(
        "--config",
        text("six.yaml", six),
        REFUSED,
        Samples.CHECKPOINT + ": generator does not fit");
  }

  @Test
  void weightsThatAreNoNumbers() {
    Map<String, ArrayData> tensors = new LinkedHashMap<>();
    try (Checkpoint good = Checkpoint.open(Samples.WEIGHTS)) {
      for (String network : List.of("generator", "kp_detector")) {
        good.stateDict(network).forEach((k, v) -> tensors.put(network + "." + k, v));
      }
    }
    String key = "kp_detector.kp.bias";
    tensors.computeIfPresent(
        key,
        (k, old) -> {
          float[] values = old.toFloats();
          values[1] = Float.NaN;
          return ArrayData.ofFloats(old.shape(), values);
        });
    Path broken = dir.resolve("broken.safetensors");
    SafetensorsWriter.write(broken, tensors, Map.of());
    with(
        "--checkpoint",
        broken,
        REFUSED,
        broken + ": kp_detector: tensor 'kp.bias'",
        "finite",
        "NaN");
  }

  @Test
  void configurations() throws IOException {
    Path none = dir.resolve("none.yaml");
    with("--config", none, REFUSED, none + ": expected a YAML configuration");
    with("--config", Path.of("vox-257"), REFUSED, "'vox-257'", "vox-256");
    Path empty = text("empty.yaml", "");
    with("--config", empty, REFUSED, empty + ": expected a YAML mapping");
    Path noise = file("noise.yaml", garbage());
    with("--config", noise, REFUSED, noise.toString());
    Path list = text("list.yaml", "- 1\n- 2\n");
    with("--config", list, REFUSED, list + ": expected a YAML mapping, got a list");
  }

  @Test
  void absurdSizes() throws IOException {
    String good = Files.readString(Samples.CONFIG);
    List<String[]> changes = new ArrayList<>();
    changes.add(new String[] {"num_kp: 5", "num_kp: 1000000000", "num_kp"});
    changes.add(new String[] {"num_channels: 3", "num_channels: 1000000", "num_channels"});
    changes.add(
        new String[] {"block_expansion: 8", "block_expansion: 100000000", "block_expansion"});
    changes.add(new String[] {"max_features: 32", "max_features: 2000000000", "max_features"});
    changes.add(new String[] {"num_blocks: 3", "num_blocks: 31", "num_blocks"});
    changes.add(new String[] {"num_down_blocks: 2", "num_down_blocks: 40", "num_down_blocks"});
    changes.add(
        new String[] {
          "num_bottleneck_blocks: 2", "num_bottleneck_blocks: 99999", "num_bottleneck_blocks"
        });
    changes.add(new String[] {"[64, 64, 3]", "[1048576, 1048576, 3]", "frame_shape"});
    changes.add(new String[] {"[64, 64, 3]", "[70, 64, 3]", "multiples of 32"});
    changes.add(new String[] {"[64, 64, 3]", "[65, 65, 3]", "multiples of 32"});
    changes.add(new String[] {"[64, 64, 3]", "[64, 64]", "frame_shape"});
    changes.add(new String[] {"scale_factor: 0.25", "scale_factor: 0.3", "scale_factor"});
    changes.add(new String[] {"num_kp: 5", "num_kp: five", "num_kp"});
    changes.add(new String[] {"num_channels: 3", "num_channels: 1", "num_channels 3"});
    for (String[] change : changes) {
      Path config = text("bad.yaml", good.replace(change[0], change[1]));
      List<String> args = Samples.animate(source, driving, out);
      args.set(args.indexOf("--config") + 1, config.toString());
      int checkpoint = args.indexOf("--checkpoint");
      args.set(checkpoint, "--random-weights");
      args.remove(checkpoint + 1);
      Cli.run(args).refused(REFUSED, change[2]);
    }
    String wide = good.replace("max_features: 32", "max_features: 8192");
    Path config = text("wide.yaml", wide.replace("block_expansion: 8", "block_expansion: 8192"));
    with("--config", config, REFUSED, config + ": model_params", "parameters");
  }

  @Test
  void outputs() throws IOException {
    with("--out", dir.resolve("nowhere/out.mp4"), REFUSED, "out.mp4: expected an existing folder");
    with("--out", results.resolve("out.avi"), REFUSED, "out.avi: expected .mp4", ".avi");
    Path plain = text("plain", "text");
    with("--out", plain.resolve("out.mp4"), REFUSED, "out.mp4: expected an existing folder");
    with("--out", plain, REFUSED, plain + ": expected a folder");
    with("--out", driving, REFUSED, driving + ": the result would replace");
    with("--out", source, REFUSED, source + ": the result would replace");
    with("--out", results.resolve("one.png"), REFUSED, "one.png: expected one frame");
    with("--out", results.resolve("a%d.png"), REFUSED, "frame-%05d.png");
    assertTrue(Files.exists(source));
    assertEquals(2, Samples.names(driving).size());
  }

  private void added(int code, String part, String... options) {
    Cli.run(Samples.animate(source, driving, out, options)).refused(code, part);
  }

  @Test
  void devices() {
    if (!Backends.kinds().contains("cuda")) {
      added(DEVICE, "'cuda'", "--device", "cuda");
    }
    added(DEVICE, "'nonsense'", "--device", "nonsense");
    added(DEVICE, "number must be 0, got 7", "--device", "cpu:7");
    added(DEVICE, "cpu:x", "--device", "cpu:x");
    if (!Backends.open("cpu").kernels().contains(Conv2d.KEY, DType.FLOAT16)) {
      added(DEVICE, "--precision: device cpu offers", "--device", "cpu", "--precision", "fp16");
    }
  }

  @Test
  void usage() {
    added(USAGE, "--threads must be from 1 to 1024, got 0", "--threads", "0");
    added(USAGE, "--threads", "--threads", "many");
    added(USAGE, "--frames must be 1 or more, got 0", "--frames", "0");
    added(USAGE, "--source-frame must be 0 or more, got -1", "--source-frame", "-1");
    added(USAGE, "--fps", "--fps", "fast");
    added(USAGE, "--fps", "--fps", "0");
    added(USAGE, "--fit", "--fit", "squeeze");
    added(USAGE, "--precision", "--precision", "fp8");
    added(USAGE, "--speed", "--speed", "9");
    added(USAGE, "--random-weights", "--random-weights");
    Cli.run("animate", "--source", source.toString()).refused(USAGE, "--driving", "--out");
    Cli.run("animat").refused(USAGE, "animat");
  }

  @Test
  void tracesOnlyForDebug() {
    List<String> args = Samples.animate(dir.resolve("none.png"), driving, out, "--debug");
    Cli.Result result = Cli.run(args);
    assertEquals(REFUSED, result.code());
    assertTrue(result.err().contains("\tat dev.v2v."), result.err());
    with("--source", dir.resolve("none.png"), REFUSED, "there is no such file");
  }
}
