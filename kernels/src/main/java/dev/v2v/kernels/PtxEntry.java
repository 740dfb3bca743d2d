package dev.v2v.kernels;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The signature of an entry point, read from PTX: what an argument block must look like. Immutable.
 *
 * @param name entry point
 * @param parameters types in order
 */
public record PtxEntry(String name, List<Type> parameters) {
  private static final Pattern ENTRY =
      Pattern.compile("\\.entry\\s+(\\w+)\\s*\\(([^)]*)\\)", Pattern.DOTALL);
  private static final Pattern PARAMETER =
      Pattern.compile("\\.param\\s+(?:\\.align\\s+\\d+\\s+)?\\.(\\w+)\\s");

  /** Types of parameters. PTX does not tell a pointer from a 64-bit integer. */
  public enum Type {
    /** A device pointer or a 64-bit integer. */
    BITS64(8),
    INT32(4),
    FLOAT32(4);

    private final int bytes;

    Type(int bytes) {
      this.bytes = bytes;
    }

    /** Size and alignment in an argument block. */
    public int bytes() {
      return bytes;
    }

    private static Type of(String ptx, String entry) {
      return switch (ptx) {
        case "u64", "s64", "b64" -> BITS64;
        case "u32", "s32", "b32" -> INT32;
        case "f32" -> FLOAT32;
        default ->
            throw new IllegalArgumentException(
                entry
                    + ": parameters must be pointers, int, long long or float, got ."
                    + ptx
                    + " in its PTX");
      };
    }
  }

  /**
   * All entry points of a PTX text, in its order.
   *
   * @throws IllegalArgumentException if a parameter is neither pointer nor number
   */
  public static List<PtxEntry> parse(String ptx) {
    List<PtxEntry> entries = new ArrayList<>();
    Matcher entry = ENTRY.matcher(ptx);
    while (entry.find()) {
      List<Type> types = new ArrayList<>();
      Matcher parameter = PARAMETER.matcher(entry.group(2));
      while (parameter.find()) {
        types.add(Type.of(parameter.group(1), entry.group(1)));
      }
      entries.add(new PtxEntry(entry.group(1), List.copyOf(types)));
    }
    return entries;
  }
}
