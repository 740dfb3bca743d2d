package dev.v2v.vid2vid.run;

import dev.v2v.engine.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Says in a folder what its files were made from, so that they are not taken for another's. */
final class Origin {
  private static final String FILE = "made-from.txt";

  private Origin() {}

  /** Leaves a note in a new folder. */
  static void note(Path folder, String text) throws IOException {
    Files.writeString(folder.resolve(FILE), text + "\n");
  }

  /**
   * Checks that what is in a folder was made from the same.
   *
   * @throws InputException if it was not, or nothing says so
   */
  static void require(Path folder, String text) {
    Path file = folder.resolve(FILE);
    try {
      String found = Files.isRegularFile(file) ? Files.readString(file).strip() : "unknown";
      if (!found.equals(text.strip())) {
        throw new InputException(
            folder
                + ": expected what was made from "
                + text.lines().findFirst().orElse(text)
                + ", found what was made from "
                + found.lines().findFirst().orElse(found)
                + "; remove it to make it anew");
      }
    } catch (IOException e) {
      throw new InputException(file + ": cannot be read: " + e, e);
    }
  }
}
