package dev.v2v.demo;

import dev.v2v.data.Split;
import dev.v2v.data.labels.CityscapesClass;
import dev.v2v.data.labels.LabelMap;
import dev.v2v.data.street.StreetClip;
import dev.v2v.data.street.StreetMoment;
import dev.v2v.data.street.StreetWorld;
import dev.v2v.data.street.Weather;
import dev.v2v.engine.Backend;
import dev.v2v.fomm.AnimationJob;
import dev.v2v.media.RgbFrame;
import dev.v2v.vid2vid.ClassChange;
import dev.v2v.vid2vid.ShippedStreets;
import dev.v2v.vid2vid.Vid2vidModel;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Paints a held-out drive from its label maps, and once more with trees for buildings; memory does
 * not depend on the number of frames. Single-thread, to run once.
 */
final class StreetPlay {
  private static final int WIDTH = 128;
  private static final int HEIGHT = 64;

  /** Buildings, and what is left of them where only a piece is seen, become trees. */
  private static final ClassChange TREES =
      new ClassChange(Map.of(CityscapesClass.BUILDING.id(), CityscapesClass.VEGETATION.id()));

  private final Backend backend;
  private final Demo.Settings settings;
  private final AnimationJob.Listener listener;

  StreetPlay(Backend backend, Demo.Settings settings, AnimationJob.Listener listener) {
    this.backend = backend;
    this.settings = settings;
    this.listener = listener;
  }

  /**
   * What came of it.
   *
   * @param warnings what was done differently from what was asked
   */
  record Result(StreetScore.Summary score, List<String> warnings) {}

  Result run() {
    try (Vid2vidModel model = ShippedStreets.open(backend)) {
      model.prepareForInference();
      try (StreetPainter painter = new StreetPainter(model, ClassChange.NONE, settings.compute());
          StreetPainter trees = new StreetPainter(model, TREES, settings.compute());
          StreetFilm film = new StreetFilm(settings.out(), WIDTH, HEIGHT, settings.frames())) {
        return paint(painter, trees, film);
      }
    } finally {
      listener.end();
    }
  }

  private Result paint(StreetPainter painter, StreetPainter trees, StreetFilm film) {
    int maps = settings.frames() + painter.lead();
    StreetClip clip =
        StreetWorld.of(settings.seed())
            .clip(Split.TEST.index(0), Weather.SUNNY, maps, WIDTH, HEIGHT);
    StreetScore score = new StreetScore(backend);
    long[] nanos = new long[settings.frames()];
    StreetMoment before = null;
    listener.begin("demo: street", settings.frames());
    for (int t = 0; t < maps; t++) {
      StreetMoment now = clip.moment(t);
      LabelMap labels = now.labels();
      long began = System.nanoTime();
      Optional<StreetPainter.Painted> made = painter.paint(labels);
      long took = System.nanoTime() - began;
      Optional<StreetPainter.Painted> edited = trees.paint(labels);
      if (made.isPresent()) {
        nanos[t - painter.lead()] = took;
        RgbFrame drawn = now.photo();
        score.add(made.get().image(), drawn, before == null ? null : now.flowTo(before));
        film.add(labels, drawn, made.get(), edited.orElseThrow().image());
        listener.frame();
      }
      before = now;
    }
    film.finish();
    Arrays.sort(nanos);
    double median = nanos[nanos.length / 2] / 1e9;
    return new Result(score.summary(ShippedStreets.NAME, 1 / median), film.warnings());
  }
}
