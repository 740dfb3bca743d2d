package dev.v2v.vid2vid.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.data.Split;
import dev.v2v.data.street.StreetSequences;
import dev.v2v.data.street.StreetWorld;
import dev.v2v.data.street.Weather;
import dev.v2v.engine.Backend;
import dev.v2v.engine.Backends;
import dev.v2v.engine.DType;
import dev.v2v.engine.InputException;
import dev.v2v.engine.MemoryStatistics;
import dev.v2v.metrics.Picture;
import dev.v2v.vid2vid.Vid2vidConfig;
import dev.v2v.vid2vid.Vid2vidModel;
import dev.v2v.vid2vid.evaluation.Vid2vidEvaluation.Settings;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class Vid2vidEvaluationTest {
  private static final Backend CPU = Backends.open("cpu");

  private static StreetSequences streets(int frames) {
    return new StreetSequences(
        StreetWorld.of(0), Optional.of(Weather.SUNNY), Split.TEST, 2, frames, 64, 32);
  }

  private static Vid2vidModel model() {
    Vid2vidConfig config =
        Vid2vidConfig.parse("test", "{label_nc: 35, ngf: 4, n_downsample_G: 1, n_blocks: 2}");
    Vid2vidModel model = Vid2vidModel.random(CPU, config, 3);
    model.prepareForInference();
    return model;
  }

  @Test
  void theRecordedVideoFollowsItsFlowAndAHeldFrameDoesNot() {
    try (Vid2vidModel model = model()) {
      VideoReport report =
          new Vid2vidEvaluation(
                  List.of(new Contestant("random", model)), new Settings(DType.FLOAT32, 2, true, 1))
              .run(streets(6), done -> assertTrue(done <= 2));
      Map<String, Map<String, Double>> means = report.means();
      Map<String, Double> recorded = means.get(Vid2vidEvaluation.RECORDED);
      Map<String, Double> copy = means.get(Vid2vidEvaluation.COPY);
      Map<String, Double> random = means.get("random");
      assertEquals(0, recorded.get("l1"));
      assertEquals(1, recorded.get("ssim"), 1e-9);
      assertTrue(recorded.get("warp_error") < copy.get("warp_error"), means::toString);
      assertTrue(copy.get("l1") < random.get("l1"), means::toString);
      assertTrue(copy.get("psnr_db") > random.get("psnr_db"), means::toString);
      assertTrue(report.sheet().orElseThrow().width() > 3 * 64);
      assertTrue(report.markdown().contains("| recorded | 0.0000 | - | 1.0000 |"), report.text());
    }
  }

  @Test
  void memoryIsGivenBack() {
    try (Vid2vidModel model = model()) {
      Settings settings = new Settings(DType.FLOAT32, 1, false, 0);
      List<Contestant> one = List.of(new Contestant("one", model));
      new Vid2vidEvaluation(one, settings).run(streets(5), done -> assertEquals(1, done));
      MemoryStatistics after = CPU.memory();
      new Vid2vidEvaluation(one, settings).run(streets(5), done -> assertEquals(1, done));
      assertEquals(after, CPU.memory());
    }
  }

  @Test
  void whatCannotBeMeasuredIsRefused() {
    try (Vid2vidModel model = model()) {
      Settings settings = new Settings(DType.FLOAT32, 1, true, 0);
      Contestant one = new Contestant("one", model);
      assertThrows(InputException.class, () -> new Vid2vidEvaluation(List.of(one, one), settings));
      Vid2vidEvaluation evaluation = new Vid2vidEvaluation(List.of(one), settings);
      InputException e =
          assertThrows(
              InputException.class,
              () -> evaluation.run(streets(3), done -> assertEquals(1, done)));
      assertEquals("evaluate: a clip needs at least 4 frames, got 3", e.getMessage());
    }
  }

  @Test
  void anImageThatMovesByItsFlowHasNoWarpErrorWhereItIsSeen() {
    int w = 8;
    int h = 4;
    float[] before = new float[3 * w * h];
    float[] now = new float[3 * w * h];
    for (int p = 0; p < w * h; p++) {
      for (int c = 0; c < 3; c++) {
        before[3 * p + c] = (p % w * 7 + p / w * 3 + c) % 11 / 11f;
        now[3 * p + c] = p % w == 0 ? 0.5f : before[3 * (p - 1) + c];
      }
    }
    float[] flow = new float[2 * w * h];
    float[] visible = new float[w * h];
    for (int p = 0; p < w * h; p++) {
      flow[2 * p] = -1; // what is here was one pixel to the left
      visible[p] = p % w == 0 ? 0 : 1;
    }
    Picture a = new Picture(h, w, 3, before);
    Picture b = new Picture(h, w, 3, now);
    assertEquals(0, WarpError.of(CPU, a, b, flow, visible), 1e-6);
    assertTrue(WarpError.of(CPU, a, a, flow, visible) > 0.1);
    Arrays.fill(visible, 0);
    assertTrue(Double.isNaN(WarpError.of(CPU, a, b, flow, visible)), "nothing is seen");
  }
}
