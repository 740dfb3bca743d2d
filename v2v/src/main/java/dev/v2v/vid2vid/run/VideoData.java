package dev.v2v.vid2vid.run;

import dev.v2v.data.HoldOut;
import dev.v2v.data.Split;
import dev.v2v.data.puppets.Kind;
import dev.v2v.data.puppets.PuppetSequences;
import dev.v2v.data.puppets.PuppetWorld;
import dev.v2v.data.sequence.FolderSequences;
import dev.v2v.data.sequence.Maps;
import dev.v2v.data.sequence.RememberedSequences;
import dev.v2v.data.sequence.RepeatedSequences;
import dev.v2v.data.sequence.ScaleRule;
import dev.v2v.data.sequence.SequenceFormat;
import dev.v2v.data.sequence.SequenceSource;
import dev.v2v.data.street.EndlessStreets;
import dev.v2v.data.street.StreetSequences;
import dev.v2v.data.street.StreetWorld;
import dev.v2v.data.street.Weather;
import dev.v2v.engine.InputException;
import dev.v2v.vid2vid.Vid2vidConfig;
import dev.v2v.vid2vid.training.TrainConfig;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Clips to train or to measure on.
 *
 * @param source where they come from
 * @param description for the log
 */
public record VideoData(SequenceSource source, String description) {
  /** Frames of a drawn clip, as many as those of Cityscapes. */
  public static final int STREET_FRAMES = 30;

  /** A video is kept in memory up to this, some minutes of small frames. */
  private static final long REMEMBERED_BYTES = 1L << 29;

  private static final String STREET = "street";
  private static final Map<String, Kind> PUPPETS =
      Map.of("dancers", Kind.FIGURE, "talking-faces", Kind.FACE);

  /**
   * Opens a source for training: {@code street}, {@code street:sunny} and so on for procedural
   * streets, {@code loadSize} wide and half as high; {@code dancers} with their poses or {@code
   * talking-faces} with outlines, {@code loadSize} wide and high; a folder in vid2vid's layout, see
   * {@link FolderSequences}; or a video, of whose frames the model is told the edges.
   *
   * @param workshop where flow and edges are made if there are none
   * @throws InputException if there is no such data, or it does not fit the configuration
   */
  public static VideoData open(
      DataRequest request, Vid2vidConfig model, TrainConfig training, Workshop workshop) {
    check(request);
    if (isDrawn(request.from())) {
      return trainable(drawn(request.from(), training), model, training);
    }
    Path root = root(request, model, training, workshop);
    FolderData listed = FolderData.list(root, FolderData.TRAIN, model, training);
    VideoData listing = trainable(listed.still(), model, training); // before flow takes its time
    VideoData data = model.generator().frames() > 1 ? listed.moving(workshop) : listing;
    if (request.input() == InputKind.EDGES) {
      String what = "one video, " + request.from() + ", by its edges";
      boolean still =
          training.frames().rule().crop() == ScaleRule.Crop.NONE; // nothing left to chance
      boolean small = RememberedSequences.bytes(data.source()) <= REMEMBERED_BYTES;
      VideoData kept =
          still && small
              ? new VideoData(new RememberedSequences(data.source()), data.description())
              : data;
      return kept.repeated(training.clipsPerEpoch(), what);
    }
    // As in the authors' program, an epoch of poses sees as many clips as there are frames.
    return listed.settings().maps() instanceof Maps.Poses
        ? data.repeated(listed.frameCount(), data.description())
        : data;
  }

  /**
   * Opens what a model was trained on to look at single frames: flow is not needed.
   *
   * @param from as in {@link #open}, but for videos
   * @throws InputException if there is no such data, or it does not fit the configuration
   */
  public static VideoData pictures(String from, Vid2vidConfig model, TrainConfig training) {
    VideoData data =
        isDrawn(from)
            ? drawn(from, training)
            : FolderData.list(Path.of(from), FolderData.TRAIN, model, training).still();
    data.requireSuited(model);
    return data;
  }

  private VideoData repeated(int times, String what) {
    return new VideoData(new RepeatedSequences(source, times), what);
  }

  private static VideoData drawn(String from, TrainConfig training) {
    int width = training.frames().rule().loadSize();
    if (PUPPETS.containsKey(from)) {
      PuppetSequences puppets = puppets(from, Split.TRAIN, training.clipsPerEpoch(), training);
      return new VideoData(puppets, "procedural " + from);
    }
    EndlessStreets streets =
        new EndlessStreets(
            StreetWorld.of(0),
            weather(from),
            training.clipsPerEpoch(),
            STREET_FRAMES,
            width,
            width / 2);
    return new VideoData(streets, "procedural streets, " + from);
  }

