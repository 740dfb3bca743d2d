package dev.v2v.vid2vid.training;

import static dev.v2v.engine.op.elementwise.Cast.cast;
import static dev.v2v.engine.op.shape.Concat.concat;

import dev.v2v.engine.DType;
import dev.v2v.engine.Tensor;
import dev.v2v.vid2vid.Vid2vidModel;
import dev.v2v.vid2vid.networks.ChannelMaps;
import dev.v2v.vid2vid.networks.FeatureEncoder;
import dev.v2v.vid2vid.networks.LabelMaps;
import java.util.ArrayList;
import java.util.List;

/**
 * What the generator sees of a chunk: its labels and, if it sees styles, those that the encoder
 * finds in the very photographs that are to be made. Both learn together; that all pixels of a
 * thing share one vector keeps the photograph itself from passing through. Discriminators see
 * labels alone. Source: Wang et al., CVPR 2018, section 3.4. Single-thread.
 */
final class ChunkStyles {
  private final FeatureEncoder encoder; // null where the generator sees no styles
  private final int scales;
  private final DType compute;

  ChunkStyles(Vid2vidModel model, DType compute) {
    this.encoder = model.styleEncoder().orElse(null);
    this.scales = model.config().generator().scales();
    this.compute = compute;
  }

  /** Labels of each frame, and styles behind them, with their halvings. */
  List<List<LabelMaps>> seen(Chunk chunk) {
    if (encoder == null) {
      return chunk.labels();
    }
    List<List<LabelMaps>> seen = new ArrayList<>();
    for (int t = 0; t < chunk.photos().size(); t++) {
      Tensor photo = chunk.photos().get(t);
      Tensor features = cast(encoder.forward(cast(photo, compute)), photo.dtype());
      Tensor means = chunk.regions().get(t).means(features); // (K, features)
      Tensor styles = chunk.regions().get(t).paint(means); // (N, H, W, features)
      Tensor labels = chunk.labels().get(t).get(0).channels();
      seen.add(new ChannelMaps(concat(-1, labels, styles)).pyramid(scales));
    }
    return seen;
  }
}
