package dev.v2v.vid2vid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.engine.Backend;
import dev.v2v.engine.Backends;
import dev.v2v.engine.InputException;
import dev.v2v.nn.init.Init;
import dev.v2v.vid2vid.networks.GlobalGenerator;
import dev.v2v.vid2vid.networks.ImageGenerator;
import dev.v2v.vid2vid.networks.Norm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Vid2vidConfigTest {
  @TempDir private Path dir;

  @Test
  void readsTheAuthorsOptions() throws IOException {
    Path file = dir.resolve("opt.txt");
    Files.writeString(
        file,
        """
        ------------ Options -------------
        checkpoints_dir: ./checkpoints
        dataroot: datasets/Cityscapes: a copy/
        fg: True
        fg_labels: [24, 26]
        gpu_ids: [0, 1]
        input_nc: 3
        label_nc: 35
        load_pretrain:
        lr: 0.0002
        n_downsample_G: 2
        n_scales_spatial: 3
        ngf: 128
        no_flow: False
        use_instance: True
        -------------- End ----------------
        """);
    Vid2vidConfig config = Vid2vidPresets.beside(dir);
    assertEquals(36, config.labels().channels());
    assertEquals(List.of(24, 26), config.labels().foreground());
    assertEquals(3, config.generator().scales());
    assertEquals(9, config.generator().blocks(), "the authors' default");
    assertTrue(config.generator().flow() && config.generator().foreground());
    assertEquals(16, config.generator().frameMultiple());
    assertFalse(config.noFirstImage());
    assertEquals(39, config.imageJudge().in());
    assertEquals(13, config.temporalJudge().in());
  }

  @Test
  void presetsAreThePublishedModels() {
    for (String name : Vid2vidPresets.names()) {
      Vid2vidConfig config = Vid2vidPresets.read(name);
      int perFrame = name.startsWith("street") ? 36 : name.startsWith("edge2face") ? 15 : 6;
      assertEquals(3 * perFrame, config.scale(0).labelChannels(), name);
      assertEquals(6, config.scale(0).previousChannels(), name);
      boolean narrow = name.endsWith("-g1") && !name.startsWith("street");
      assertEquals(narrow ? 64 : 128, config.generator().features(), name);
      assertEquals(name.startsWith("pose"), config.noFirstImage(), name);
    }
    assertEquals(
        Vid2vidConfig.Face.DENSE_POSE, Vid2vidPresets.read("pose2body-512p").judges().face());
    assertEquals(Vid2vidConfig.Face.NONE, Vid2vidPresets.read("pose2body-256p").judges().face());
    assertEquals(18, Vid2vidPresets.read("edge2face-512").imageJudge().in());
    assertEquals(9, Vid2vidPresets.read("pose2body-1024p").faceJudge().in());
    assertEquals(2, Vid2vidPresets.read("pose2body-1024p").faceJudge().scales());
    assertEquals(2, Vid2vidPresets.read("street-1024-g1").generator().downs());
  }

  @Test
  void oneFrameAtATimeIsTheGlobalGeneratorOfPix2pixHd() {
    Vid2vidConfig config =
        Vid2vidConfig.parse(
            "test",
            "{label_nc: 5, ngf: 4, n_downsample_G: 2, n_blocks: 4, norm: instance,"
                + " n_frames_G: 1, no_flow: true, n_scales_temporal: 0}");
    assertTrue(config.beginsByItself());
    Backend cpu = Backends.open("cpu");
    try (Vid2vidModel model = Vid2vidModel.random(cpu, config, 1);
        ImageGenerator global =
            new GlobalGenerator(
                Init.seeded(cpu, 1), new ImageGenerator.Config(5, 4, 2, 4, Norm.INSTANCE))) {
      assertEquals(
          global.parameters().stream().map(p -> p.torchShape()).toList(),
          model.generators().get(0).parameters().stream().map(p -> p.torchShape()).toList());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{n_frames_G: 0}|n_frames_G must be an integer from 1 to 64",
        "{n_frames_G: 1}|n_frames_G must be 2 or more unless no_flow is True",
        "{n_frames_G: 1, no_flow: true}|n_scales_temporal is 0",
        "{norm: layer}|norm must be batch or instance",
        "{ngf: 6, n_scales_spatial: 3}|ngf must be a multiple of 4",
        "{label_nc: 5, fg: true, fg_labels: [7]}|fg_labels must be classes below 5",
        "{ngf: 8192, n_downsample_G: 10}|must have at most 1073741824 parameters",
        "{label_nc: 35, add_face_disc: true}|add_face_disc must be False unless there are poses",
        "{input_nc: 1, add_face_disc: true}|input_nc 3 or 6",
        "{n_blocks: many}|n_blocks must be an integer",
      })
  void refusesWithAReason(String text, String reason) {
    InputException e =
        assertThrows(InputException.class, () -> Vid2vidConfig.parse("test.yaml", text));
    assertTrue(e.getMessage().startsWith("test.yaml: "), e.getMessage());
    assertTrue(e.getMessage().contains(reason), e.getMessage());
  }
}
