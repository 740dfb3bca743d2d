package dev.v2v.fomm.evaluation;

import dev.v2v.data.puppets.GroundTruth;
import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.InputException;
import dev.v2v.fomm.FommModel;
import dev.v2v.fomm.KeyPoints;
import dev.v2v.fomm.MotionTransfer;
import dev.v2v.fomm.evaluation.TestClips.TestClip;
import dev.v2v.fomm.evaluation.TestClips.Transfer;
import dev.v2v.media.RgbFrame;
import dev.v2v.metrics.Picture;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Evaluates a First Order Motion Model as its authors do: the first frame of a clip is animated by
 * later ones with absolute key points, and should become them. Where clips have the answers, motion
 * is also transferred from another identity, relatively and absolutely. Every number has two
 * baselines beside it: the source as it is, and the source generated without motion. Single-thread;
 * pictures are drawn and measured on all cores.
 */
public final class FommEvaluation {
  static final String RECONSTRUCTION = "reconstruction";
  static final String RELATIVE = "transfer_relative";
  static final String ABSOLUTE = "transfer_absolute";

  private final FommModel model;
  private final DType compute;
  private final int batch;
  private final Map<String, Scores> scores = new LinkedHashMap<>();
  private final Sheets sheets;

  /**
   * Prepares an evaluation.
   *
   * @param model prepared for inference; stays the caller's
   * @param compute type of the convolutional networks
   * @param batch clips that are computed at a time
   * @param pictures of how many clips to keep pictures
   */
  public FommEvaluation(FommModel model, DType compute, int batch, int pictures) {
    if (batch < 1) {
      throw new InputException("evaluation: batch must be at least 1, got " + batch);
    }
    this.model = model;
    this.compute = compute;
    this.batch = batch;
    this.sheets = new Sheets(pictures);
  }

  /**
   * Evaluates clips; once for each instance.
   *
   * @param progress told how many clips are done, after each batch
   * @throws dev.v2v.engine.V2vException if a clip cannot be read
   */
  public EvaluationReport run(TestClips clips, IntConsumer progress) {
    for (int from = 0; from < clips.count(); from += batch) {
      int to = Math.min(clips.count(), from + batch);
      List<TestClip> read = IntStream.range(from, to).parallel().mapToObj(clips::read).toList();
      // Clips of files may be shorter than asked for; a batch has one number of frames.
      Map<Integer, List<TestClip>> byFrames =
          read.stream()
              .collect(
                  Collectors.groupingBy(
                      c -> c.driving().size(), LinkedHashMap::new, Collectors.toList()));
      byFrames.values().forEach(this::evaluate);
      progress.accept(to);
    }
    Map<String, List<ReportRow>> sections = new LinkedHashMap<>();
    scores.forEach((name, s) -> sections.put(name, s.rows()));
    return new EvaluationReport(sections, sheets);
  }

  /** What a batch is compared with besides the model. */
  private record Baselines(
      List<RgbFrame> sources, List<Judge.Attempt> copy, List<Judge.Attempt> zeroMotion) {}

  private void evaluate(List<TestClip> clips) {
    try (DeviceScope scope = model.backend().scope("clips")) {
      List<RgbFrame> sources = each(clips, TestClip::source);
      SourceBatch batched = new SourceBatch(model, compute, sources);
      Baselines baselines = baselines(batched, sources);
      for (int j = 0; j < clips.get(0).driving().size(); j++) {
        reconstruct(clips, batched, baselines, j);
      }
      if (!clips.get(0).transfers().isEmpty()) {
        transfer(each(clips, c -> c.transfers().get(0)), batched, baselines);
      }
    }
  }

