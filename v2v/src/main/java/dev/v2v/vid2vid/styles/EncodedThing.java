package dev.v2v.vid2vid.styles;

import static dev.v2v.engine.op.elementwise.Cast.cast;

import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.vid2vid.networks.FeatureEncoder;
import dev.v2v.vid2vid.networks.Regions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A thing in a picture and how it looks there.
 *
 * @param style its features, the mean over its pixels
 * @param pixels how many those are
 */
@SuppressWarnings("ArrayRecordComponent") // Styles are values of their own; identity is intended.
public record EncodedThing(Thing thing, float[] style, int pixels) {
  /**
   * The things of a picture, in the order of their first pixels.
   *
   * @param photo {@code (1, H, W, 3)} in [-1, 1]
   * @param codes the thing of each pixel, by {@link Thing#codes}
   * @param compute type of the encoder's convolutions
   */
  public static List<EncodedThing> in(
      FeatureEncoder encoder, Tensor photo, long[] codes, DType compute) {
    List<EncodedThing> things = new ArrayList<>();
    try (DeviceScope scope = photo.backend().scope("styles")) {
      Shape maps = Shape.of(1, photo.dim(1), photo.dim(2));
      Regions regions = Regions.of(photo.backend(), maps, codes);
      Tensor features = cast(encoder.forward(cast(photo, compute)), photo.dtype());
      float[] means = regions.means(features).toFloats(); // (K, channels)
      int channels = features.dim(3);
      for (Regions.Region region : regions.list()) {
        int k = things.size();
        float[] style = Arrays.copyOfRange(means, k * channels, (k + 1) * channels);
        things.add(new EncodedThing(Thing.of(region.id()), style, region.pixels()));
      }
    }
    return things;
  }
}
