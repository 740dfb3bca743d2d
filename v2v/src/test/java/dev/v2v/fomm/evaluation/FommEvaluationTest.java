package dev.v2v.fomm.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.data.Split;
import dev.v2v.data.puppets.Cast;
import dev.v2v.data.puppets.PuppetWorld;
import dev.v2v.engine.Backend;
import dev.v2v.engine.Backends;
import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.fomm.Animator;
import dev.v2v.fomm.FommModel;
import dev.v2v.fomm.MotionTransfer;
import dev.v2v.fomm.evaluation.FommEvaluation.Settings;
import dev.v2v.fomm.evaluation.Result.Attempt;
import dev.v2v.fomm.evaluation.TestClips.TestClip;
import dev.v2v.fomm.evaluation.TestClips.Transfer;
import dev.v2v.fomm.training.TinyFomm;
import dev.v2v.media.RgbFrame;
import dev.v2v.metrics.Picture;
import dev.v2v.metrics.PixelErrors;
import dev.v2v.metrics.Ssim;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A random model on a few puppets, against sums made one frame at a time. */
class FommEvaluationTest {
  private static final int SIDE = 32;
  private static final PuppetClips CLIPS =
      new PuppetClips(
          PuppetWorld.of(0), Cast.MIXED, Split.TEST, 3, 9, SIDE, new FrameChoice(2), true);

  @TempDir private Path dir;
  private FommModel model;

  @BeforeEach
  void open() {
    Backend backend = Backends.open("cpu");
    model = FommModel.random(backend, TinyFomm.model(), 3, true);
    model.prepareForInference();
  }

  @AfterEach
  void close() {
    model.close();
  }

  private EvaluationReport evaluate(int batch) {
    Settings settings =
        new Settings(DType.FLOAT32, batch, 2, Optional.empty(), ExtractedFeatures.NONE);
    return new FommEvaluation(model, settings).run(CLIPS, done -> {});
  }

  private static ReportRow row(EvaluationReport report, String section, Measure measure) {
    return report.sections().get(section).stream()
        .filter(r -> r.measure() == measure)
        .findFirst()
        .orElseThrow();
  }

  private Tensor tensor(RgbFrame frame) {
    return Tensor.of(model.backend(), Shape.of(1, SIDE, SIDE, 3), Picture.of(frame).samples());
  }

  /** The first frame's picture of a source animated as {@code animate} does it. */
  private Picture animated(
      RgbFrame source, RgbFrame start, RgbFrame driving, MotionTransfer.Options options) {
    try (DeviceScope scope = model.backend().scope("test");
        Animator animator = new Animator(model, tensor(source), options, DType.FLOAT32)) {
      animator.startAt(animator.keyPoints(tensor(start)));
      return Picture.of(animator.animate(tensor(driving))).get(0);
    }
  }

  @Test
  void numbersAreThoseOfTheFramesOneByOne() {
    double[] l1 = new double[3];
    double psnr = 0;
    double ssim = 0;
    double relative = 0;
    double absolute = 0;
    for (int i = 0; i < CLIPS.count(); i++) {
      TestClip clip = CLIPS.read(i);
      Transfer transfer = clip.transfers().get(0);
      for (int j = 0; j < 2; j++) {
        RgbFrame source = clip.source();
        RgbFrame driving = clip.driving().get(j);
        Picture truth = Picture.of(driving);
        Picture made = animated(source, source, driving, MotionTransfer.Options.ABSOLUTE);
        l1[0] += PixelErrors.l1(truth, made) / 6;
        l1[1] += PixelErrors.l1(truth, Picture.of(source)) / 6;
        Picture still = animated(source, source, source, MotionTransfer.Options.ABSOLUTE);
        l1[2] += PixelErrors.l1(truth, still) / 6;
        psnr += PixelErrors.psnr(truth, made) / 6;
        ssim += Ssim.ssim(truth, made) / 6;
        RgbFrame driver = transfer.driving().get(j);
        made = animated(source, transfer.start(), driver, MotionTransfer.Options.RELATIVE);
        relative += PixelErrors.l1(Picture.of(transfer.relative().get(j)), made) / 6;
        made = animated(source, transfer.start(), driver, MotionTransfer.Options.ABSOLUTE);
        absolute += PixelErrors.l1(Picture.of(transfer.absolute().get(j)), made) / 6;
      }
    }
    EvaluationReport report = evaluate(2);
    ReportRow first = row(report, ClipBatch.RECONSTRUCTION, Measure.L1);
    assertEquals(l1[0], first.model(), 1e-6);
    assertEquals(l1[1], first.copy(), 1e-12);
    assertEquals(l1[2], first.zeroMotion(), 1e-6);
    assertEquals(l1[0] / l1[1], first.ratio(), 1e-4);
    assertEquals(6, first.frames());
    assertEquals(psnr, row(report, ClipBatch.RECONSTRUCTION, Measure.PSNR).model(), 1e-4);
    assertEquals(ssim, row(report, ClipBatch.RECONSTRUCTION, Measure.SSIM).model(), 1e-5);
    assertEquals(relative, row(report, ClipBatch.RELATIVE, Measure.L1).model(), 1e-6);
    assertEquals(absolute, row(report, ClipBatch.ABSOLUTE, Measure.L1).model(), 1e-6);
  }

