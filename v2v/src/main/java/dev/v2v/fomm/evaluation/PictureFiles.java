package dev.v2v.fomm.evaluation;

import dev.v2v.fomm.evaluation.Result.Method;
import dev.v2v.media.RgbFloats;
import dev.v2v.media.RgbFrame;
import dev.v2v.metrics.Picture;
import dev.v2v.train.Png;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * Writes every picture of an evaluation as PNG, for programs that look for landmarks or identities
 * in them. Single-thread.
 */
final class PictureFiles {
  private final Path root;
  private final Set<String> written = new HashSet<>();

  /**
   * @param root folder of all; existing files are overwritten
   */
  PictureFiles(Path root) {
    this.root = root;
  }

  void write(Result result) {
    write(result.truth().frame(), result.truthFile());
    for (Method method : Method.values()) {
      // Those of the baselines do not change from frame to frame.
      if (written.add(result.file(method))) {
        write(frame(result.of(method).picture()), result.file(method));
      }
    }
  }

  private void write(RgbFrame frame, String name) {
    Path file = root.resolve(name);
    try {
      Files.createDirectories(file.getParent());
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": its folder cannot be made", e);
    }
    Png.write(frame, file);
  }

  private static RgbFrame frame(Picture picture) {
    RgbFrame frame = new RgbFrame(picture.width(), picture.height());
    RgbFloats.toBytes(picture.samples(), frame);
    return frame;
  }
}
