package dev.v2v.vid2vid.run;

import dev.v2v.data.FlowField;
import dev.v2v.data.TruthFiles;
import dev.v2v.data.sequence.FolderSequences;
import dev.v2v.engine.InputException;
import dev.v2v.flow.FlowSettings;
import dev.v2v.flow.FrameFlow;
import dev.v2v.media.RgbFrame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Flow between the photographs of a data set that comes without, estimated once and kept in files:
 * from each frame to the one before, hidden where going there and back does not return.
 * Single-thread.
 */
final class ReferenceFlow {
  private static final String UNFINISHED = "unfinished";

  private ReferenceFlow() {}

  /**
   * Estimates what is not in {@code folder} yet, which an interrupted run has left undone.
   *
   * @throws InputException if the folder cannot be written, or holds the flow of other frames
   */
  static void complete(FolderSequences frames, Path folder, Workshop workshop) {
    begin(folder, frames.fingerprint());
    long pairs = 0;
    for (int i = 0; i < frames.entries(); i++) {
      pairs += frames.length(i) - 1;
    }
    try (FrameFlow solver = new FrameFlow(workshop.backend(), FlowSettings.DEFAULT)) {
      workshop.listener().begin("reference flow", pairs);
      for (int i = 0; i < frames.entries(); i++) {
        complete(frames, i, folder, solver, workshop);
      }
    } catch (IOException e) {
      throw new InputException(folder + ": flow cannot be written: " + e, e);
    } finally {
      workshop.listener().end();
    }
  }

  private static void begin(Path folder, String frames) {
    if (Files.isDirectory(folder)) {
      Origin.require(folder, frames);
      return;
    }
    try {
      Origin.note(Files.createDirectories(folder), frames);
    } catch (IOException e) {
      throw new InputException(folder + ": flow cannot be written: " + e, e);
    }
  }

  private static void complete(
      FolderSequences frames, int entry, Path folder, FrameFlow solver, Workshop workshop)
      throws IOException {
    RgbFrame before = null;
    for (int t = 1; t < frames.length(entry); t++) {
      Path place = frames.flow(folder, entry, t);
      if (!Files.exists(place.resolveSibling(place.getFileName() + ".flo"))) {
        RgbFrame earlier = before == null ? frames.scaledPhoto(entry, t - 1) : before;
        RgbFrame now = frames.scaledPhoto(entry, t);
        write(solver.both(now, earlier).forward(), place);
        before = now;
      } else {
        before = null;
      }
      workshop.listener().frame();
    }
  }

  /** The flow itself comes last: where it is, all is. */
  private static void write(FlowField field, Path place) throws IOException {
    Path folder = Files.createDirectories(place.getParent());
    TruthFiles.writeFlow(
        folder, UNFINISHED, field.width(), field.height(), field.flow(), field.occluded());
    for (String ending : new String[] {"_occluded.png", ".flo"}) {
      Files.move(
          folder.resolve(UNFINISHED + ending),
          place.resolveSibling(place.getFileName() + ending),
          StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
