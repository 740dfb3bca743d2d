package dev.v2v.vid2vid.training;

import dev.v2v.config.ConfigNode;
import dev.v2v.config.YamlFile;
import dev.v2v.data.Dice;
import dev.v2v.data.Split;
import dev.v2v.data.sequence.FrameSequence;
import dev.v2v.data.sequence.Window;
import dev.v2v.data.street.StreetSequences;
import dev.v2v.data.street.StreetWorld;
import dev.v2v.data.street.Weather;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A configuration small enough to train in a test, and streets of its size. */
final class TinyVid2vid {
  static final int WIDTH = 32;
  static final int HEIGHT = 16;

  private static final String TEXT =
      """
      label_nc: 35
      use_instance: true
      fg: true
      ngf: 4
      n_downsample_G: 1
      n_blocks: 2
      n_blocks_local: 1
      ndf: 4
      n_layers_D: 2
      num_D: 1
      n_frames_D: 2
      n_scales_temporal: 2
      n_frames_total: 4
      max_frames_per_gpu: 2
      niter_step: 1
      lr: 2.0e-3
      loadSize: 32
      """;

  private TinyVid2vid() {}

  /** The document; lines of {@code more} replace or join its own. */
  static ConfigNode document(String more) {
    List<String> replaced = more.lines().map(line -> line.replaceFirst(":.*", ":")).toList();
    String kept =
        TEXT.lines()
            .filter(line -> replaced.stream().noneMatch(line::startsWith))
            .collect(Collectors.joining("\n"));
    return YamlFile.parse("tiny.yaml", kept + "\n" + more);
  }

  /** Clips of {@code frames} frames, one for each index. */
  static List<FrameSequence> clips(int frames, int... indices) {
    StreetSequences streets =
        new StreetSequences(
            StreetWorld.of(4), Optional.of(Weather.SUNNY), Split.TRAIN, 100, 30, WIDTH, HEIGHT);
    List<FrameSequence> clips = new ArrayList<>();
    for (int index : indices) {
      FrameSequence clip = new FrameSequence(frames, streets.format());
      streets.read(index, new Window(3, 1, frames), Dice.of(0), clip);
      clips.add(clip);
    }
    return clips;
  }
}
