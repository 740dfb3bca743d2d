package dev.v2v.vid2vid.run;

import dev.v2v.data.Split;
import dev.v2v.data.sequence.FolderSequences;
import dev.v2v.data.sequence.SequenceFormat;
import dev.v2v.data.sequence.SequenceSource;
import dev.v2v.data.street.EndlessStreets;
import dev.v2v.data.street.StreetSequences;
import dev.v2v.data.street.StreetWorld;
import dev.v2v.data.street.Weather;
import dev.v2v.engine.InputException;
import dev.v2v.vid2vid.Vid2vidConfig;
import dev.v2v.vid2vid.training.TrainConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Clips to train or to measure on.
 *
 * @param source where they come from
 * @param description for the log
 */
public record VideoData(SequenceSource source, String description) {
  /** Frames of a drawn clip, as many as those of Cityscapes have. */
  public static final int STREET_FRAMES = 30;

  private static final String STREET = "street";

  /**
   * Opens a source for training: {@code street}, {@code street:sunny} and so on for procedural
   * streets, {@code loadSize} wide and half as high, or a folder in vid2vid's layout, see {@link
   * FolderSequences}.
   *
   * @throws InputException if there is no such data, or it does not fit the configuration
   */
  public static VideoData open(String from, Vid2vidConfig model, TrainConfig training) {
    VideoData data;
    if (isStreet(from)) {
      int width = training.frames().loadSize();
      EndlessStreets streets =
          new EndlessStreets(
              StreetWorld.of(0),
              weather(from),
              training.clipsPerEpoch(),
              STREET_FRAMES,
              width,
              width / 2);
      data = new VideoData(streets, "procedural streets, " + from);
    } else {
      data =
          folder(
              from,
              "train",
              model.labels().classes(),
              model.labels().instances(),
              model.generator().frames() > 1,
              training);
    }
    data.requireSuited(model);
    int needed = training.growth().seen();
    if (data.shortest() < needed) {
      throw new InputException(
          data.description
              + ": clips must have at least "
              + needed
              + " frames, as many label maps as the model sees at once, the shortest has "
              + data.shortest());
    }
    return data;
  }

  /**
   * Opens a source for measuring: test streets, or the part {@code test} of a folder.
   *
   * @param clips how many streets
   * @param classes number of classes, of a folder
   * @param instances whether the borders of instances are wanted
   * @param training says how frames come to their size
   * @throws InputException if there is no such data
   */
  public static VideoData openTest(
      String from, int clips, int classes, boolean instances, TrainConfig training) {
    if (!isStreet(from)) {
      return folder(from, "test", classes, instances, true, training);
    }
    int width = training.frames().loadSize();
    StreetSequences streets =
        new StreetSequences(
            StreetWorld.of(0), weather(from), Split.TEST, clips, STREET_FRAMES, width, width / 2);
    return new VideoData(streets, "held-out procedural streets, " + from);
  }

  private static boolean isStreet(String from) {
    return from.equals(STREET) || from.startsWith(STREET + ":");
  }

  private static Optional<Weather> weather(String from) {
    if (from.equals(STREET)) {
      return Optional.empty();
    }
    String name = from.substring(STREET.length() + 1);
    for (Weather weather : Weather.values()) {
      if (weather.name().toLowerCase(Locale.ROOT).equals(name)) {
        return Optional.of(weather);
      }
    }
    throw new InputException(
        "--data: a street's weather must be one of "
            + Arrays.toString(Weather.values()).toLowerCase(Locale.ROOT)
            + ", got "
            + from);
  }

  private static VideoData folder(
      String from,
      String phase,
      int classes,
      boolean instances,
      boolean flow,
      TrainConfig training) {
    Path root = Path.of(from);
    if (!Files.isDirectory(root)) {
      throw new InputException(
          from
              + ": must be a folder with "
              + phase
              + "_A and "
              + phase
              + "_B, or "
              + STREET
              + "; there is none");
    }
    FolderSequences sequences =
        FolderSequences.open(
            root,
            new FolderSequences.Settings(phase, classes, instances, true, flow, training.frames()));
    return new VideoData(
        flow ? new TrustedFlow(sequences) : sequences,
        sequences.entries() + " sequences of " + from);
  }

  /**
   * Checks that a model can take these clips.
   *
   * @throws InputException if it takes other labels or other sizes
   */
  public void requireSuited(Vid2vidConfig model) {
    SequenceFormat format = source.format();
    if (model.labels().classes() == 0) {
      throw new InputException(
          description + ": clips have label maps, this model takes pictures (label_nc 0)");
    }
    if (format.classes() > model.labels().classes()) {
      throw new InputException(
          description
              + ": label_nc must be at least "
              + format.classes()
              + ", got "
              + model.labels().classes());
    }
    model.requireFrame(description, format.width(), format.height());
  }

  /** Frames of the shortest clip. */
  int shortest() {
    int shortest = Integer.MAX_VALUE;
    for (int i = 0; i < source.entries(); i++) {
      shortest = Math.min(shortest, source.length(i));
    }
    return shortest;
  }
}
