package dev.v2v.vid2vid.run;

import dev.v2v.config.ConfigNode;
import dev.v2v.config.YamlFile;
import dev.v2v.data.HoldOut;
import dev.v2v.engine.InputException;
import dev.v2v.perceptual.PerceptualFeatures;
import dev.v2v.train.SettingsFile;
import dev.v2v.vid2vid.training.TrainerSettings;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What decides the bits of a training besides its configuration and its first weights. Kept in the
 * run's folder, under the names of the command's options, so that a resumed run goes on alike.
 *
 * @param data where clips come from, as {@link VideoData#open} describes
 * @param input what the model is told of them
 * @param holdOut the share at the end of a video that is not trained on
 * @param perceptual what the perceptual loss compares
 * @param trainer precision, seed, clipping and averaging
 */
public record RunSettings(
    String data,
    InputKind input,
    double holdOut,
    PerceptualFeatures perceptual,
    TrainerSettings trainer) {
  private static final String INPUT = "input";
  private static final String HOLD_OUT = "hold-out";

  /** The settings by option, as texts and numbers. */
  public Map<String, Object> asMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put(SettingsFile.DATA, data);
    map.put(INPUT, input.name().toLowerCase(Locale.ROOT));
    map.put(HOLD_OUT, holdOut);
    map.put("perceptual", perceptual.toString());
    map.put("precision", SettingsFile.nameOf(trainer.compute()));
    map.put("seed", Long.toString(trainer.seed()));
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
        node.text(SettingsFile.DATA, ""),
        input(node),
        node.number(HOLD_OUT, 0),
        PerceptualFeatures.of(node.text("perceptual", "")),
        new TrainerSettings(
            SettingsFile.precision(node),
            SettingsFile.seed(node),
            node.number("clip"),
            node.number("ema")));
  }

  /** Runs from before there was a choice had maps. */
  private static InputKind input(ConfigNode node) {
    String name = node.text(INPUT, "maps");
    for (InputKind input : InputKind.values()) {
      if (input.name().toLowerCase(Locale.ROOT).equals(name)) {
        return input;
      }
    }
    throw node.wrong(INPUT, "maps or edges", name);
  }

  /** Which clips these settings ask for. */
  DataRequest clips() {
    return new DataRequest(data, input, new HoldOut(holdOut));
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
    return new RunSettings(
        options.contains(SettingsFile.DATA) ? asked.data : data,
        input,
        holdOut,
        perceptual,
        trainer);
  }
}
