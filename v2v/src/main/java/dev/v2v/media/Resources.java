package dev.v2v.media;

import java.util.ArrayDeque;
import java.util.Deque;

/** Closes what was added, last first, once. Single-thread. */
public final class Resources implements AutoCloseable {
  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  /** Takes over a resource and hands it back. */
  public <T extends AutoCloseable> T add(T resource) {
    open.push(resource);
    return resource;
  }

  @Override
  public void close() {
    RuntimeException first = null;
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (RuntimeException e) {
        first = keep(first, e);
      } catch (Exception e) {
        first = keep(first, new IllegalStateException(e)); // no resource here declares one
      }
    }
    if (first != null) {
      throw first;
    }
  }

  private static RuntimeException keep(RuntimeException first, RuntimeException next) {
    if (first == null) {
      return next;
    }
    first.addSuppressed(next);
    return first;
  }
}
