package dev.v2v.vid2vid;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.engine.Backend;
import dev.v2v.engine.Backends;
import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.InputException;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.nn.Module;
import dev.v2v.nn.checkpoint.SafetensorsWriter;
import dev.v2v.nn.init.Init;
import dev.v2v.vid2vid.networks.ChannelMaps;
import dev.v2v.vid2vid.networks.FeatureEncoder;
import dev.v2v.vid2vid.networks.FeatureGenerator;
import dev.v2v.vid2vid.networks.GlobalFeatureGenerator;
import dev.v2v.vid2vid.networks.ImageGenerator;
import dev.v2v.vid2vid.networks.LabelMaps;
import dev.v2v.vid2vid.networks.LocalFeatureGenerator;
import dev.v2v.vid2vid.networks.Norm;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImagePaintersTest {
  private static final Backend CPU = Backends.open("cpu");
  private static final Vid2vidConfig.Labels LABELS =
      new Vid2vidConfig.Labels(4, 3, true, List.of());

  @TempDir private Path dir;

  private static Tensor waves(int channels, double step) {
    float[] values = new float[32 * 16 * channels];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.sin(step * i);
    }
    return Tensor.of(CPU, Shape.of(1, 16, 32, channels), values);
  }

  private Path save(Module network, String name) {
    Path file = dir.resolve(name);
    SafetensorsWriter.write(file, network.sources(""), Map.of());
    return file;
  }

  private ImagePainter read(Path path) {
    return ImagePainters.read(CPU, path, LABELS, DType.FLOAT32);
  }

  @Test
  void generatorsWithFeaturesAreToldByTheirWeights() {
    Init init = Init.seeded(CPU, 5);
    ImageGenerator.Config global = new ImageGenerator.Config(4, 4, 2, 1, Norm.INSTANCE);
    try (DeviceScope scope = CPU.scope("test");
        FeatureGenerator one = new GlobalFeatureGenerator(init, global, 3);
        FeatureGenerator two = new LocalFeatureGenerator(init, global, 3, 1, 1);
        FeatureEncoder encoder =
            new FeatureEncoder(init, new ImageGenerator.Config(3, 4, 2, 0, Norm.INSTANCE), 3)) {
      save(encoder, "latest_net_E.safetensors");
      Tensor labels = waves(4, 0.3);
      Tensor borders = waves(5, 0); // labels and borders, of which the borders must not be seen
      Tensor styles = waves(3, 0.7);
      for (FeatureGenerator network : List.of(one, two)) {
        Path file = save(network, "latest_net_G.safetensors");
        try (ImagePainter painter = read(file)) {
          assertEquals(3, painter.styleChannels());
          assertEquals(1 << network.halvings(), painter.multiple());
          float[] zeros = painter.paint(new ChannelMaps(borders), styles).toFloats();
          float[] expected = network.forward(waves(4, 0), styles).toFloats();
          assertArrayEquals(expected, zeros, 1e-6f);
          float[] found = painter.styleEncoder().orElseThrow().forward(styles).toFloats();
          assertArrayEquals(encoder.forward(styles).toFloats(), found, 1e-6f);
          assertEquals(16, network.forward(labels, styles).dim(1));
        }
      }
      try (ImagePainter alone = read(save(one, "other.safetensors"))) {
        assertTrue(alone.styleEncoder().isEmpty(), "no file of that name has an E for its G");
      }
    }
  }

  @Test
  void aModelOfSingleImagesPaintsAndOthersAreRefused() {
    String single =
        "{label_nc: 4, use_instance: true, n_frames_G: 1, no_flow: true, n_scales_temporal: 0,"
            + " ngf: 4, n_downsample_G: 1, n_blocks: 2, instance_feat: true, feat_num: 2, nef: 4,"
            + " n_downsample_E: 1}";
    Tensor labels = waves(5, 0.3);
    LabelMaps maps = new ChannelMaps(labels);
    Tensor styles = waves(2, 0.7);
    Path file = model("single.safetensors", single);
    try (DeviceScope scope = CPU.scope("test");
        ImagePainter painter = read(file);
        Vid2vidModel model =
            Vid2vidModel.load(CPU, Vid2vidPresets.beside(file), file, Vid2vidModel.LATEST);
        Synthesizer synthesizer = new Synthesizer(model, new FirstFrames.None(), DType.FLOAT32)) {
      float[] expected = synthesizer.next(maps, styles).orElseThrow().image().toFloats();
      assertArrayEquals(expected, painter.paint(maps, styles).toFloats(), 1e-6f);
      InputException e = assertThrows(InputException.class, () -> synthesizer.next(maps));
      assertEquals(
          "styles: this model needs (1, 16, 32, 2) beside the labels, got none", e.getMessage());
    } finally {
      labels.close();
      styles.close();
    }
    refused(
        model("video.safetensors", "{label_nc: 4, ngf: 4, n_downsample_G: 1, n_blocks: 2}"),
        "single images (n_frames_G 1)");
    refused(
        model("other.safetensors", single.replace("label_nc: 4", "label_nc: 6")),
        "5 channels, got one for 7");
  }

  private Path model(String name, String text) {
    Path file = dir.resolve(name);
    try (Vid2vidModel model = Vid2vidModel.random(CPU, Vid2vidConfig.parse("test", text), 2)) {
      SafetensorsWriter.write(
          file,
          model.networks().entrySet().stream()
              .flatMap(n -> n.getValue().sources(n.getKey() + ".").stream())
              .toList(),
          Map.of(Vid2vidPresets.METADATA, text));
    }
    return file;
  }

  private void refused(Path path, String part) {
    InputException e = assertThrows(InputException.class, () -> read(path).close());
    assertTrue(e.getMessage().contains(part), e::getMessage);
  }
}
