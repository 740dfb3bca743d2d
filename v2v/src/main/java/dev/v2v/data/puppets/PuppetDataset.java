package dev.v2v.data.puppets;

import com.google.gson.GsonBuilder;
import dev.v2v.data.Split;
import dev.v2v.data.TruthFiles;
import dev.v2v.engine.InputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Writes puppets as a data set in the layout of the First Order Motion Model: a folder per split, a
 * video per clip, the identity before the first {@code #} of its name. Annotations lie beside the
 * splits, under the same names. Immutable.
 *
 * @param world where clips come from
 * @param cast which kinds
 * @param trainClips clips for training
 * @param testClips clips of other identities, for testing
 * @param takes clips of each identity; counts of clips need not be a multiple of it
 * @param frames frames of a clip
 * @param size side of a frame in pixels
 * @param format how videos are kept
 * @param masks whether to write part masks
 * @param flow whether to write optical flow and occlusion
 * @param poses whether to write the poses of figures
 */
public record PuppetDataset(
    PuppetWorld world,
    Cast cast,
    int trainClips,
    int testClips,
    int takes,
    int frames,
    int size,
    ClipFormat format,
    boolean masks,
    boolean flow,
    boolean poses) {
  /**
   * Checks the numbers.
   *
   * @throws InputException when a number of clips or takes is not positive or the format cannot
   *     hold the size
   */
  public PuppetDataset {
    if (trainClips < 1 || testClips < 1 || takes < 1) {
      throw new InputException(
          "puppets: clips for training and for testing and takes must be positive, got "
              + trainClips
              + ", "
              + testClips
              + " and "
              + takes);
    }
    format.check(size);
  }

  /**
   * Writes everything, several clips at a time.
   *
   * @param root a folder that does not exist or is empty
   * @param written called after each clip, from any thread
   * @throws InputException when {@code root} has something in it, or frames or size are out of
   *     range
   */
  public void write(Path root, Runnable written) throws IOException {
    clip(Split.TRAIN, 0); // refuses bad numbers before anything is written
    TruthFiles.createEmpty(root);
    writeSummary(root);
    try {
      for (Split split : Split.values()) {
        int clips = split == Split.TRAIN ? trainClips : testClips;
        Files.createDirectory(root.resolve(folder(split)));
        IntStream.range(0, clips)
            .parallel()
            .forEach(
                i -> {
                  writeClip(root, split, i);
                  written.run();
                });
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Clip {@code i} of a split. */
  public PuppetClip clip(Split split, int i) {
    long identity = split.index(i / takes);
    return world.clip(cast.kind(world, identity), identity, i % takes, frames, size);
  }

  /**
   * Name of clip {@code i}. Ends in {@code .mp4} even for a folder of images: the reference loader
   * looks for that when it draws identities.
   */
  public String name(int i) {
    return TruthFiles.padded(i / takes, 6) + "#" + i % takes + format.extension();
  }

  private void writeClip(Path root, Split split, int i) {
    String folder = folder(split);
    String name = name(i);
    PuppetClip clip = clip(split, i);
    ClipFiles files = new ClipFiles(clip);
    Map<String, Object> about = new LinkedHashMap<>();
    about.put("video", folder + "/" + name);
    about.put("identity", split.index(i / takes));
    about.put("take", i % takes);
    try {
      format.write(clip, root.resolve(folder).resolve(name));
      files.writeKeyPoints(
          root.resolve("keypoints").resolve(folder).resolve(name + ".json"), about);
      if (masks) {
        files.writeMasks(root.resolve("masks").resolve(folder).resolve(name));
      }
      if (flow) {
        files.writeFlow(root.resolve("flow").resolve(folder).resolve(name));
      }
      if (poses && clip.identity().kind() == Kind.FIGURE) {
        files.writePoses(root.resolve("poses").resolve(folder).resolve(name));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String folder(Split split) {
    return split == Split.TRAIN ? "train" : "test";
  }

  /** What is needed to make the same data again, and what the numbers in masks mean. */
  private void writeSummary(Path root) throws IOException {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("dataset", "puppets");
    json.put("seed", world.seed());
    json.put("cast", cast);
    json.put("train_clips", trainClips);
    json.put("test_clips", testClips);
    json.put("takes", takes);
    json.put("frames", frames);
    json.put("size", size);
    json.put("format", format);
    json.put("frame_rate", ClipFormat.FRAME_RATE);
    Map<String, Integer> parts = new LinkedHashMap<>();
    for (Part part : Part.values()) {
      parts.put(part.name(), part.id());
    }
    json.put("parts", parts);
    String text = new GsonBuilder().setPrettyPrinting().create().toJson(json);
    Files.writeString(root.resolve("dataset.json"), text + "\n");
  }
}
