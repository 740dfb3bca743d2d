package dev.v2v.data.sequence;

import dev.v2v.data.Dice;
import dev.v2v.data.labels.IdImage;
import dev.v2v.data.pose.FaceLines;
import dev.v2v.edges.CannyEdges;
import dev.v2v.edges.EdgeMap;
import dev.v2v.media.FrameSource;
import dev.v2v.media.RgbFrame;
import java.util.Arrays;
import java.util.Optional;

/**
 * Lines of faces in place of label maps, and how far each pixel is from each of them: white lines
 * with the edges of the photograph around the face in the first channel, then a channel for every
 * line, values in [0, 1]. Source: Wang et al. 2018 and the public program; its edges of photographs
 * are those of another Canny detector with these settings.
 *
 * @param files landmarks
 */
record FaceMaps(FrameTree files, FrameTree photos, Maps.Faces options) implements FrameContent {
  /** Slopes of a tenth and a fifth of what Sobel's filter makes of a step from black to white. */
  private static final CannyEdges SURROUNDINGS = new CannyEdges(1, 0.1 / 8, 0.2 / 8);

  /** How much wider than the landmarks the part of the frame is that is used. */
  private static final double WIDER = 2.5;

  /** Levels of grey per pixel of distance: 3 pixels a level. */
  private static final int PIXELS_PER_LEVEL = 3;

  @Override
  public ScaleRule.Size size(int entry, int t) {
    try (FrameSource source = FrameSource.open(photos.file(entry, t))) {
      return new ScaleRule.Size(source.info().width(), source.info().height());
    }
  }

  /** A square around the face of the sequence's first frame, moved into the frame. */
  @Override
  public Optional<Placing.Cut> cut(int entry) {
    ScaleRule.Size size = size(entry, 0);
    double[] ends = FaceLines.read(files.file(entry, 0)).extent();
    int wanted = (int) (WIDER * (ends[1] - ends[0]));
    int side = Math.max(1, Math.min(wanted, Math.min(size.width(), size.height())));
    int left = (int) Math.floor((ends[0] + ends[1]) / 2) - side / 2;
    int top = (int) Math.floor((3 * ends[2] + ends[3]) / 4) - side / 2;
    return Optional.of(
        new Placing.Cut(
            Math.max(0, Math.min(size.width() - side, left)),
            Math.max(0, Math.min(size.height() - side, top)),
            side,
            side));
  }

  @Override
  public void read(int entry, int t, Placing placing, Dice dice, int k, FrameSequence into) {
    int w = placing.width();
    int h = placing.height();
    FaceLines face = FaceLines.read(files.file(entry, t));
    boolean[][] lines = face.draw(w, h);
    byte[] white = new byte[w * h];
    for (boolean[] line : lines) {
      for (int p = 0; p < white.length; p++) {
        white[p] = line[p] ? -1 : white[p];
      }
    }
    if (options.surroundings()) {
      EdgeMap edges = SURROUNDINGS.of(placing.readColors(photos.file(entry, t)));
      boolean[] inside = face.inside(w, h);
      for (int p = 0; p < white.length; p++) {
        if (!inside[p] && edges.at(p % w, p / w)) {
          white[p]--; // bytes add up and wrap around, as published
        }
      }
    }
    put(0, white, placing, k, into);
    for (int line = 0; options.distances() && line < lines.length; line++) {
      put(1 + line, distances(lines[line], w, h), placing, k, into);
    }
  }

  Portrait portrait(int entry, int t, Placing placing) {
    int w = placing.width();
    int h = placing.height();
    int[] parts = FaceLines.read(files.file(entry, t)).parts(w, h);
    RgbFrame photo = placing.readColors(photos.file(entry, t));
    return new Portrait(
        placing.place(new IdImage(w, h, parts)), placing.place(photo, Resample.CUBIC));
  }

  /** How many steps along rows and columns it is to the line, in levels of grey. */
  private static byte[] distances(boolean[] line, int w, int h) {
    int[] far = new int[w * h];
    Arrays.fill(far, PIXELS_PER_LEVEL * 255); // where the line could not be drawn, too
    for (int p = 0; p < far.length; p++) {
      if (line[p]) {
        far[p] = 0;
      } else {
        far[p] = Math.min(far[p], p % w > 0 ? far[p - 1] + 1 : far[p]);
        far[p] = Math.min(far[p], p >= w ? far[p - w] + 1 : far[p]);
      }
    }
    byte[] levels = new byte[far.length];
    for (int p = far.length - 1; p >= 0; p--) {
      far[p] = Math.min(far[p], p % w < w - 1 ? far[p + 1] + 1 : far[p]);
      far[p] = Math.min(far[p], p < far.length - w ? far[p + w] + 1 : far[p]);
      levels[p] = (byte) Math.min(255, far[p] / PIXELS_PER_LEVEL);
    }
    return levels;
  }

  private static void put(int channel, byte[] grey, Placing placing, int k, FrameSequence into) {
    RgbFrame frame = new RgbFrame(placing.width(), placing.height());
    for (int i = 0; i < frame.data().length; i++) {
      frame.data()[i] = grey[i / 3];
    }
    RgbFrame placed = placing.place(frame, Resample.LINEAR);
    int channels = into.format().pictures();
    int pixels = into.format().pixels();
    for (int p = 0; p < pixels; p++) {
      into.pictures()[(k * pixels + p) * channels + channel] = (placed.data()[3 * p] & 0xff) / 255f;
    }
  }
}
