package dev.v2v.media;

import dev.v2v.engine.V2vException;
import java.nio.file.Path;

/** A file that could not be read or written. The message names file, expectation and finding. */
public final class MediaException extends V2vException {
  MediaException(Path file, String problem) {
    super(file + ": " + problem);
  }

  MediaException(Path file, String problem, Throwable cause) {
    super(file + ": " + problem, cause);
  }
}
