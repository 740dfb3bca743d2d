package dev.v2v.nn.checkpoint;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A Python dict or OrderedDict while its pickle is read. Compared by identity: it may contain
 * itself.
 */
final class PyDict {
  private static final int MAX_KEY_CHARS = 1024;

  final Map<Object, Object> entries = new LinkedHashMap<>();

  /**
   * Adds an entry that is not there yet.
   *
   * <p>Keys are scalars, which hash cheaply, cannot recurse, and are comparable, so that crafted
   * collisions do not make the map slow.
   */
  void put(PickleInput input, Object key, Object value) {
    if (!isScalar(key)) {
      throw input.error("a dict key must be a scalar, got " + Unpickler.describe(key));
    }
    if (key instanceof String text && text.length() > MAX_KEY_CHARS) {
      throw input.error(
          "a dict key may have " + MAX_KEY_CHARS + " characters, got " + text.length());
    }
    if (entries.containsKey(key)) {
      throw input.error("dict key " + Unpickler.describe(key) + " is there twice");
    }
    entries.put(key, value);
  }

  private static boolean isScalar(Object key) {
    return key == null
        || key instanceof String
        || key instanceof Long
        || key instanceof BigInteger
        || key instanceof Double
        || key instanceof Boolean;
  }
}
