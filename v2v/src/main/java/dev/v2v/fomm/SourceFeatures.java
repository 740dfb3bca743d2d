package dev.v2v.fomm;

import dev.v2v.engine.Tensor;
import java.util.List;

/**
 * What the generator encodes a source into.
 *
 * @param picture the source itself {@code (N, H, W, C)}; {@code null} without skips
 * @param levels feature maps from the finest to the innermost; the innermost alone without skips
 */
public record SourceFeatures(Tensor picture, List<Tensor> levels) implements AutoCloseable {
  /** The innermost map {@code (N, H / 2^d, W / 2^d, F)} of {@code d} down-blocks. */
  public Tensor innermost() {
    return levels.get(levels.size() - 1);
  }

  /** The same outside of all scopes, and with a picture of its own. */
  public SourceFeatures persist() {
    levels.forEach(Tensor::persist);
    return new SourceFeatures(picture == null ? null : picture.detach().persist(), levels);
  }

  @Override
  public void close() {
    levels.forEach(Tensor::close);
    if (picture != null) {
      picture.close();
    }
  }
}
