package dev.v2v.vid2vid.run;

import dev.v2v.data.Dice;
import dev.v2v.data.sequence.FrameSequence;
import dev.v2v.data.sequence.SequenceSource;
import dev.v2v.data.sequence.Window;
import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.InputException;
import dev.v2v.engine.Tensor;
import dev.v2v.vid2vid.RecordedFrames;
import dev.v2v.vid2vid.Vid2vidModel;
import dev.v2v.vid2vid.networks.FeatureEncoder;
import dev.v2v.vid2vid.styles.EncodedThing;
import dev.v2v.vid2vid.styles.StyleClusters;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Finds the styles that things have in training pictures: all that are large enough are encoded,
 * and those of each class are grouped. Source: Wang et al., CVPR 2018, section 3.4.
 *
 * @param compute type of the encoder's convolutions
 * @param pictures how many are encoded
 * @param clusters styles of a class at most
 * @param smallest share of a picture that a thing must fill: features of a few pixels are mostly
 *     those of its surroundings
 * @param seed of the choice of pictures and of the grouping
 */
public record StyleSearch(DType compute, int pictures, int clusters, double smallest, long seed) {
  /**
   * Encodes and groups.
   *
   * @param model prepared for inference
   * @param progress told how many pictures are done
   * @throws InputException if the model sees no styles, or no thing is large enough
   */
  public StyleClusters run(Vid2vidModel model, SequenceSource source, IntConsumer progress) {
    FeatureEncoder encoder =
        model
            .styleEncoder()
            .orElseThrow(
                () ->
                    new InputException(
                        "styles: this model sees none (it was trained without instance_feat or"
                            + " label_feat)"));
    List<EncodedThing> things = new ArrayList<>();
    for (int i = 0; i < pictures; i++) {
      things.addAll(large(encoder, model, frame(source, i)));
      progress.accept(i + 1);
    }
    if (things.isEmpty()) {
      throw new InputException(
          "styles: nothing in "
              + pictures
              + " pictures fills "
              + smallest
              + " of one, so there is nothing to group");
    }
    return StyleClusters.of(things, clusters, seed);
  }

  /** A frame of one sequence after another, each time another one. */
  private FrameSequence frame(SequenceSource source, int i) {
    int entry = i % source.entries();
    Dice dice = Dice.of(seed, i).fork("picture");
    FrameSequence frame = new FrameSequence(1, source.format());
    Window window = new Window(dice.below(source.length(entry)), 1, 1);
    source.read(entry, window, dice.fork("crop"), frame);
    return frame;
  }

  private List<EncodedThing> large(
      FeatureEncoder encoder, Vid2vidModel model, FrameSequence frame) {
    RecordedFrames view = new RecordedFrames(model.backend(), model.config().labels(), frame);
    double least = smallest * view.width() * view.height();
    try (DeviceScope scope = model.backend().scope("picture")) {
      Tensor photo = view.photo(0);
      long[] codes = view.things(model.config().styles(), 0);
      return EncodedThing.in(encoder, photo, codes, compute).stream()
          .filter(thing -> thing.pixels() >= least)
          .toList();
    }
  }
}
