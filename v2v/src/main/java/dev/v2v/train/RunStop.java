package dev.v2v.train;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * When training ends: with the first of these, or else after the epochs of the configuration.
 *
 * @param steps of the whole training, those before a resumption included
 * @param time of this process
 */
public record RunStop(OptionalLong steps, Optional<Duration> time) {}
