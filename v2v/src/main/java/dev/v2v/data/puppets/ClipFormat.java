package dev.v2v.data.puppets;

import dev.v2v.engine.InputException;
import dev.v2v.media.FrameSink;
import dev.v2v.media.Rational;
import dev.v2v.media.RgbFrame;
import dev.v2v.media.SinkOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How a clip's frames are kept. */
public enum ClipFormat {
  /** H.264: small, nearly lossless; even sizes only. */
  MP4(".mp4"),
  /** Lossless: a folder of images, which is named like a video because loaders look for that. */
  PNG(".mp4"),
  /** For showing; 256 colours. */
  GIF(".gif");

  /** Frames a second of all puppets. */
  static final int FRAME_RATE = 25;

  /** Well above what an eye needs, as a model learns from these pixels. */
  private static final int QUANTIZER = 14;

  private final String extension;

  ClipFormat(String extension) {
    this.extension = extension;
  }

  String extension() {
    return extension;
  }

  /** Refuses a size that the format cannot hold. */
  void check(int size) {
    if (this == MP4 && size % 2 != 0) {
      throw new InputException("puppets: size must be even for MP4, got " + size);
    }
  }

  void write(PuppetClip clip, Path target) throws IOException {
    if (this == PNG) {
      Files.createDirectory(target); // an existing folder is what asks the sink for images
    }
    SinkOptions options =
        SinkOptions.of(clip.size(), clip.size(), Rational.of(FRAME_RATE)).withQuantizer(QUANTIZER);
    try (FrameSink sink = FrameSink.create(target, options)) {
      RgbFrame frame = new RgbFrame(clip.size(), clip.size());
      for (int t = 0; t < clip.frames(); t++) {
        clip.draw(t, frame);
        sink.write(frame);
      }
      sink.finish();
    }
  }
}
