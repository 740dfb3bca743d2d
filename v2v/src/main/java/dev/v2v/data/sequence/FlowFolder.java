package dev.v2v.data.sequence;

import dev.v2v.data.FlowField;
import dev.v2v.data.FlowReader;
import dev.v2v.data.labels.IdImage;
import dev.v2v.engine.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Reference flow beside the frames: for the frame {@code SEQUENCE/NAME.png} the file {@code
 * SEQUENCE/NAME_backward} with one of the endings that {@link FlowReader} takes, its flow to the
 * frame before; and, if there is one, {@code NAME_backward_occluded.png}, not 0 where that is
 * hidden. Immutable.
 *
 * @param ofFrames whether flow must be as big as the frames in their files; else it is that of
 *     smaller or larger ones, and scaled with them
 */
record FlowFolder(Path root, boolean ofFrames) {
  private static final List<String> ENDINGS = List.of(".flo", ".png", ".npy");

  FlowFolder {
    if (!Files.isDirectory(root)) {
      throw new InputException(
          root + ": expected a folder of flow for each sequence; there is none");
    }
  }

  /** Where the flow of a frame is, without the ending. */
  static Path place(Path root, Path frame) {
    String name = frame.getFileName().toString();
    String stem = name.substring(0, name.lastIndexOf('.')) + "_backward";
    return root.resolve(frame.getParent().getFileName()).resolve(stem);
  }

  /** The flow of the frame that is called like the file {@code frame}. */
  FlowField read(Path frame, int width, int height) {
    Path place = place(root, frame);
    Path folder = place.getParent();
    String stem = place.getFileName().toString();
    Path file =
        ENDINGS.stream()
            .map(ending -> folder.resolve(stem + ending))
            .filter(Files::isRegularFile)
            .findFirst()
            .orElseThrow(
                () ->
                    new InputException(
                        folder + ": expected flow " + stem + " as .flo, .png or .npy; found none"));
    FlowField field = FlowReader.read(file);
    if (ofFrames) {
      require(file, field.width(), field.height(), width, height);
    }
    Path hidden = folder.resolve(stem + "_occluded.png");
    if (Files.isRegularFile(hidden)) {
      IdImage mask = IdImage.read(hidden);
      require(hidden, mask.width(), mask.height(), field.width(), field.height());
      for (int p = 0; p < mask.ids().length; p++) {
        field.occluded()[p] |= mask.ids()[p] != 0;
      }
    }
    return field;
  }

  /**
   * The flow over two steps: that of the first, and of where it leads, the second's. What is hidden
   * on the way counts as hidden.
   *
   * @param now from a frame to the one before
   * @param earlier from that one to one before it
   */
  static FlowField chained(FlowField now, FlowField earlier) {
    int w = now.width();
    int h = now.height();
    FlowField sum = new FlowField(w, h);
    for (int p = 0; p < w * h; p++) {
      int row = p / w;
      float x = Math.max(0, Math.min(w - 1, p % w + now.flow()[2 * p]));
      float y = Math.max(0, Math.min(h - 1, row + now.flow()[2 * p + 1]));
      int x0 = Math.min((int) x, Math.max(0, w - 2));
      int y0 = Math.min((int) y, Math.max(0, h - 2));
      for (int c = 0; c < 2; c++) {
        float top = between(earlier, x0, y0, x - x0, c);
        float bottom = between(earlier, x0, Math.min(y0 + 1, h - 1), x - x0, c);
        sum.flow()[2 * p + c] = now.flow()[2 * p + c] + top + (y - y0) * (bottom - top);
      }
      boolean hiddenThen = earlier.occluded()[Math.round(y) * w + Math.round(x)];
      sum.occluded()[p] = now.occluded()[p] || hiddenThen;
    }
    return sum;
  }

  private static float between(FlowField field, int x, int y, float share, int c) {
    int at = y * field.width() + x;
    float left = field.flow()[2 * at + c];
    float right = x + 1 < field.width() ? field.flow()[2 * (at + 1) + c] : left;
    return left + share * (right - left);
  }

  private static void require(Path file, int w, int h, int width, int height) {
    if (w != width || h != height) {
      throw new InputException(
          String.format("%s: expected %dx%d like the frame, got %dx%d", file, width, height, w, h));
    }
  }

  /**
   * What becomes of a field when its frames are scaled and cropped: nearest values, as many times
   * longer as the frame is larger; what leads out of a crop is hidden.
   */
  static FlowField placed(FlowField field, ScaleRule.Plan plan) {
    int w = plan.cropped() ? plan.scaledWidth() : plan.width();
    int h = plan.cropped() ? plan.scaledHeight() : plan.height();
    float sx = (float) w / field.width();
    float sy = (float) h / field.height();
    FlowField result = new FlowField(plan.width(), plan.height());
    for (int y = 0, p = 0; y < plan.height(); y++) {
      int row = (int) ((2L * (y + plan.top()) + 1) * field.height() / (2L * h));
      for (int x = 0; x < plan.width(); x++, p++) {
        int column = (int) ((2L * (x + plan.left()) + 1) * field.width() / (2L * w));
        int from = row * field.width() + column;
        float dx = field.flow()[2 * from] * sx;
        float dy = field.flow()[2 * from + 1] * sy;
        result.flow()[2 * p] = dx;
        result.flow()[2 * p + 1] = dy;
        boolean inside =
            x + dx >= -0.5f
                && y + dy >= -0.5f
                && x + dx < plan.width() - 0.5f
                && y + dy < plan.height() - 0.5f;
        result.occluded()[p] = field.occluded()[from] || !inside;
      }
    }
    return result;
  }
}
