package dev.v2v.fomm.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.config.YamlFile;
import dev.v2v.data.ClipCut;
import dev.v2v.data.HoldOut;
import dev.v2v.engine.DType;
import dev.v2v.engine.InputException;
import dev.v2v.engine.op.optim.AdamStep.Epsilon;
import dev.v2v.fomm.training.TrainerSettings;
import dev.v2v.media.Fit;
import dev.v2v.perceptual.PerceptualFeatures;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunSettingsTest {
  private static RunSettings settings(String data, double ema) {
    return new RunSettings(
        data,
        new ClipCut(40),
        new HoldOut(0.1),
        Fit.CROP,
        PerceptualFeatures.of("vgg19:weights.pth"),
        false,
        new TrainerSettings(DType.BFLOAT16, Long.MIN_VALUE, 2, 0.5, ema, Epsilon.AFTER_CORRECTION));
  }

  @Test
  void whatIsWrittenReadsBackTheSame() {
    RunSettings settings = settings("a: b # c", 0.999);
    assertEquals(settings, RunSettings.of(YamlFile.parse("settings.yaml", settings.text())));
    assertEquals(
        List.of(
            "data",
            "clip-length",
            "hold-out",
            "fit",
            "perceptual",
            "sampling",
            "precision",
            "seed",
            "accumulate",
            "clip",
            "ema"),
        List.copyOf(settings.asMap().keySet()));
  }

  @Test
  void filesThatWereTamperedWithAreRefused() {
    String text = settings("d", 0).text();
    for (String[] change :
        new String[][] {
          {"precision: bf16", "precision: int4", "precision"},
          {"fit: crop", "fit: squeeze", "fit"},
          {"'-9223372036854775808'", "many", "seed"},
          {"accumulate: 2", "accumulate: 0", "accumulate"}
        }) {
      assertTrue(text.contains(change[0]), text);
      String message =
          assertThrows(
                  InputException.class,
                  () ->
                      RunSettings.of(YamlFile.parse("s.yaml", text.replace(change[0], change[1]))))
              .getMessage();
      assertTrue(message.startsWith("s.yaml: " + change[2] + " must be"), message);
    }
  }

  @Test
  void onlyWhatWasAskedForMustAgree() {
    RunSettings run = settings("here", 0.9);
    RunSettings asked = settings("there", 0.5);
    assertEquals(run, run.resumedWith(asked, List.of("steps", "clip")));
    assertEquals("there", run.resumedWith(asked, List.of("data")).data());
    String message =
        assertThrows(InputException.class, () -> run.resumedWith(asked, List.of("ema")))
            .getMessage();
    assertTrue(message.contains("with --ema 0.9, got 0.5"), message);
  }
}
