package dev.v2v.fomm.run;

import dev.v2v.config.ConfigNode;
import dev.v2v.config.YamlFile;
import dev.v2v.data.HoldOut;
import dev.v2v.engine.DType;
import dev.v2v.engine.InputException;
import dev.v2v.engine.op.optim.AdamStep.Epsilon;
import dev.v2v.fomm.training.TrainerSettings;
import dev.v2v.media.Fit;
import dev.v2v.perceptual.PerceptualFeatures;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What decides the bits of a training besides its configuration and its first weights. Kept in the
 * run's folder, under the names of the command's options, so that a resumed run goes on alike.
 *
 * @param data where pairs come from, as {@link TrainingData#open} describes
 * @param holdOut frames of files that are never shown
 * @param fit how frames of another size get the model's
 * @param perceptual what the perceptual loss compares
 * @param alignCorners corner convention of grid sampling, which animation must repeat
 * @param trainer precision, seed, parts, clipping and averaging
 */
public record RunSettings(
    String data,
    HoldOut holdOut,
    Fit fit,
    PerceptualFeatures perceptual,
    boolean alignCorners,
    TrainerSettings trainer) {
  private static final String DATA = "data";
  private static final String ALIGNED = "aligned";
  private static final Map<String, DType> PRECISIONS =
      Map.of("fp32", DType.FLOAT32, "bf16", DType.BFLOAT16, "fp16", DType.FLOAT16);

  /** The settings by option, as texts and numbers. */
  public Map<String, Object> asMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put(DATA, data);
    map.put("hold-out", holdOut.share());
    map.put("fit", fit.name().toLowerCase(Locale.ROOT));
    map.put("perceptual", perceptual.toString());
    map.put("sampling", alignCorners ? ALIGNED : "unaligned");
    map.put("precision", nameOf(trainer.compute()));
    map.put("seed", Long.toString(trainer.seed())); // YAML integers may be too small for it
    map.put("accumulate", trainer.parts());
    map.put("clip", trainer.clipNorm());
    map.put("ema", trainer.averageDecay());
    return map;
  }

  /** The settings as a document. */
  String text() {
    return YamlFile.text(ConfigNode.root("settings", asMap()));
  }

  /**
   * Reads what {@link #text} wrote.
   *
   * @throws InputException if something is missing or out of its range
   */
  public static RunSettings of(ConfigNode node) {
    return new RunSettings(
        node.text(DATA, ""),
        new HoldOut(node.number("hold-out")),
        oneOf(node, "fit", Fit.class),
        PerceptualFeatures.of(node.text("perceptual", "")),
        node.text("sampling", "").equals(ALIGNED),
        new TrainerSettings(
            precision(node),
            seed(node),
            node.integer("accumulate", 1),
            node.number("clip"),
            node.number("ema"),
            Epsilon.AFTER_CORRECTION));
  }

  /**
   * These settings, to go on with, but other data if asked for: they may have moved.
   *
   * @param asked settings that a resuming command asks for
   * @param options those among them that it does ask for
   * @throws InputException if one differs
   */
  public RunSettings resumedWith(RunSettings asked, Collection<String> options) {
    Map<String, Object> mine = asMap();
    Map<String, Object> others = asked.asMap();
    for (String option : options) {
      if (!option.equals(DATA)
          && mine.containsKey(option)
          && !mine.get(option).equals(others.get(option))) {
        throw new InputException(
            "--resume: a run must go on as it began, with --"
                + option
                + " "
                + mine.get(option)
                + ", got "
                + others.get(option)
                + " (--init starts a new run from its weights)");
      }
    }
    String from = options.contains(DATA) ? asked.data : data;
    return new RunSettings(from, holdOut, fit, perceptual, alignCorners, trainer);
  }

  private static String nameOf(DType compute) {
    return PRECISIONS.entrySet().stream()
        .filter(e -> e.getValue() == compute)
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow();
  }

  private static DType precision(ConfigNode node) {
    DType compute = PRECISIONS.get(node.text("precision", ""));
    if (compute == null) {
      throw node.wrong("precision", "fp32, bf16 or fp16", node.text("precision", ""));
    }
    return compute;
  }

  private static long seed(ConfigNode node) {
    String text = node.text("seed", "");
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw node.wrong("seed", "a whole number in quotes", text);
    }
  }

  private static <E extends Enum<E>> E oneOf(ConfigNode node, String key, Class<E> type) {
    String text = node.text(key, "");
    for (E constant : type.getEnumConstants()) {
      if (constant.name().toLowerCase(Locale.ROOT).equals(text)) {
        return constant;
      }
    }
    throw node.wrong(key, "one of " + java.util.List.of(type.getEnumConstants()), text);
  }
}
