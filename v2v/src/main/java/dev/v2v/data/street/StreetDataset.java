package dev.v2v.data.street;

import com.google.gson.GsonBuilder;
import dev.v2v.data.FlowField;
import dev.v2v.data.Split;
import dev.v2v.data.TruthFiles;
import dev.v2v.data.labels.CityscapesClass;
import dev.v2v.data.labels.LabelFiles;
import dev.v2v.data.labels.LabelMap;
import dev.v2v.engine.InputException;
import dev.v2v.media.FrameSink;
import dev.v2v.media.Rational;
import dev.v2v.media.SinkOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Writes streets as a data set of images: photographs, class ids, class colours, instance ids and,
 * on request, flow and occlusion. Immutable.
 *
 * @param world where clips come from
 * @param weather of all clips; empty for each its own
 * @param trainClips clips for training
 * @param testClips clips of other streets, for testing
 * @param frames frames of a clip
 * @param width columns of a frame
 * @param height rows of a frame
 * @param layout names of the files
 * @param flow whether to write optical flow and occlusion
 */
public record StreetDataset(
    StreetWorld world,
    Optional<Weather> weather,
    int trainClips,
    int testClips,
    int frames,
    int width,
    int height,
    StreetLayout layout,
    boolean flow) {
  /** Frames a second, as in Cityscapes. */
  public static final int FRAME_RATE = 17;

  /**
   * Checks the numbers.
   *
   * @throws InputException when a number of clips is not positive
   */
  public StreetDataset {
    if (trainClips < 1 || testClips < 1) {
      throw new InputException(
          "street: clips for training and for testing must be positive, got "
              + trainClips
              + " and "
              + testClips);
    }
  }

  /** Clip {@code i} of a split. */
  public StreetClip clip(Split split, int i) {
    return world.clip(split.index(i), weather, frames, width, height);
  }

  /**
   * Writes everything, several clips at a time.
   *
   * @param root a folder that does not exist or is empty
   * @param written called after each clip, from any thread
   * @throws InputException when {@code root} has something in it, or frames or sides are out of
   *     range
   */
  public void write(Path root, Runnable written) throws IOException {
    clip(Split.TRAIN, 0); // refuses bad numbers before anything is written
    TruthFiles.createEmpty(root);
    writeSummary(root);
    try {
      for (Split split : Split.values()) {
        IntStream.range(0, split == Split.TRAIN ? trainClips : testClips)
            .parallel()
            .forEach(
                i -> {
                  writeClip(clip(split, i), layout.places(root, split, i));
                  written.run();
                });
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void writeClip(StreetClip clip, StreetLayout.Places places) {
    try {
      for (StreetLayout.Place place :
          List.of(places.photos(), places.labels(), places.instances(), places.colors())) {
        Files.createDirectories(place.folder());
      }
      if (flow) {
        Files.createDirectories(places.flow());
      }
      SinkOptions options = SinkOptions.of(width, height, Rational.of(FRAME_RATE));
      try (FrameSink photos = FrameSink.create(places.photoPattern(), options)) {
        StreetMoment before = null;
        for (int t = 0; t < frames; t++) {
          StreetMoment now = clip.moment(t);
          photos.write(now.photo());
          writeLabels(now.labels(), places, t);
          if (flow && before != null) {
            writeFlow(before.flowTo(now), places, t - 1, "_forward");
            writeFlow(now.flowTo(before), places, t, "_backward");
          }
          before = now;
        }
        photos.finish();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void writeLabels(LabelMap labels, StreetLayout.Places places, int t)
      throws IOException {
    LabelFiles.writeClasses(labels, places.file(places.labels(), t));
    LabelFiles.writeInstances(labels, places.file(places.instances(), t));
    LabelFiles.writeColors(labels, places.file(places.colors(), t));
  }

  private static void writeFlow(FlowField f, StreetLayout.Places places, int t, String way)
      throws IOException {
    TruthFiles.writeFlow(
        places.flow(), places.name(t) + way, f.width(), f.height(), f.flow(), f.occluded());
  }

  /** What is needed to make the same data again, and what the numbers in label maps mean. */
  private void writeSummary(Path root) throws IOException {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("dataset", "street");
    json.put("seed", world.seed());
    json.put("weather", weather.map(Weather::name).orElse("MIXED"));
    json.put("train_clips", trainClips);
    json.put("test_clips", testClips);
    json.put("frames", frames);
    json.put("width", width);
    json.put("height", height);
    json.put("layout", layout);
    json.put("frame_rate", FRAME_RATE);
    Map<String, Integer> classes = new LinkedHashMap<>();
    for (CityscapesClass c : CityscapesClass.values()) {
      classes.put(c.name(), c.id());
    }
    json.put("classes", classes);
    String text = new GsonBuilder().setPrettyPrinting().create().toJson(json);
    Files.writeString(root.resolve("dataset.json"), text + "\n");
  }
}
