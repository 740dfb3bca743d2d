package dev.v2v.fomm.evaluation;

import dev.v2v.data.puppets.GroundTruth;
import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceScope;
import dev.v2v.fomm.FommModel;
import dev.v2v.fomm.KeyPoints;
import dev.v2v.fomm.MotionTransfer;
import dev.v2v.fomm.evaluation.Result.Attempt;
import dev.v2v.fomm.evaluation.Result.Truth;
import dev.v2v.fomm.evaluation.TestClips.TestClip;
import dev.v2v.fomm.evaluation.TestClips.Transfer;
import dev.v2v.media.RgbFrame;
import dev.v2v.metrics.Picture;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Several clips with equally many driving frames, computed side by side. Single-thread. */
final class ClipBatch {
  static final String RECONSTRUCTION = "reconstruction";
  static final String RELATIVE = "transfer_relative";
  static final String ABSOLUTE = "transfer_absolute";

  private final FommModel model;
  private final DType compute;
  private final List<TestClip> clips;
  private SourceBatch sources;
  private List<Attempt> copy;
  private List<Attempt> zeroMotion;

  ClipBatch(FommModel model, DType compute, List<TestClip> clips) {
    this.model = model;
    this.compute = compute;
    this.clips = clips;
  }

  /** Generates everything; {@code results} takes one driving frame of all clips at a time. */
  void run(Consumer<List<Result>> results) {
    try (DeviceScope scope = model.backend().scope("clips")) {
      sources = new SourceBatch(model, compute, each(clips, TestClip::source));
      makeBaselines();
      List<Transfer> transfers = clips.stream().flatMap(clip -> clip.transfers().stream()).toList();
      MotionTransfer relative = transfers.isEmpty() ? null : relative(transfers);
      for (int j = 0; j < clips.get(0).driving().size(); j++) {
        try (DeviceScope frame = model.backend().scope("frame")) {
          results.accept(reconstruct(j));
          if (relative != null) {
            transfer(transfers, relative, j, results);
          }
        }
      }
    }
  }

  private void makeBaselines() {
    try (DeviceScope scope = model.backend().scope("baselines")) {
      zeroMotion = sources.generate(sources.keyPoints());
      float[][] points = sources.pixels(sources.keyPoints());
      copy = new ArrayList<>();
      for (int i = 0; i < clips.size(); i++) {
        float[] still = new float[zeroMotion.get(i).flow().length];
        copy.add(new Attempt(Picture.of(clips.get(i).source()), points[i], still, null));
      }
    }
  }

  /** The source in the motion of its own clip; absolute key points, as all published numbers. */
  private List<Result> reconstruct(int j) {
    List<RgbFrame> driving = each(clips, c -> c.driving().get(j));
    KeyPoints found = sources.find(driving);
    List<GroundTruth> motion =
        clips.get(0).motion().isEmpty() ? List.of() : each(clips, c -> c.motion().get(j));
    return results(
        RECONSTRUCTION,
        j,
        driving,
        truths(driving, found, motion),
        sources.reconstruct(driving, found));
  }

  private MotionTransfer relative(List<Transfer> transfers) {
    KeyPoints start = sources.find(each(transfers, Transfer::start));
    return new MotionTransfer(MotionTransfer.Options.RELATIVE, sources.keyPoints(), start);
  }

  private void transfer(
      List<Transfer> transfers, MotionTransfer relative, int j, Consumer<List<Result>> results) {
    List<RgbFrame> driving = each(transfers, t -> t.driving().get(j));
    KeyPoints found = sources.find(driving);
    List<RgbFrame> answers = each(transfers, t -> t.relative().get(j));
    List<Truth> truths =
        truths(answers, sources.find(answers), each(transfers, t -> t.motion().get(j)));
    results.accept(results(RELATIVE, j, driving, truths, sources.generate(relative.apply(found))));
    answers = each(transfers, t -> t.absolute().get(j));
    truths = truths(answers, sources.find(answers), List.of());
    results.accept(results(ABSOLUTE, j, driving, truths, sources.generate(found)));
  }

  private List<Result> results(
      String section, int j, List<RgbFrame> driving, List<Truth> truths, List<Attempt> made) {
    return IntStream.range(0, clips.size())
        .mapToObj(
            i -> {
              TestClip clip = clips.get(i);
              return new Result(
                  section,
                  clip.name(),
                  clip.indices().get(j),
                  clip.source(),
                  driving.get(i),
                  truths.get(i),
                  made.get(i),
                  copy.get(i),
                  zeroMotion.get(i));
            })
        .toList();
  }

  private List<Truth> truths(List<RgbFrame> frames, KeyPoints found, List<GroundTruth> motion) {
    float[][] points = sources.pixels(found);
    return IntStream.range(0, frames.size())
        .mapToObj(i -> new Truth(frames.get(i), points[i], motion.isEmpty() ? null : motion.get(i)))
        .toList();
  }

  private static <A, B> List<B> each(List<A> all, Function<A, B> of) {
    return all.stream().map(of).toList();
  }
}
