package dev.v2v.demo;

import dev.v2v.data.labels.IdImage;
import dev.v2v.data.labels.LabelMap;
import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceScope;
import dev.v2v.media.RgbFrame;
import dev.v2v.vid2vid.ClassChange;
import dev.v2v.vid2vid.FirstFrames;
import dev.v2v.vid2vid.LabelEncoder;
import dev.v2v.vid2vid.Pictures;
import dev.v2v.vid2vid.SynthesizedFrame;
import dev.v2v.vid2vid.Synthesizer;
import dev.v2v.vid2vid.Vid2vidConfig;
import dev.v2v.vid2vid.Vid2vidModel;
import java.util.Optional;

/** Paints a drive from its label maps alone, with some classes changed. Single-thread. */
final class StreetPainter implements AutoCloseable {
  private final Vid2vidModel model;
  private final ClassChange change;
  private final LabelEncoder encoder;
  private final Synthesizer synthesizer;

  StreetPainter(Vid2vidModel model, ClassChange change, DType compute) {
    this.model = model;
    this.change = change;
    this.encoder = new LabelEncoder(model.backend(), model.config().labels());
    this.synthesizer = new Synthesizer(model, new FirstFrames.None(), compute);
  }

  /**
   * A painted moment, as pictures of the labels' size.
   *
   * @param flow to the image before, in colours
   * @param mask white where the image is painted anew
   */
  record Painted(RgbFrame image, RgbFrame flow, RgbFrame mask) {}

  /** Label maps that come before the first picture. */
  int lead() {
    return synthesizer.lead();
  }

  /** Takes the next label map; empty while there are too few. */
  Optional<Painted> paint(LabelMap labels) {
    IdImage classes = change.ofClasses(labels.classImage());
    IdImage instances = change.ofInstances(labels.instanceImage());
    Vid2vidConfig.Labels seen = model.config().labels();
    try (DeviceScope scope = model.backend().scope("street")) {
      return synthesizer
          .next(encoder.encode(classes, seen.instances() ? instances : null))
          .map(StreetPainter::pictures);
    }
  }

  private static Painted pictures(SynthesizedFrame made) {
    RgbFrame image = Pictures.image(made.image());
    return new Painted(
        image,
        Pictures.flow(made.frame().flow(), StreetFilm.flowScale(image.width())),
        Pictures.mask(made.frame().mask()));
  }

  @Override
  public void close() {
    synthesizer.close();
  }
}
