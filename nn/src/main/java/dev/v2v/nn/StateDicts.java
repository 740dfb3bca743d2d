package dev.v2v.nn;

import dev.v2v.engine.Shape;
import dev.v2v.nn.checkpoint.ArrayData;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Compares and copies state dicts; {@link Module} has the ways in. */
public final class StateDicts {
  private StateDicts() {}

  /**
   * A state dict with {@code prefix} taken off every key, {@code module.} of PyTorch's data
   * parallel wrapper for instance; the state dict itself unless all keys have it.
   */
  public static Map<String, ArrayData> withoutPrefix(String prefix, Map<String, ArrayData> state) {
    if (!state.keySet().stream().allMatch(key -> key.startsWith(prefix))) {
      return state;
    }
    Map<String, ArrayData> stripped = new LinkedHashMap<>();
    state.forEach((key, value) -> stripped.put(key.substring(prefix.length()), value));
    return stripped;
  }

  static LoadReport compare(Map<String, StateEntry> entries, Map<String, ArrayData> state) {
    List<String> missing = new ArrayList<>();
    List<String> mismatched = new ArrayList<>();
    entries.forEach(
        (key, entry) -> {
          ArrayData values = state.get(key);
          if (values == null) {
            if (entry.presence() == StateEntry.Presence.REQUIRED) {
              missing.add(key);
            }
          } else if (entry.presence() != StateEntry.Presence.DERIVED && !fits(entry, values)) {
            mismatched.add(key + " " + text(entry, values));
          }
        });
    List<String> unexpected = state.keySet().stream().filter(k -> !entries.containsKey(k)).toList();
    return new LoadReport(missing, unexpected, mismatched);
  }

  private static boolean fits(StateEntry entry, ArrayData values) {
    return values.shape().equals(entry.torchShape())
        && values.dtype().isFloating() == entry.dtype().isFloating();
  }

  private static String text(StateEntry entry, ArrayData values) {
    Shape shape = entry.torchShape();
    return entry.dtype() + shape.toString() + " from " + values.dtype() + values.shape();
  }

  /** Loads every entry that has a value which fits. */
  static void copy(Map<String, ArrayData> state, Map<String, StateEntry> entries) {
    entries.forEach(
        (key, entry) -> {
          ArrayData values = state.get(key);
          if (values != null
              && entry.presence() != StateEntry.Presence.DERIVED
              && fits(entry, values)) {
            entry.load(values);
          }
        });
  }
}
