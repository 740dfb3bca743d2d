package dev.v2v.engine.backend.reference;

import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.host.HostView;
import dev.v2v.engine.op.random.Philox;
import dev.v2v.engine.op.random.Random;

/** Random numbers, block by block. */
final class RandomReference {
  private RandomReference() {}

  static void register(KernelRegistry registry) {
    registry.add(Random.KEY, HostView.FLOATING, RandomReference::fill);
  }

  private static void fill(Stream s, Random.Params p, Tensor[] in, Tensor[] out) {
    HostView y = HostView.of(out[0]);
    int[] words = new int[4];
    float[] values = new float[4];
    for (long i = 0; i < out[0].elements(); i += 4) {
      Philox.block(p.offset() + i / 4, 0, p.seed(), words);
      switch (p.distribution()) {
        case UNIFORM -> uniform(words, (float) p.a(), (float) (p.b() - p.a()), values);
        case NORMAL -> normal(words, p.a(), p.b(), values);
      }
      for (int k = 0; k < 4 && i + k < out[0].elements(); k++) {
        y.set(i + k, values[k]);
      }
    }
  }

  private static void uniform(int[] words, float low, float width, float[] values) {
    for (int k = 0; k < 4; k++) {
      values[k] = low + width * Random.unit(words[k]);
    }
  }

  private static void normal(int[] words, double mean, double deviation, float[] values) {
    for (int k = 0; k < 4; k += 2) {
      double radius = Math.sqrt(-2 * Math.log(1 - Random.unit(words[k])));
      double angle = 2 * Math.PI * Random.unit(words[k + 1]);
      values[k] = (float) (mean + deviation * radius * Math.cos(angle));
      values[k + 1] = (float) (mean + deviation * radius * Math.sin(angle));
    }
  }
}
