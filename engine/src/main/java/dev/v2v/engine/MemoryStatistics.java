package dev.v2v.engine;

/**
 * What a backend's pool holds, in bytes.
 *
 * @param live handed out to tensors
 * @param pooled kept for reuse
 * @param peak highest value of live plus pooled
 * @param allocations how often the pool had to ask the system for memory
 */
public record MemoryStatistics(long live, long pooled, long peak, long allocations) {}
