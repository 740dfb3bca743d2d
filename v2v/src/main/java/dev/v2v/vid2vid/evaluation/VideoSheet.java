package dev.v2v.vid2vid.evaluation;

import dev.v2v.media.RgbFrame;
import dev.v2v.metrics.Picture;
import dev.v2v.train.ImageGrid;
import dev.v2v.train.ImageGrid.Pane;
import dev.v2v.vid2vid.RecordedFrames;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The first clips as everyone shows them, side by side, a row a clip. Single-thread. */
final class VideoSheet {
  private final int clips;
  private final List<List<List<Pane>>> rows = new ArrayList<>(); // of each clip, for each moment

  /**
   * @param clips rows, 0 for no pictures
   */
  VideoSheet(int clips) {
    this.clips = clips;
  }

  /**
   * Takes a clip in, as long as there is room.
   *
   * @param from frame that the first image is of
   * @param shown images by who shows them
   */
  void add(RecordedFrames clip, int from, Map<String, List<Picture>> shown) {
    if (rows.size() < clips) {
      List<List<Pane>> moments = new ArrayList<>();
      for (int t = from; t < clip.count(); t++) {
        int k = t - from;
        List<Pane> row = new ArrayList<>(List.of(new Pane("labels " + t, clip.colors(t))));
        shown.forEach((name, images) -> row.add(Pane.of(name, images.get(k))));
        moments.add(row);
      }
      rows.add(moments);
    }
  }

  /** The last moment of every clip; empty if there are none. */
  Optional<RgbFrame> last() {
    return rows.isEmpty()
        ? Optional.empty()
        : Optional.of(
            ImageGrid.draw(rows.stream().map(moments -> moments.get(moments.size() - 1)).toList()));
  }

  /** All moments that every clip has, of even sides, as video encoders want them. */
  List<RgbFrame> film() {
    int moments = rows.stream().mapToInt(List::size).min().orElse(0);
    List<RgbFrame> film = new ArrayList<>();
    for (int t = 0; t < moments; t++) {
      int at = t;
      film.add(even(ImageGrid.draw(rows.stream().map(clip -> clip.get(at)).toList())));
    }
    return film;
  }

  private static RgbFrame even(RgbFrame frame) {
    RgbFrame result = new RgbFrame((frame.width() + 1) / 2 * 2, (frame.height() + 1) / 2 * 2);
    for (int y = 0; y < frame.height(); y++) {
      System.arraycopy(
          frame.data(),
          3 * y * frame.width(),
          result.data(),
          3 * y * result.width(),
          3 * frame.width());
    }
    return result;
  }
}
