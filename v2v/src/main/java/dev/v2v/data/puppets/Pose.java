package dev.v2v.data.puppets;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * A value for each {@link Channel}; says nothing of who takes the pose. Immutable.
 *
 * <p>Poses add and subtract channel by channel. Values that no body could reach are limited only
 * when drawn, so that {@code a.plus(b).minus(b)} is {@code a} but for rounding.
 */
public final class Pose {
  /** Everything zero: upright, arms down, eyes open, mouth shut. */
  public static final Pose REST = new Pose(channel -> 0);

  private final EnumMap<Channel, Double> values = new EnumMap<>(Channel.class);

  private Pose(ToDoubleFunction<Channel> value) {
    for (Channel channel : Channel.values()) {
      values.put(channel, value.applyAsDouble(channel));
    }
  }

  /** The pose with the given channels; others are zero. */
  public static Pose of(Map<Channel, Double> channels) {
    return new Pose(channel -> channels.getOrDefault(channel, 0.0));
  }

  public double get(Channel channel) {
    return values.get(channel);
  }

  double limited(Channel channel, double low, double high) {
    return Math.max(low, Math.min(high, get(channel)));
  }

  public Pose plus(Pose other) {
    return new Pose(channel -> get(channel) + other.get(channel));
  }

  public Pose minus(Pose other) {
    return new Pose(channel -> get(channel) - other.get(channel));
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Pose p && values.equals(p.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }
}