  @Test
  void theSameRunGivesTheSameReport() {
    assertEquals(evaluate(2).json(), evaluate(2).json());
    double alone = row(evaluate(1), ClipBatch.RECONSTRUCTION, Measure.L1).model();
    assertEquals(alone, row(evaluate(3), ClipBatch.RECONSTRUCTION, Measure.L1).model(), 1e-6);
  }

  @Test
  void withoutMotionTheFlowIsThatOfCopying() {
    for (String section : List.of(ClipBatch.RECONSTRUCTION, ClipBatch.RELATIVE)) {
      ReportRow row = row(evaluate(3), section, Measure.FLOW);
      assertTrue(row.copy() > 0.1, "puppets move: " + row);
      assertEquals(row.copy(), row.zeroMotion(), 1e-4);
    }
  }

  @Test
  void aModelThatCopiesHasRatioOne() {
    TestClip clip = CLIPS.read(0);
    Picture source = Picture.of(clip.source());
    float[] points = {3, 4, 5, 6};
    Attempt copy = new Attempt(source, points, new float[2 * SIDE * SIDE], null);
    Result.Truth truth =
        new Result.Truth(clip.driving().get(1), new float[] {4, 4, 7, 6}, clip.motion().get(1));
    Scoreboard board = new Scoreboard(new Judge(ExtractedFeatures.NONE));
    RgbFrame frame = clip.source();
    board.add(List.of(new Result("x", "clip", 1, frame, frame, truth, copy, copy, copy)));
    List<ReportRow> rows = board.rows().get("x");
    assertEquals(7, rows.size(), rows.toString());
    for (ReportRow row : rows) {
      if (row.measure() == Measure.MKR) {
        assertTrue(Double.isNaN(row.ratio()), "copying misses nothing: " + row);
      } else {
        assertEquals(1, row.ratio(), row.toString());
      }
    }
    assertEquals(1.5, rows.get(3).model(), "key points: distances 1 and 2");
  }

  @Test
  void ratiosAreBelowOneWhereTheModelIsBetter() {
    assertEquals(0.5, new ReportRow(Measure.L1, 0.1, 0.2, 1, 1, 0).ratio(), 1e-12);
    // 6.02 dB are a factor of two in amplitude; half of what SSIM misses to 1 is half as bad.
    assertEquals(0.5, new ReportRow(Measure.PSNR, 26.0206, 20, 1, 1, 0).ratio(), 1e-6);
    assertEquals(0.5, new ReportRow(Measure.SSIM, 0.9, 0.8, 1, 1, 0).ratio(), 1e-12);
  }

  @Test
  void framesThatAMethodGetsPerfectlyCountForNone() {
    Scores scores = new Scores();
    scores.add(Measure.PSNR, 20, Double.POSITIVE_INFINITY, 20);
    scores.add(Measure.PSNR, 30, 10, 20);
    assertEquals(new ReportRow(Measure.PSNR, 30, 10, 20, 1, 1), scores.rows().get(0));
  }

  @Test
  void picturesAreWrittenUnderTheNamesThatExtractorsUse() throws IOException {
    Settings settings = new Settings(DType.FLOAT32, 2, 0, Optional.of(dir), ExtractedFeatures.NONE);
    new FommEvaluation(model, settings).run(CLIPS, done -> {});
    try (Stream<Path> files = Files.walk(dir)) {
      // Three sections of 6 frames, model and truth each; baselines of 3 clips.
      assertEquals(3 * 6 * 2 + 2 * 3, files.filter(Files::isRegularFile).count());
    }
    String clip = "00001-" + CLIPS.read(1).name();
    Path truth = Path.of("reconstruction", "truth", clip + "@00008.png");
    assertTrue(Files.exists(dir.resolve(truth)), truth.toString());
    Path csv =
        Files.writeString(
            dir.resolve("points.csv"),
            truth.toString().replace('\\', '/')
                + ",1,1\nreconstruction/model/"
                + clip
                + "@00008.png,4,1\ncopy/"
                + clip
                + ".png,7,1\nzero_motion/"
                + clip
                + ".png,1,3\n");
    Settings again =
        new Settings(
            DType.FLOAT32,
            4,
            0,
            Optional.empty(),
            ExtractedFeatures.read(Optional.of(csv), Optional.empty()));
    EvaluationReport report = new FommEvaluation(model, again).run(CLIPS, done -> {});
    assertEquals(
        new ReportRow(Measure.AKD, 1.5, 3, 1, 1, 5),
        row(report, ClipBatch.RECONSTRUCTION, Measure.AKD));
  }

  @Test
  void tablesAreAlignedAndComplete() {
    EvaluationReport report = evaluate(3);
    List<String> lines = report.text().lines().toList();
    assertEquals("reconstruction            model       copy  zero motion    ratio", lines.get(0));
    assertEquals(lines.get(0).length(), lines.get(1).length());
    assertTrue(report.markdown().contains("| L1 | 0."), report.markdown());
    assertEquals(3, report.sheets().size());
    Object l1 = ((Map<?, ?>) report.json().get("transfer_relative")).get("l1");
    assertEquals(6L, ((Map<?, ?>) l1).get("frames"));
  }
}
