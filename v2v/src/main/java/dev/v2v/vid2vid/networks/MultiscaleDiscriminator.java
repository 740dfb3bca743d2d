package dev.v2v.vid2vid.networks;

import dev.v2v.engine.Tensor;
import dev.v2v.nn.Layer;
import dev.v2v.nn.Module;
import dev.v2v.nn.init.Init;
import dev.v2v.nn.layers.Conv2d;
import dev.v2v.nn.layers.Sequential;
import dev.v2v.nn.layers.Stateless;
import java.util.ArrayList;
import java.util.List;

/**
 * Patch discriminators on an image and its halvings; of single frames, of several frames with the
 * flow between them, or of faces, by what is joined in its channels. Source: Wang et al., CVPR
 * 2018, section 3.2; Isola et al. 2017. Single-thread.
 *
 * <p>Number 0 is the coarsest, so that a file of fewer scales fits the coarse end of more. State:
 * {@code scalei_layerj}, j from 0; without intermediate features {@code layeri}.
 */
public final class MultiscaleDiscriminator extends Module {
  private static final int KERNEL = 4;
  private static final int PAD = 2;
  private static final double SLOPE = 0.2;
  private static final int MOST_FEATURES = 512;
  private static final int MOST_FIRST_FEATURES = 64;

  private final List<List<Layer>> scales = new ArrayList<>(); // coarsest first
  private final boolean intermediate;

  /**
   * What discriminators are made of.
   *
   * @param in channels
   * @param features channels of the first layer at the finest scale; coarser ones have twice as
   *     many each, up to 64
   * @param layers layers of stride 2
   * @param scales how many sizes are looked at
   * @param intermediate whether maps between the layers are given out, and named in the state
   */
  public record Config(
      int in, int features, int layers, int scales, Norm norm, boolean intermediate) {}

  /**
   * What the discriminator of one scale says.
   *
   * @param features maps after each layer but the last; none unless intermediate
   * @param score a value for each patch, {@code (N, h, w, 1)}
   */
  public record Judgement(List<Tensor> features, Tensor score) {}

  public MultiscaleDiscriminator(Init init, Config c) {
    intermediate = c.intermediate();
    for (int i = 0; i < c.scales(); i++) {
      int first = Trunk.width(c.features(), c.scales() - 1 - i, MOST_FIRST_FEATURES);
      scales.add(register(i, layers(init, c, first)));
    }
    Start.draw(this, init);
  }

  private static List<List<Layer>> layers(Init init, Config c, int first) {
    List<List<Layer>> layers = new ArrayList<>();
    layers.add(
        List.of(new Conv2d(init, c.in(), first, KERNEL, 2, PAD), Stateless.leakyRelu(SLOPE)));
    int in = first;
    for (int n = 1; n <= c.layers(); n++) {
      int out = Math.min(2 * in, MOST_FEATURES);
      int stride = n == c.layers() ? 1 : 2;
      layers.add(
          List.of(
              new Conv2d(init, in, out, KERNEL, stride, PAD),
              c.norm().layer(init, out),
              Stateless.leakyRelu(SLOPE)));
      in = out;
    }
    layers.add(List.of(new Conv2d(init, in, 1, KERNEL, 1, PAD)));
    return layers;
  }

  private List<Layer> register(int scale, List<List<Layer>> layers) {
    List<Layer> registered = new ArrayList<>();
    if (intermediate) {
      for (int j = 0; j < layers.size(); j++) {
        registered.add(child("scale" + scale + "_layer" + j, new Sequential(layers.get(j))));
      }
    } else {
      List<Layer> all = layers.stream().flatMap(List::stream).toList();
      registered.add(child("layer" + scale, new Sequential(all)));
    }
    return registered;
  }

  /** Judges {@code (N, H, W, C)}, the finest scale first. */
  public List<Judgement> forward(Tensor x) {
    List<Judgement> judgements = new ArrayList<>();
    List<Tensor> pyramid = Pyramid.of(x, scales.size());
    for (int i = 0; i < scales.size(); i++) {
      judgements.add(judge(scales.get(scales.size() - 1 - i), pyramid.get(i)));
    }
    return judgements;
  }

  private static Judgement judge(List<Layer> layers, Tensor x) {
    List<Tensor> maps = new ArrayList<>();
    Tensor y = x;
    for (Layer layer : layers) {
      y = layer.run(y);
      maps.add(y);
    }
    return new Judgement(List.copyOf(maps.subList(0, maps.size() - 1)), y);
  }
}
