package dev.v2v.tests.cli;

import dev.v2v.nn.checkpoint.ArrayData;
import dev.v2v.nn.checkpoint.Checkpoint;
import dev.v2v.train.JsonLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Runs of {@code train fomm} small enough for a test, and what they leave. */
final class Training {
  private static final String CONFIG =
      """
      dataset_params:
        frame_shape: [32, 32, 3]
        augmentation_params:
          flip_param: {horizontal_flip: True, time_flip: True}
      model_params:
        common_params: {num_kp: KEYPOINTS, num_channels: 3, estimate_jacobian: True}
        kp_detector_params:
          {temperature: 0.1, block_expansion: 4, max_features: 8, scale_factor: 0.5, num_blocks: 2}
        generator_params:
          block_expansion: 4
          max_features: 8
          num_down_blocks: 1
          num_bottleneck_blocks: 1
          estimate_occlusion_map: True
          dense_motion_params:
            {block_expansion: 4, max_features: 8, num_blocks: 2, scale_factor: 0.5}
        discriminator_params:
          {scales: [1], block_expansion: 4, max_features: 8, num_blocks: 2, sn: True, use_kp: True}
      train_params:
        num_epochs: 1
        num_repeats: 3
        batch_size: 2
        scales: [1, 0.5]
        loss_weights: {generator_gan: 1, feature_matching: [10, 10]}
      """;

  private Training() {}

  /** Writes a configuration with so many key points. */
  static Path config(Path folder, int keyPoints) {
    try {
      return Files.writeString(
          folder.resolve("tiny-" + keyPoints + ".yaml"),
          CONFIG.replace("KEYPOINTS", Integer.toString(keyPoints)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A folder of {@code count} clips, each a folder of 5 frames. */
  static Path clips(Path folder, int count) {
    try {
      Files.createDirectories(folder);
      for (int i = 0; i < count; i++) {
        Samples.clip(folder.resolve("clip" + i), 32, 32, 5);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return folder;
  }

  /** Arguments of a run, on the CPU unless {@code more}, after them, says otherwise. */
  static List<String> fomm(Path run, String... more) {
    List<String> args =
        new ArrayList<>(List.of("train", "fomm", "--out", run.toString(), "--threads", "1"));
    if (!List.of(more).contains("--device")) {
      args.addAll(List.of("--device", "cpu"));
    }
    args.addAll(List.of(more));
    return args;
  }

  /** The checkpoint of a step. */
  static Path checkpoint(Path run, long step) {
    return run.resolve("checkpoints").resolve(String.format("step-%09d.safetensors", step));
  }

  /** The first line of a run's log of this kind. */
  static Map<String, Object> logged(Path run, String kind) {
    return JsonLog.read(run.resolve("log.jsonl")).stream()
        .filter(line -> kind.equals(line.get("kind")))
        .findFirst()
        .orElseThrow();
  }

  /** Every bit of every tensor of a file. */
  static Map<String, List<Byte>> tensors(Path file) {
    Map<String, List<Byte>> all = new TreeMap<>();
    try (Checkpoint checkpoint = Checkpoint.open(file)) {
      for (Map.Entry<String, ArrayData> e : checkpoint.stateDict().entrySet()) {
        List<Byte> bytes = new ArrayList<>();
        java.nio.ByteBuffer data = e.getValue().data();
        while (data.hasRemaining()) {
          bytes.add(data.get());
        }
        all.put(e.getKey(), bytes);
      }
    }
    return all;
  }
}
