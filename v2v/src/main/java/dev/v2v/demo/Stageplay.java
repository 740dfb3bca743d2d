package dev.v2v.demo;

import dev.v2v.data.puppets.PuppetClip;
import dev.v2v.engine.DeviceScope;
import dev.v2v.fomm.AnimationJob;
import dev.v2v.fomm.FommModel;
import dev.v2v.fomm.KeyPoints;
import dev.v2v.media.Resources;
import dev.v2v.media.RgbFrame;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Animates all sources frame by frame, writing clips and taking measurements on the way; memory
 * does not depend on the number of frames. Single-thread, to run once.
 */
final class Stageplay {
  private static final int MOST_INSIDE = 2;

  private final FommModel model;
  private final Demo.Settings settings;
  private final AnimationJob.Listener listener;
  private final StageTimes times;
  private final PuppetClip driver;
  private final List<PuppetClip> sources;
  private final List<Score> scores = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  Stageplay(FommModel model, Demo.Settings settings, AnimationJob.Listener listener) {
    this.model = model;
    this.settings = settings;
    this.listener = listener;
    times = new StageTimes(model.backend().stream());
    int side = model.config().frameWidth();
    Troupe troupe = Troupe.of(settings.seed(), settings.sources(), settings.frames(), side);
    driver = troupe.driver();
    sources = troupe.sources();
  }

  /** How many sources are shown inside; each makes the page longer to load and to write. */
  static int insideCount(int sources) {
    return Math.min(sources, MOST_INSIDE);
  }

  static String insideName(int i) {
    return "inside-" + (i + 1) + ".mp4";
  }

  void run() {
    listener.begin("demo", settings.frames());
    try (Resources open = new Resources()) {
      List<Act> acts = new ArrayList<>();
      List<Inside> insides = new ArrayList<>();
      Path out = settings.out();
      for (int i = 0; i < sources.size(); i++) {
        Act act = open.add(new Act(model, sources.get(i), driver, settings.compute(), times));
        acts.add(act);
        if (i < insideCount(sources.size())) {
          insides.add(open.add(new Inside(out.resolve(insideName(i)), act.source())));
        }
        scores.add(new Score(i + 1, act.source()));
      }
      List<RgbFrame> pictures = acts.stream().map(Act::source).toList();
      Overview overview = open.add(new Overview(out, pictures, settings.frames()));
      for (int t = 0; t < settings.frames(); t++) {
        frame(t, acts, overview, insides);
        listener.frame();
      }
      overview.finish();
      insides.forEach(Inside::finish);
      warnings.addAll(overview.warnings());
      insides.forEach(inside -> warnings.addAll(inside.warnings()));
    }
    listener.end();
  }

  private void frame(int t, List<Act> acts, Overview overview, List<Inside> insides) {
    RgbFrame driving = driver.frame(t);
    List<Act.Exact> exact =
        times.time(Stage.ANSWER, () -> acts.parallelStream().map(a -> a.exact(t)).toList());
    List<Moment> moments = new ArrayList<>();
    try (DeviceScope scope = model.backend().scope("demo frame")) {
      KeyPoints found = acts.get(0).look(driving);
      for (int i = 0; i < acts.size(); i++) {
        Moment moment = acts.get(i).animate(driving, found, exact.get(i));
        scores.get(i).add(moment);
        moments.add(moment);
      }
    }
    times.time(Stage.ENCODE, () -> write(t, driving, moments, overview, insides));
  }

  /** Clips know nothing of each other, so each core takes one; the numbers wait meanwhile. */
  private static void write(
      int t, RgbFrame driving, List<Moment> moments, Overview overview, List<Inside> insides) {
    IntStream.rangeClosed(0, insides.size())
        .parallel()
        .forEach(
            i -> {
              if (i == 0) {
                overview.add(t, driving, moments);
              } else {
                insides.get(i - 1).add(moments.get(i - 1));
              }
            });
  }

  List<StageTimes.Summary> stages() {
    return Arrays.stream(Stage.values()).map(times::summary).toList();
  }

  /** Of the model alone, for one source. */
  double framesPerSecond() {
    double ms = 0;
    for (Stage stage : List.of(Stage.KEY_POINTS, Stage.MOTION, Stage.IMAGE)) {
      ms += times.summary(stage).medianMs();
    }
    return 1000 / ms;
  }

  List<Score.Summary> scores() {
    return scores.stream().map(Score::summary).toList();
  }

  List<String> warnings() {
    return List.copyOf(warnings);
  }
}
