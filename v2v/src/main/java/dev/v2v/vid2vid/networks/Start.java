package dev.v2v.vid2vid.networks;

import dev.v2v.nn.Module;
import dev.v2v.nn.init.Init;
import dev.v2v.nn.init.Initializers;
import dev.v2v.nn.layers.BatchNorm2d;
import dev.v2v.nn.layers.Conv2d;
import dev.v2v.nn.layers.ConvTranspose2d;

/**
 * What training starts from: weights of convolutions N(0, 0.02), scales of normalisations N(1,
 * 0.02); biases keep the layers' own start. The authors copy branches before they draw the weights,
 * so that their twins begin with equal biases; all but the heads' are taken away by the
 * normalisation behind them, so ours are drawn apart.
 */
final class Start {
  private static final double DEVIATION = 0.02;

  private Start() {}

  /** Draws the weights of {@code network} anew, unless {@code init} is blank. */
  static void draw(Module network, Init init) {
    network.apply(
        m -> {
          if (m instanceof Conv2d conv) {
            init.fill(conv.weight().tensor(), (w, r) -> Initializers.normal(w, 0, DEVIATION, r));
          } else if (m instanceof ConvTranspose2d conv) {
            init.fill(conv.weight().tensor(), (w, r) -> Initializers.normal(w, 0, DEVIATION, r));
          } else if (m instanceof BatchNorm2d norm) {
            init.fill(norm.weight().tensor(), (w, r) -> Initializers.normal(w, 1, DEVIATION, r));
          }
        });
  }
}
