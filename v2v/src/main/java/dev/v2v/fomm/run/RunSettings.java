package dev.v2v.fomm.run;

import dev.v2v.config.ConfigNode;
import dev.v2v.config.YamlFile;
import dev.v2v.data.ClipCut;
import dev.v2v.data.HoldOut;
import dev.v2v.engine.InputException;
import dev.v2v.engine.op.optim.AdamStep.Epsilon;
import dev.v2v.fomm.training.TrainerSettings;
import dev.v2v.media.Fit;
import dev.v2v.perceptual.PerceptualFeatures;
import dev.v2v.train.SettingsFile;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What decides the bits of a training besides its configuration and its first weights. Kept in the
 * run's folder, under the names of the command's options, so that a resumed run goes on alike.
 *
 * @param data where pairs come from, as {@link TrainingData#open} describes
 * @param cut how clips of files are cut
 * @param holdOut frames of files that are never shown
 * @param fit how frames of another size get the model's
 * @param perceptual what the perceptual loss compares
 * @param alignCorners corner convention of grid sampling, which animation must repeat
 * @param trainer precision, seed, parts, clipping and averaging
 */
public record RunSettings(
    String data,
    ClipCut cut,
    HoldOut holdOut,
    Fit fit,
    PerceptualFeatures perceptual,
    boolean alignCorners,
    TrainerSettings trainer) {
  private static final String DATA = SettingsFile.DATA;
  private static final String ALIGNED = "aligned";

  /** The settings by option, as texts and numbers. */
  public Map<String, Object> asMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put(DATA, data);
    map.put("clip-length", cut.length());
    map.put("hold-out", holdOut.share());
    map.put("fit", fit.name().toLowerCase(Locale.ROOT));
    map.put("perceptual", perceptual.toString());
    map.put("sampling", alignCorners ? ALIGNED : "unaligned");
    map.put("precision", SettingsFile.nameOf(trainer.compute()));
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
        new ClipCut(node.integer("clip-length", 0)),
        new HoldOut(node.number("hold-out")),
        oneOf(node, "fit", Fit.class),
        PerceptualFeatures.of(node.text("perceptual", "")),
        node.text("sampling", "").equals(ALIGNED),
        new TrainerSettings(
            SettingsFile.precision(node),
            SettingsFile.seed(node),
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
    SettingsFile.requireSame(asMap(), asked.asMap(), options);
    String from = options.contains(DATA) ? asked.data : data;
    return new RunSettings(from, cut, holdOut, fit, perceptual, alignCorners, trainer);
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
