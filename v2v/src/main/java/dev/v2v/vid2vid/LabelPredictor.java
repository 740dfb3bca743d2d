package dev.v2v.vid2vid;

import static dev.v2v.engine.op.elementwise.Cast.cast;
import static dev.v2v.engine.op.elementwise.Unary.affine;
import static dev.v2v.engine.op.reduce.ArgMax.argmax;

import dev.v2v.data.labels.IdImage;
import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.InputException;
import dev.v2v.engine.Tensor;
import dev.v2v.vid2vid.networks.ClassMaps;
import dev.v2v.vid2vid.networks.LabelMaps;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Predicts label maps, each from those before it: the sequential generator again, whose images are
 * label maps one frame ahead, a channel for each class, moved by its flow and painted where
 * something comes into view. Its own predictions are the next maps that it sees. Source: Wang et
 * al. 2018, future video prediction. Single-thread.
 */
public final class LabelPredictor implements AutoCloseable {
  private final Vid2vidModel model;
  private final LabelEncoder encoder;
  private final Synthesizer synthesizer;
  private IdImage newest;

  /**
   * A predictor that has seen the last label maps of a clip.
   *
   * @param model prepared for inference; it must outlive this
   * @param known label maps, oldest first, {@link #needed} at least, the last of which are used
   * @param compute type of the convolutional networks
   * @throws InputException if the model does not predict label maps, there are too few, or they
   *     have other classes or a size that does not suit it
   */
  public LabelPredictor(Vid2vidModel model, List<IdImage> known, DType compute) {
    requireSuited(model.config());
    this.model = model;
    int needed = needed(model.config());
    if (known.size() < needed) {
      throw new InputException(
          "prediction: this model needs " + needed + " label maps, got " + known.size());
    }
    encoder = new LabelEncoder(model.backend(), model.config().labels());
    List<IdImage> last = known.subList(known.size() - needed, known.size());
    try (DeviceScope scope = model.backend().scope("known labels")) {
      List<LabelMaps> maps = new ArrayList<>();
      for (IdImage map : last) {
        model.config().requireFrame("label map", map.width(), map.height());
        maps.add(encoder.encode(map, null));
      }
      // As if the model itself had made them.
      List<Tensor> images =
          maps.subList(1, needed).stream().map(m -> affine(m.channels(), 2, -1)).toList();
      synthesizer = new Synthesizer(model, new FirstFrames.Given(images), compute);
      maps.subList(0, needed - 1).forEach(synthesizer::next);
    }
    newest = last.get(needed - 1);
  }

  /**
   * Checks that a model predicts label maps.
   *
   * @throws InputException if it makes anything else
   */
  public static void requireSuited(Vid2vidConfig config) {
    if (!config.predictsLabels()) {
      throw new InputException(
          "prediction: needs a model of label maps (predict_labels), got one of images");
    }
  }

  /** How many label maps a model must have seen before it predicts. */
  public static int needed(Vid2vidConfig config) {
    return config.generator().frames();
  }

  /** The next label map. */
  public IdImage next() {
    try (DeviceScope scope = model.backend().scope("prediction")) {
      Tensor made = synthesizer.next(encoder.encode(newest, null)).orElseThrow().image();
      int[] ids =
          Arrays.stream(argmax(made, -1, false).toLongs()).mapToInt(Math::toIntExact).toArray();
      newest = new IdImage(newest.width(), newest.height(), ids);
      return newest;
    }
  }

  /** The most likely classes of a predicted label map, as training has labels; no history. */
  public static LabelMaps certain(Tensor image) {
    Tensor ids = cast(argmax(image.detach(), -1, true), DType.UINT8); // (N, H, W, 1)
    return new ClassMaps(ids, null, image.dim(3), DType.FLOAT32);
  }

  @Override
  public void close() {
    synthesizer.close();
  }
}
