package dev.v2v.engine.backend.host;

import dev.v2v.engine.Backend;
import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.MemoryStatistics;
import dev.v2v.engine.Storage;
import dev.v2v.engine.Stream;
import java.nio.ByteBuffer;

/** A device whose memory is the host's and whose work is done when a launch returns. */
public final class HostBackend implements Backend {
  private static final Stream DONE = () -> {};

  private final String name;
  private final String description;
  private final KernelRegistry kernels;
  private final HostPool pool;

  public HostBackend(String name, String description, KernelRegistry kernels) {
    this.name = name;
    this.description = description;
    this.kernels = kernels;
    this.pool = new HostPool(name);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public KernelRegistry kernels() {
    return kernels;
  }

  @Override
  public Stream stream() {
    return DONE;
  }

  @Override
  public Storage allocate(long bytes) {
    return pool.allocate(this, bytes);
  }

  @Override
  public Storage slice(Storage whole, long offset, long bytes) {
    return ((HostStorage) whole).slice(offset, bytes);
  }

  @Override
  public void upload(ByteBuffer source, Storage target) {
    ByteBuffer bytes = ((HostStorage) target).bytesView();
    bytes.put(0, source, source.position(), source.remaining());
  }

  @Override
  public void download(Storage source, ByteBuffer target) {
    target.put(target.position(), ((HostStorage) source).bytesView(), 0, target.remaining());
  }

  @Override
  public MemoryStatistics memory() {
    return pool.statistics();
  }

  @Override
  public void trim() {
    pool.trim();
  }

  @Override
  public String toString() {
    return name;
  }
}
