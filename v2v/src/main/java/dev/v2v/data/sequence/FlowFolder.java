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
 */
record FlowFolder(Path root) {
  private static final List<String> ENDINGS = List.of(".flo", ".png", ".npy");

  FlowFolder {
    if (!Files.isDirectory(root)) {
      throw new InputException(
          root + ": expected a folder of flow for each sequence; there is none");
    }
  }

  /** The flow of the frame whose labels are in {@code labels}, as big as these. */
  FlowField read(Path labels, int width, int height) {
    Path folder = root.resolve(labels.getParent().getFileName());
    String name = labels.getFileName().toString();
    String stem = name.substring(0, name.lastIndexOf('.')) + "_backward";
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
    require(file, field.width(), field.height(), width, height);
    Path hidden = folder.resolve(stem + "_occluded.png");
    if (Files.isRegularFile(hidden)) {
      IdImage mask = IdImage.read(hidden);
      require(hidden, mask.width(), mask.height(), width, height);
      for (int p = 0; p < mask.ids().length; p++) {
        field.occluded()[p] |= mask.ids()[p] != 0;
      }
    }
    return field;
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
