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

/** Pictures of the first clips, a row a clip: its last frame, as everyone shows it. */
final class VideoSheet {
  private final int clips;
  private final List<List<Pane>> rows = new ArrayList<>();

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
      int last = clip.count() - 1;
      List<Pane> row = new ArrayList<>(List.of(new Pane("labels " + last, clip.colors(last))));
      shown.forEach((name, images) -> row.add(Pane.of(name, images.get(last - from))));
      rows.add(row);
    }
  }

  Optional<RgbFrame> draw() {
    return rows.isEmpty() ? Optional.empty() : Optional.of(ImageGrid.draw(rows));
  }
}
