package dev.v2v.train;

import dev.v2v.config.ConfigNode;
import dev.v2v.engine.DType;
import dev.v2v.engine.InputException;
import java.util.Collection;
import java.util.Map;

/** What the kept settings of all runs have in common: names of precisions, seeds, one rule. */
public final class SettingsFile {
  /** The option that names the data, which may have moved when a run goes on. */
  public static final String DATA = "data";

  private static final Map<String, DType> PRECISIONS =
      Map.of("fp32", DType.FLOAT32, "bf16", DType.BFLOAT16, "fp16", DType.FLOAT16);

  private SettingsFile() {}

  /** The name of a precision. */
  public static String nameOf(DType compute) {
    return PRECISIONS.entrySet().stream()
        .filter(e -> e.getValue() == compute)
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow();
  }

  /**
   * The precision under {@code precision}.
   *
   * @throws InputException if it is none
   */
  public static DType precision(ConfigNode node) {
    DType compute = PRECISIONS.get(node.text("precision", ""));
    if (compute == null) {
      throw node.wrong("precision", "fp32, bf16 or fp16", node.text("precision", ""));
    }
    return compute;
  }

  /**
   * The seed under {@code seed}, a text, since YAML integers may be too small for it.
   *
   * @throws InputException if it is none
   */
  public static long seed(ConfigNode node) {
    String text = node.text("seed", "");
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw node.wrong("seed", "a whole number in quotes", text);
    }
  }

  /**
   * Checks that a run goes on as it began, but with other data if asked for.
   *
   * @param kept settings by option
   * @param asked settings that a resuming command asks for
   * @param options those among them that it does ask for
   * @throws InputException if one differs
   */
  public static void requireSame(
      Map<String, Object> kept, Map<String, Object> asked, Collection<String> options) {
    for (String option : options) {
      if (!option.equals(DATA)
          && kept.containsKey(option)
          && !kept.get(option).equals(asked.get(option))) {
        throw new InputException(
            "--resume: a run must go on as it began, with --"
                + option
                + " "
                + kept.get(option)
                + ", got "
                + asked.get(option)
                + " (--init starts a new run from its weights)");
      }
    }
  }
}
