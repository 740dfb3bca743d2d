package dev.v2v.vid2vid.networks;

import dev.v2v.nn.Layer;
import dev.v2v.nn.init.Init;
import dev.v2v.nn.layers.BatchNorm2d;
import dev.v2v.nn.layers.InstanceNorm2d;

/** The normalisation after a convolution; both take the statistics of the data at hand, always. */
public enum Norm {
  /** Over the batch, with scale and shift; the default of all video networks. */
  BATCH {
    @Override
    Layer layer(Init init, int channels) {
      return new BatchNorm2d(init, channels, BatchNorm2d.Options.BATCH_ALWAYS);
    }
  },
  /** Over each sample, without scale and shift; that of the single-image networks. */
  INSTANCE {
    @Override
    Layer layer(Init init, int channels) {
      return InstanceNorm2d.recording(init, channels);
    }
  };

  abstract Layer layer(Init init, int channels);
}
