package dev.v2v.engine.backend.cpu.dnnl;

/** Compiled work that the cache of {@link Dnnl} holds; closing frees its native memory. */
interface Plan extends AutoCloseable {
  @Override
  void close();
}
