package dev.v2v.fomm.run;

import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.Tensor;
import dev.v2v.fomm.FommModel;
import dev.v2v.fomm.KeyPoints;
import dev.v2v.media.RgbFrame;
import dev.v2v.metrics.Picture;
import dev.v2v.train.ImageGrid;
import dev.v2v.train.ImageGrid.Pane;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A picture of what a model makes of a batch, as the authors' visualiser shows it: a row a pair,
 * with source and driver under their key points, the warped source, the occlusion and the
 * prediction. The networks run as in inference, with running statistics.
 */
final class TrainingPanes {
  private static final int MAX_ROWS = 4;

  private TrainingPanes() {}

  /** Draws the first pairs of frames {@code (N, H, W, 3)}; the networks must be in eval mode. */
  static RgbFrame draw(FommModel model, Tensor source, Tensor driving, DType compute) {
    try (DeviceScope scope = model.backend().scope("panes")) {
      KeyPoints from = model.kpDetector().forward(source, compute);
      KeyPoints to = model.kpDetector().forward(driving, compute);
      KeyPoints placed = model.withBackground(from, source, driving);
      FommModel.Result result = model.forward(source, placed, to, compute);
      Tensor deformed = model.generator().deform(source, result.field(), model.alignCorners());
      List<RgbFrame> sources = marked(source, from);
      List<RgbFrame> drivers = marked(driving, to);
      List<Picture> deforms = Picture.of(deformed);
      List<Picture> predictions = Picture.of(result.prediction());
      Tensor occlusion = result.field().occlusion();
      List<Picture> occlusions = occlusion == null ? List.of() : Picture.of(occlusion);
      List<List<Pane>> rows = new ArrayList<>();
      for (int n = 0; n < Math.min(MAX_ROWS, sources.size()); n++) {
        List<Pane> row = new ArrayList<>();
        row.add(new Pane("source", sources.get(n)));
        row.add(new Pane("driving", drivers.get(n)));
        row.add(Pane.of("deformed", deforms.get(n)));
        if (occlusion != null) {
          row.add(Pane.of("occlusion", enlarged(occlusions.get(n), sources.get(n))));
        }
        row.add(Pane.of("prediction", predictions.get(n)));
        rows.add(row);
      }
      return ImageGrid.draw(rows);
    }
  }

  private static List<RgbFrame> marked(Tensor images, KeyPoints points) {
    float[] all = points.value().toFloats(); // (N, K, 2)
    int each = all.length / images.dim(0);
    List<RgbFrame> frames = new ArrayList<>();
    for (Picture picture : Picture.of(images)) {
      int n = frames.size();
      RgbFrame frame = Pane.of("", picture).picture();
      KeyPointMarks.draw(frame, Arrays.copyOfRange(all, n * each, (n + 1) * each));
      frames.add(frame);
    }
    return frames;
  }

  /** A map of lower resolution as large as a frame, every value a block of pixels. */
  private static Picture enlarged(Picture map, RgbFrame like) {
    float[] samples = new float[like.width() * like.height()];
    for (int i = 0; i < samples.length; i++) {
      int y = i / like.width() * map.height() / like.height();
      int x = i % like.width() * map.width() / like.width();
      samples[i] = map.samples()[y * map.width() + x];
    }
    return new Picture(like.height(), like.width(), 1, samples);
  }
}
