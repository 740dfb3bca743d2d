/**
 * How close generated frames are to the true ones. Pictures are float samples in [0, 1]; sums run
 * in double. Every number is a plain function of its inputs; {@link dev.v2v.metrics.MetricTable}
 * averages them over frames.
 */
package dev.v2v.metrics;
