package dev.v2v.engine.backend.cuda.driver;

/**
 * What a compiled kernel takes.
 *
 * @param registers of each thread
 * @param sharedBytes declared in the kernel, of each block
 * @param localBytes of each thread; more than 0 is registers spilled to memory, or an array
 * @param mostThreads a block may have
 */
public record FunctionInfo(int registers, int sharedBytes, int localBytes, int mostThreads) {}
