package dev.v2v.nn.checkpoint;

import dev.v2v.engine.V2vException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A tensor file that cannot be read or written, or does not hold what was asked of it.
 *
 * <p>The message names the file, the key where there is one, the rule, and what came: {@code
 * model.pth: tensor 'a.weight' needs elements 0..95 of storage '3', which has 64}.
 */
public final class CheckpointException extends V2vException {
  private final String file;
  private final String key;

  CheckpointException(Path file, String key, String message, Throwable cause) {
    super(Quote.plain(file.toString()) + ": " + message, cause);
    this.file = file.toString();
    this.key = key;
  }

  static CheckpointException of(Path file, String message) {
    return new CheckpointException(file, null, message, null);
  }

  static CheckpointException of(Path file, String message, Throwable cause) {
    return new CheckpointException(file, null, message, cause);
  }

  /** An error of one tensor; the message reads on from its name. */
  static CheckpointException ofTensor(Path file, String key, String message) {
    return new CheckpointException(file, key, "tensor " + Quote.of(key) + " " + message, null);
  }

  /** The file, as it was named by the caller. */
  public String file() {
    return file;
  }

  /** Full key of the tensor concerned, if the error is about one. */
  public Optional<String> key() {
    return Optional.ofNullable(key);
  }
}
