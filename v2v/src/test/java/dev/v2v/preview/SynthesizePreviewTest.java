package dev.v2v.preview;

import static dev.v2v.preview.Pixels.requireSame;
import static dev.v2v.preview.TinyStreet.FLOW_PANE;
import static dev.v2v.preview.TinyStreet.LABELS_PANE;
import static dev.v2v.preview.TinyStreet.LEAD;
import static dev.v2v.preview.TinyStreet.PREVIOUS_PANE;
import static dev.v2v.preview.TinyStreet.RESULT_PANE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.media.RgbFrame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code preview synthesize} with a tiny model, in the real window on a virtual display and off
 * screen; its pictures are compared with those that {@code synthesize} writes.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class SynthesizePreviewTest {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 700;
  private static final int HOME = 0xff50;
  private static final int LAST = TinyStreet.FRAMES - 1;

  /** Hues of the flow wheel are interpolated from a table in the window. */
  private static final int HUES = 3;

  /** The wheel's largest step, which the table smooths: from magenta to red in six. */
  private static final int STEP = 43;

  @TempDir Path folder;

  private TinyStreet street;
  private Map<Integer, List<RgbFrame>> made;

  @BeforeEach
  void make() throws IOException {
    street = new TinyStreet(folder);
    made = street.made();
    made.forEach(
        (pane, pictures) -> {
          assertEquals(TinyStreet.FRAMES, pictures.size());
          int contrast = Pixels.contrast(pictures.get(LAST));
          assertTrue(contrast > 20, "pane " + pane + " has a contrast of only " + contrast);
        });
  }

  private List<String> arguments(String... more) {
    List<String> all = new ArrayList<>(street.arguments());
    all.addAll(List.of(more));
    return all;
  }

  @Test
  void theWindowShowsEveryStepOfTheSynthesis() throws Exception {
    try (Viewer viewer = Viewer.open(arguments(), WIDTH, HEIGHT, Viewer.ORDINARY)) {
      PaneView view = viewer.view(TinyStreet.PANES);
      viewer.press(' ');
      viewer.press('i'); // single pixels, so that they can be compared one by one
      viewer.press(HOME);
      requireMoment(LEAD, viewer.screenshot(LEAD), view);
      viewer.press('.');
      viewer.press('.');
      RgbFrame later = viewer.screenshot(LEAD + 2);
      requireMoment(LEAD + 2, later, view);
      viewer.requireOnScreen(later);
      itGoesOnFromTheStartWhenTheClipIsOver(viewer, view);
      viewer.quit();
    }
  }

  /** Recorded, to see that nothing is left out at the seam. */
  private void itGoesOnFromTheStartWhenTheClipIsOver(Viewer viewer, PaneView view)
      throws Exception {
    for (int t = LEAD + 3; t <= LAST; t++) {
      viewer.press('.');
    }
    requireMoment(LAST, viewer.screenshot(LAST), view);
    int before = viewer.preview().lines();
    viewer.press('v');
    viewer.preview().await("recording ", before, Viewer.PATIENCE);
    viewer.press('.');
    requireMoment(LEAD, viewer.screenshot(LEAD), view);
    viewer.press('.');
    requireMoment(LEAD + 1, viewer.screenshot(LEAD + 1), view);
    before = viewer.preview().lines();
    viewer.press('v');
    String saved = viewer.preview().await("saved ", before, Viewer.PATIENCE);
    assertTrue(saved.endsWith(", 2 frames"), saved);
  }

  /** Everything that belongs to a label map is what {@code synthesize} makes of it. */
  private void requireMoment(int t, RgbFrame shot, PaneView view) {
    requireSame(street.labels(t), shot, view.place(LABELS_PANE));
    made.forEach(
        (pane, pictures) -> {
          if (pane != FLOW_PANE) {
            int worst = Pixels.difference(pictures.get(t), shot, view.place(pane));
            assertTrue(worst <= Pixels.ROUNDING, "pane " + pane + " of " + t + ": " + worst);
          }
        });
    requireFlow(made.get(FLOW_PANE).get(t), shot, view.place(FLOW_PANE));
    if (t > LEAD) {
      requireSame(made.get(RESULT_PANE).get(t - 1), shot, view.place(PREVIOUS_PANE));
    }
  }

  private static void requireFlow(RgbFrame expected, RgbFrame shot, PaneGrid.Place pane) {
    // On its right is the legend.
    int[] differences = Pixels.differences(expected, shot, pane, TinyStreet.WIDTH / 2);
    long steps = Arrays.stream(differences).filter(d -> d > HUES).count();
    assertTrue(steps <= differences.length / 200, steps + " samples have another hue");
    int worst = Arrays.stream(differences).max().orElseThrow();
    assertTrue(worst <= STEP, "a hue differs by " + worst + " of 255");
  }

  @Test
  void offScreenItEndsWithAPictureOfTheLastFrame() throws Exception {
    Path picture = folder.resolve("window.png");
    List<String> arguments =
        arguments(
            "--headless",
            "--size",
            WIDTH + "x" + HEIGHT,
            "--frames",
            "3",
            "--screenshot",
            picture.toString());
    try (PreviewProcess preview = new PreviewProcess(Optional.empty(), arguments)) {
      int code = preview.exit(Viewer.PATIENCE);
      boolean drawn = code != 3; // off screen it needs EGL
      if (!drawn) {
        System.out.println("skipped: the preview off screen, " + preview.said());
      }
      Assumptions.assumeTrue(drawn, "no OpenGL off screen");
      assertEquals(0, code, () -> "it said: " + preview.said());
      assertTrue(preview.result().startsWith("3 frames, "), preview.result());
    }
    PaneView view = new PaneView(TinyStreet.PANES);
    Canvas canvas = Viewer.canvas(WIDTH, HEIGHT, 1);
    view.layOut(canvas, Strip.height(canvas));
    RgbFrame shot = Pixels.read(picture);
    int third = LEAD + 2;
    for (int pane : new int[] {RESULT_PANE, TinyStreet.WARPED_PANE, TinyStreet.MASK_PANE}) {
      double worst = Pixels.smoothDifference(made.get(pane).get(third), shot, view.place(pane));
      // A level for the file's rounding, and one for that of OpenGL's interpolation.
      assertTrue(worst <= 2, "pane " + pane + " differs by " + worst + " of 255");
    }
  }

  @Test
  void aClipThatIsTooShortIsRefused() throws Exception {
    for (int t = LEAD; t < TinyStreet.FRAMES; t++) {
      for (String part : List.of("test_A", "test_inst")) {
        Path maps = folder.resolve("street").resolve(part).resolve("street0000");
        Files.delete(maps.resolve(String.format("frame_%05d.png", t)));
      }
    }
    try (PreviewProcess preview = new PreviewProcess(Optional.empty(), arguments("--headless"))) {
      int code = preview.exit(Viewer.PATIENCE);
      Assumptions.assumeTrue(code != 3, "no OpenGL off screen");
      assertEquals(4, code, () -> "it said: " + preview.said());
      preview.await("expected at least 3 label maps", 0, 5);
    }
  }
}
