package dev.v2v.fomm.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.engine.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExtractedFeaturesTest {
  @TempDir private Path dir;

  private ExtractedFeatures landmarks(String text) throws IOException {
    Path file = Files.writeString(dir.resolve("points.csv"), text);
    return ExtractedFeatures.read(Optional.of(file), Optional.empty());
  }

  private void refused(String text, String reason) {
    String message = assertThrows(InputException.class, () -> landmarks(text)).getMessage();
    assertTrue(message.contains(reason), message);
  }

  @Test
  void pointsAreComparedWhereBothPicturesHaveThem() throws IOException {
    ExtractedFeatures found = landmarks("truth,1,2,5,5,9,9\n\"made, later\",2,4,,,9,9\n");
    Map<Measure, Double> values = found.measure("truth", "made, later");
    assertEquals((1 + 2 + 0 + 0) / 4.0, values.get(Measure.AKD));
    assertEquals(1 / 3.0, values.get(Measure.MKR), 1e-12);
    assertEquals(2, values.size(), "no embeddings, no AED");
  }

  @Test
  void aGeneratedPictureWithoutARowMissesEverything() throws IOException {
    Map<Measure, Double> values = landmarks("truth,1,2,5,5\n").measure("truth", "made");
    assertEquals(1, values.get(Measure.MKR));
    assertEquals(Double.NaN, values.get(Measure.AKD));
    assertEquals(Double.NaN, landmarks("truth,1,2\n").measure("other", "truth").get(Measure.MKR));
  }

  @Test
  void aedIsTheSquaredDistance() throws IOException {
    Path file = Files.writeString(dir.resolve("id.csv"), "a,1,2\nb,4,6\n");
    ExtractedFeatures found = ExtractedFeatures.read(Optional.empty(), Optional.of(file));
    assertEquals(Map.of(Measure.AED, 25.0), found.measure("a", "b"));
    assertEquals(Map.of(Measure.AED, Double.NaN), found.measure("a", "c"));
  }

  @Test
  void badFilesAreRefused() throws IOException {
    refused("", "at least one row");
    refused("a,1,2\nb,1\n", "as many numbers");
    refused("a,1,2\na,1,2\n", "two of a");
    refused("a,1\n", "x and y");
    refused("a,1,two\n", "must have numbers, got 'two'");
    refused("a,1,NaN\n", "finite");
    ExtractedFeatures other = landmarks("x.png,1,2\n");
    other.requireAnyOf(List.of("y.png", "x.png"));
    assertThrows(InputException.class, () -> other.requireAnyOf(List.of("y.png")));
    ExtractedFeatures.NONE.requireAnyOf(List.of("y.png"));
    Path missing = dir.resolve("missing.csv");
    assertThrows(
        InputException.class, () -> ExtractedFeatures.read(Optional.of(missing), Optional.empty()));
  }
}
