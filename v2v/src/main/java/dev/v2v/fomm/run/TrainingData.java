package dev.v2v.fomm.run;

import dev.v2v.config.ConfigNode;
import dev.v2v.data.Clip;
import dev.v2v.data.ClipCut;
import dev.v2v.data.ClipPairs;
import dev.v2v.data.ClipSplit;
import dev.v2v.data.DatasetConfig;
import dev.v2v.data.FrameCache;
import dev.v2v.data.FrameFormat;
import dev.v2v.data.HoldOut;
import dev.v2v.data.PairSource;
import dev.v2v.data.Split;
import dev.v2v.data.augment.Augmentation;
import dev.v2v.data.puppets.Cast;
import dev.v2v.data.puppets.EndlessPuppets;
import dev.v2v.data.puppets.PairSampler;
import dev.v2v.data.puppets.PuppetWorld;
import dev.v2v.engine.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Pairs to train on, and what is done to them.
 *
 * @param pairs where they come from
 * @param augmentation as the configuration says
 * @param description for the log
 */
public record TrainingData(PairSource pairs, Augmentation augmentation, String description) {
  /** Pairs in one pass over a source that has no entries to count: puppets, or one video. */
  public static final int PAIRS_PER_EPOCH = 1000;

  private static final String PUPPETS = "puppets";
  private static final int PUPPET_FRAMES = 64;
  private static final long CACHE_BYTES = 32L << 30;

  /**
   * Opens a source of pairs: {@code puppets}, {@code puppets:faces} or {@code puppets:figures} for
   * procedural ones; a folder of clips, see {@link ClipSplit}; or the file of a single clip.
   *
   * @param params {@code dataset_params} of the configuration
   * @param cache folder where decoded frames of files go
   * @param warnings told what decoders complain about; called from any thread
   * @throws InputException if there is no such data, or it does not fit the configuration
   */
  public static TrainingData open(
      RunSettings request, ConfigNode params, Path cache, Consumer<String> warnings) {
    String from = request.data();
    if (from.equals(PUPPETS) || from.startsWith(PUPPETS + ":")) {
      return puppets(request, params);
    }
    Path path = Path.of(from);
    if (!Files.exists(path)) {
      throw new InputException(
          from + ": must be a folder of clips, a video, or " + PUPPETS + "; there is none");
    }
    DatasetConfig config = DatasetConfig.of(params, path);
    FrameCache frames = new FrameCache(cache, CACHE_BYTES, warnings);
    if (!Files.isDirectory(path)) {
      // As many entries as an epoch shall have, all of them this clip.
      ClipPairs pairs =
          ClipPairs.ofClips(
              Collections.nCopies(PAIRS_PER_EPOCH, new Clip(path)),
              FrameFormat.fitted(config.width(), config.height(), request.fit()),
              frames);
      return new TrainingData(
          pairs.cut(request.cut(), request.holdOut()), config.augmentation(), "one clip, " + path);
    }
    ClipSplit split = ClipSplit.of(path);
    ClipPairs pairs = config.pairs(split.train(), Optional.of(request.fit()), frames);
    return new TrainingData(
        pairs.cut(request.cut(), request.holdOut()),
        config.augmentation(),
        split.train().size() + " clips of " + path);
  }

  private static TrainingData puppets(RunSettings request, ConfigNode params) {
    if (!request.cut().equals(ClipCut.NONE)) {
      throw new InputException(
          "--clip-length: is for clips in files; a puppet's clips have "
              + PUPPET_FRAMES
              + " frames, got "
              + request.data());
    }
    if (!request.holdOut().equals(HoldOut.NOTHING)) {
      throw new InputException(
          "--hold-out: is for clips in files; puppets keep whole identities for testing, got "
              + request.data());
    }
    DatasetConfig config = DatasetConfig.of(params, Path.of(""));
    if (config.width() != config.height()) {
      throw new InputException(
          "puppets: frames must be square, got frame_shape "
              + config.height()
              + "x"
              + config.width());
    }
    PairSampler sampler =
        new PairSampler(
            PuppetWorld.of(0), cast(request.data()), Split.TRAIN, 0, PUPPET_FRAMES, config.width());
    return new TrainingData(
        new EndlessPuppets(sampler, PAIRS_PER_EPOCH),
        config.augmentation(),
        "procedural puppets, cast " + sampler.cast().name().toLowerCase(Locale.ROOT));
  }

  private static Cast cast(String from) {
    return switch (from) {
      case PUPPETS -> Cast.MIXED;
      case PUPPETS + ":faces" -> Cast.FACES;
      case PUPPETS + ":figures" -> Cast.FIGURES;
      default ->
          throw new InputException(
              "--data: puppets must be puppets, puppets:faces or puppets:figures, got " + from);
    };
  }
}
