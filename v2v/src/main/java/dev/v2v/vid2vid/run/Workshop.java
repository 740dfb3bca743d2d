package dev.v2v.vid2vid.run;

import dev.v2v.engine.Backend;
import dev.v2v.train.Preparing;
import java.nio.file.Path;

/**
 * Where what a data set lacks is made: edges, flow. What is in the folder already is used as it is.
 *
 * @param folder of a run, for instance
 * @param backend computes flow
 * @param listener told how far it is
 */
public record Workshop(Path folder, Backend backend, Preparing listener) {
  /** A data set of a video's edges. */
  Path data() {
    return folder.resolve("data");
  }

  /** Estimated flow of the frames of a phase. */
  Path flow(String phase) {
    return folder.resolve("flow").resolve(phase);
  }
}