  private static PuppetSequences puppets(
      String from, Split split, int clips, TrainConfig training) {
    return new PuppetSequences(
        PuppetWorld.of(0),
        PUPPETS.get(from),
        split,
        split == Split.TRAIN,
        clips,
        STREET_FRAMES,
        training.frames().rule().loadSize());
  }

  private static void check(DataRequest request) {
    boolean maps = request.input() == InputKind.MAPS;
    if (!maps && isDrawn(request.from())) {
      throw new InputException(
          "--input edges: is for videos, " + request.from() + " has maps of its own");
    }
    if (maps && !request.holdOut().equals(HoldOut.NOTHING)) {
      throw new InputException(
          "--hold-out: is for a video with --input edges; other data has a part of its own to"
              + " measure on, got "
              + request.from());
    }
  }

  private static Path root(
      DataRequest request, Vid2vidConfig model, TrainConfig training, Workshop workshop) {
    return request.input() == InputKind.EDGES
        ? EdgeData.of(request, model, training, workshop)
        : Path.of(request.from());
  }

  private static VideoData trainable(VideoData data, Vid2vidConfig model, TrainConfig training) {
    data.requireSuited(model);
    int needed = training.growth().seen() + model.ahead();
    if (data.shortest() < needed) {
      throw new InputException(
          data.description
              + ": clips must have at least "
              + needed
              + " frames, as many label maps as the model sees at once"
              + (model.predictsLabels() ? " and the next one" : "")
              + ", the shortest has "
              + data.shortest());
    }
    return data;
  }

  /**
   * Opens a source for measuring: test streets, the part {@code test} of a folder, or what a video
   * holds out.
   *
   * @param clips how many streets
   * @param model what clips are measured with; of its labels all models
   * @param training says how frames come to their size
   * @param workshop as in {@link #open}
   * @throws InputException if there is no such data
   */
  public static VideoData openTest(
      DataRequest request,
      int clips,
      Vid2vidConfig model,
      TrainConfig training,
      Workshop workshop) {
    check(request);
    if (!isDrawn(request.from())) {
      Path root = root(request, model, training, workshop);
      return FolderData.list(root, FolderData.TEST, model, training).moving(workshop);
    }
    return drawnTest(request.from(), clips, training);
  }

  /**
   * Opens the frames of {@link #openTest} where it does not matter how they move.
   *
   * @param from as there, but for videos
   * @throws InputException if there is no such data, or it does not fit the configuration
   */
  public static VideoData testPictures(
      String from, int clips, Vid2vidConfig model, TrainConfig training) {
    VideoData data =
        isDrawn(from)
            ? drawnTest(from, clips, training)
            : FolderData.list(Path.of(from), FolderData.TEST, model, training).still();
    data.requireSuited(model);
    return data;
  }

  private static VideoData drawnTest(String from, int clips, TrainConfig training) {
    if (PUPPETS.containsKey(from)) {
      return new VideoData(
          puppets(from, Split.TEST, clips, training), "held-out procedural " + from);
    }
    int width = training.frames().rule().loadSize();
    StreetSequences streets =
        new StreetSequences(
            StreetWorld.of(0), weather(from), Split.TEST, clips, STREET_FRAMES, width, width / 2);
    return new VideoData(streets, "held-out procedural streets, " + from);
  }

  private static boolean isDrawn(String from) {
    return isStreet(from) || PUPPETS.containsKey(from);
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

  /**
   * Checks that a model can take these clips.
   *
   * @throws InputException if it takes other labels or other sizes
   */
  public void requireSuited(Vid2vidConfig model) {
    SequenceFormat format = source.format();
    Vid2vidConfig.Labels labels = model.labels();
    if (labels.classes() == 0 && format.classes() > 0) {
      throw new InputException(
          description + ": clips have label maps, this model takes pictures (label_nc 0)");
    }
    if (labels.classes() > 0 && format.pictures() > 0) {
      throw new InputException(
          description
              + ": clips have pictures, this model takes label maps of "
              + labels.classes()
              + " classes (label_nc)");
    }
    if (format.classes() > labels.classes()) {
      throw new InputException(
          description
              + ": label_nc must be at least "
              + format.classes()
              + ", got "
              + labels.classes());
    }
    if (format.pictures() > 0 && format.pictures() != labels.pictureChannels()) {
      throw new InputException(
          description
              + ": input_nc must be "
              + format.pictures()
              + ", got "
              + labels.pictureChannels());
    }
    model.requireFrame(description, format.width(), format.height());
    model.requireStyles(description, format.width(), format.height());
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
