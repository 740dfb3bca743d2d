package dev.v2v.data.puppets;

import dev.v2v.data.Dice;
import dev.v2v.data.FramePair;
import dev.v2v.data.PairSource;

/**
 * Puppets without end as a source of training pairs: no clip comes up again but by chance, one in
 * 2^40. Immutable, thread-safe.
 *
 * @param sampler what the pairs are drawn from
 * @param pairsPerEpoch how many pairs count as an epoch, which decides about learning rates only
 */
public record EndlessPuppets(PairSampler sampler, int pairsPerEpoch) implements PairSource {
  @Override
  public int width() {
    return sampler.size();
  }

  @Override
  public int height() {
    return sampler.size();
  }

  @Override
  public int entries() {
    return pairsPerEpoch;
  }

  @Override
  public void draw(int entry, Dice dice, FramePair into) {
    PairSampler.Pair pair = sampler.pair(dice.bits());
    pair.clip().draw(pair.source(), into.source());
    pair.clip().draw(pair.driving(), into.driving());
  }
}
