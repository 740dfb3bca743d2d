package dev.v2v.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.config.YamlFile;
import dev.v2v.data.augment.Augmentation;
import dev.v2v.engine.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetConfigTest {
  @TempDir Path temp;

  @Test
  void theAuthorsKeysAreRead() throws IOException {
    DatasetConfig config =
        read(
            """
            root_dir: data/moving
            frame_shape: [128, 256, 3]
            id_sampling: True
            pairs_list: data/moving.csv
            augmentation_params:
              flip_param:
                horizontal_flip: True
                time_flip: True
              crop_param:
                size: [64, 96]
              resize_param:
                ratio: [0.9, 1.1]
              jitter_param:
                hue: 0.5
            """);
    assertEquals(Path.of("data/moving"), config.root());
    assertEquals(256, config.width());
    assertEquals(128, config.height());
    assertTrue(config.idSampling());
    assertEquals(Optional.of(Path.of("data/moving.csv")), config.pairsList());
    assertEquals(new Augmentation.Size(96, 64), config.augmentation().outputSize(256, 128));
  }

  @Test
  void idSamplingDecidesWhatAnEntryIs() throws IOException {
    List<Clip> clips =
        List.of(new Clip(Path.of("a#1.mp4")), new Clip(Path.of("a#2.mp4")), new Clip(Path.of("b")));
    FrameCache cache = new FrameCache(temp.resolve("cache"), 1, w -> {});
    DatasetConfig plain = read("root_dir: x\n");
    DatasetConfig ids = read("root_dir: x\nid_sampling: True\n");
    assertEquals(256, plain.width());
    assertEquals(3, plain.pairs(clips, Optional.empty(), cache).entries());
    assertEquals(2, ids.pairs(clips, Optional.empty(), cache).entries());
  }

  @Test
  void wrongValuesAreRefused() {
    assertThrows(InputException.class, () -> read("id_sampling: True\n"));
    assertThrows(InputException.class, () -> read("root_dir: x\nframe_shape: [64, 64, 1]\n"));
    assertThrows(InputException.class, () -> read("root_dir: x\nframe_shape: [64, 64]\n"));
  }

  private DatasetConfig read(String yaml) throws IOException {
    return DatasetConfig.of(YamlFile.read(Files.writeString(temp.resolve("config.yaml"), yaml)));
  }
}
