package dev.v2v.edges;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.data.Dice;
import dev.v2v.data.HoldOut;
import dev.v2v.data.layers.LayeredScene;
import dev.v2v.data.sequence.FolderSequences;
import dev.v2v.data.sequence.FrameSequence;
import dev.v2v.data.sequence.Maps;
import dev.v2v.data.sequence.ScaleRule;
import dev.v2v.data.sequence.Window;
import dev.v2v.engine.Backends;
import dev.v2v.engine.InputException;
import dev.v2v.flow.FlowSettings;
import dev.v2v.flow.FrameFlow;
import dev.v2v.train.Png;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EdgeDatasetTest {
  private static final int FRAMES = 6;

  @TempDir private Path dir;

  @BeforeEach
  void draw() throws IOException {
    LayeredScene scene = LayeredScene.of(1, 3, 32, 24, 1);
    Path clip = Files.createDirectory(dir.resolve("clip"));
    for (int t = 0; t < FRAMES; t++) {
      Png.write(scene.frame(t), clip.resolve(t + ".png"));
    }
  }

  private EdgeDataset dataset(double heldOut) {
    return new EdgeDataset(
        new CannyEdges(1, 0.02, 0.05),
        Optional.empty(),
        0,
        0,
        new HoldOut(heldOut),
        EdgeDataset.Form.CLASSES);
  }

  @Test
  void trainingReadsWhatIsWritten() throws IOException {
    Path out = dir.resolve("out");
    EdgeDataset.Summary done;
    try (FrameFlow flow = new FrameFlow(Backends.open("cpu"), FlowSettings.DEFAULT.withWarps(2))) {
      done = dataset(1 / 3.0).write(dir.resolve("clip"), out, Optional.of(flow), () -> {});
    }
    assertEquals(4, done.train());
    assertEquals(2, done.test());
    assertTrue(done.density() > 0.01 && done.density() < 0.5, "density " + done.density());
    for (String phase : new String[] {"train", "test"}) {
      FolderSequences sequences =
          FolderSequences.open(
              out,
              new FolderSequences.Settings(
                  phase,
                  new Maps.Classes(EdgeMap.CLASSES),
                  false,
                  true,
                  new FolderSequences.Flow.Given(),
                  ScaleRule.width(32)));
      assertEquals(1, sequences.entries());
      int frames = phase.equals("train") ? 4 : 2;
      assertEquals(frames, sequences.length(0));
      FrameSequence read = new FrameSequence(2, sequences.format());
      sequences.read(0, new Window(frames - 2, 1, 2), Dice.of(0), read);
      int edges = 0;
      for (byte c : read.classes()) {
        edges += c;
      }
      assertTrue(edges > 10, edges + " edges");
      float sure = 0;
      for (float c : read.confidence()) {
        sure += c;
      }
      assertTrue(sure > 0.5 * read.confidence().length, "confidence " + sure);
    }
  }

  @Test
  void landmarksMustBeOneForEachFrame() throws IOException {
    Path faces = Files.createDirectory(dir.resolve("faces"));
    Files.writeString(faces.resolve("0.json"), "{}");
    EdgeDataset data =
        new EdgeDataset(
            CannyEdges.DEFAULT,
            Optional.of(faces),
            0,
            0,
            HoldOut.NOTHING,
            EdgeDataset.Form.CLASSES);
    InputException e =
        assertThrows(
            InputException.class,
            () -> data.write(dir.resolve("clip"), dir.resolve("out"), Optional.empty(), () -> {}));
    assertEquals(faces + ": expected a .json file for each of 6 frames, found 1", e.getMessage());
  }

  @Test
  void aClipMustLeaveTwoFramesForTraining() {
    InputException e =
        assertThrows(
            InputException.class,
            () ->
                dataset(0.9)
                    .write(dir.resolve("clip"), dir.resolve("out"), Optional.empty(), () -> {}));
    assertEquals(
        dir.resolve("clip") + ": training needs two frames or more, 1 are left for it",
        e.getMessage());
  }
}
