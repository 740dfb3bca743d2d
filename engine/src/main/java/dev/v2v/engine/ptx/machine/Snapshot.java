package dev.v2v.engine.ptx.machine;

import java.util.Arrays;
import java.util.Map;

/**
 * What global memory held at one moment. Immutable.
 *
 * @param content bytes in use, by address
 */
public record Snapshot(Map<Long, byte[]> content) {
  /** Whether both hold the same bits. */
  public boolean sameAs(Snapshot other) {
    return content.keySet().equals(other.content.keySet())
        && content.keySet().stream()
            .allMatch(at -> Arrays.equals(content.get(at), other.content.get(at)));
  }
}