  private Baselines baselines(SourceBatch batched, List<RgbFrame> sources) {
    try (DeviceScope scope = model.backend().scope("baselines")) {
      List<Judge.Attempt> zero = batched.generate(batched.keyPoints());
      float[][] points = batched.pixels(batched.keyPoints());
      List<Judge.Attempt> copy = new ArrayList<>();
      for (int i = 0; i < sources.size(); i++) {
        float[] still = new float[zero.get(i).flow().length];
        copy.add(new Judge.Attempt(Picture.of(sources.get(i)), points[i], still));
      }
      return new Baselines(sources, copy, zero);
    }
  }

  private void reconstruct(
      List<TestClip> clips, SourceBatch batched, Baselines baselines, int frame) {
    try (DeviceScope scope = model.backend().scope("frame")) {
      List<RgbFrame> driving = each(clips, c -> c.driving().get(frame));
      KeyPoints found = batched.find(driving);
      List<GroundTruth> motion =
          clips.get(0).motion().isEmpty() ? List.of() : each(clips, c -> c.motion().get(frame));
      List<Judge.Truth> truths = truths(driving, batched.pixels(found), motion);
      List<Judge.Attempt> made = batched.generate(found);
      judge(RECONSTRUCTION, truths, made, baselines);
      sheets.add(RECONSTRUCTION, frame, baselines.sources(), driving, made, driving);
    }
  }

  private void transfer(List<Transfer> transfers, SourceBatch batched, Baselines baselines) {
    KeyPoints start = batched.find(each(transfers, Transfer::start));
    MotionTransfer relative =
        new MotionTransfer(MotionTransfer.Options.RELATIVE, batched.keyPoints(), start);
    for (int j = 0; j < transfers.get(0).driving().size(); j++) {
      int frame = j;
      try (DeviceScope scope = model.backend().scope("frame")) {
        List<RgbFrame> driving = each(transfers, t -> t.driving().get(frame));
        KeyPoints found = batched.find(driving);
        List<RgbFrame> answers = each(transfers, t -> t.relative().get(frame));
        List<GroundTruth> motion = each(transfers, t -> t.motion().get(frame));
        List<Judge.Attempt> made = batched.generate(relative.apply(found));
        judge(
            RELATIVE,
            truths(answers, batched.pixels(batched.find(answers)), motion),
            made,
            baselines);
        sheets.add(RELATIVE, frame, baselines.sources(), driving, made, answers);
        answers = each(transfers, t -> t.absolute().get(frame));
        made = batched.generate(found);
        judge(
            ABSOLUTE,
            truths(answers, batched.pixels(batched.find(answers)), List.of()),
            made,
            baselines);
        sheets.add(ABSOLUTE, frame, baselines.sources(), driving, made, answers);
      }
    }
  }

  private void judge(
      String section, List<Judge.Truth> truths, List<Judge.Attempt> made, Baselines baselines) {
    record Verdict(
        Map<Measure, Double> model, Map<Measure, Double> copy, Map<Measure, Double> zero) {}
    List<Verdict> verdicts =
        IntStream.range(0, truths.size())
            .parallel()
            .mapToObj(
                i ->
                    new Verdict(
                        Judge.measure(truths.get(i), made.get(i)),
                        Judge.measure(truths.get(i), baselines.copy().get(i)),
                        Judge.measure(truths.get(i), baselines.zeroMotion().get(i))))
            .toList();
    Scores table = scores.computeIfAbsent(section, s -> new Scores());
    for (Verdict v : verdicts) { // in the order of the clips, so that sums are always the same
      v.model().forEach((m, value) -> table.add(m, value, v.copy().get(m), v.zero().get(m)));
    }
  }

  private static List<Judge.Truth> truths(
      List<RgbFrame> frames, float[][] keyPoints, List<GroundTruth> motion) {
    return IntStream.range(0, frames.size())
        .mapToObj(
            i ->
                new Judge.Truth(
                    Picture.of(frames.get(i)),
                    keyPoints[i],
                    motion.isEmpty() ? null : motion.get(i)))
        .toList();
  }

  private static <A, B> List<B> each(List<A> all, Function<A, B> of) {
    return all.stream().map(of).toList();
  }
}
