/**
 * Measuring: a {@link dev.v2v.bench.harness.Benchmark} names axes and prepares a {@link
 * dev.v2v.bench.harness.State}; the harness checks, warms up, times, and says how far from the
 * machine's limits the result is.
 */
package dev.v2v.bench.harness;
