package dev.v2v.flow;

import dev.v2v.data.FlowField;
import dev.v2v.data.FlowFile;
import dev.v2v.data.TruthFiles;
import dev.v2v.engine.InputException;
import dev.v2v.media.FrameSource;
import dev.v2v.media.RgbFrame;
import dev.v2v.metrics.MetricTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The flow between neighbouring frames of a clip, streamed, as files in the layout that {@link
 * dev.v2v.data.sequence.FolderSequences} reads: {@code NAME_backward.flo} leads from the frame NAME
 * to the one before. Frames of a folder keep their names, those of a video are called {@code
 * frame_00001} and on. Single-thread.
 */
public final class ClipFlow {
  /**
   * What to do.
   *
   * @param folder where the files go, new or empty
   * @param bothWays whether to write {@code NAME_forward.flo} too, and for both what is hidden,
   *     {@code NAME_backward_occluded.png} and {@code NAME_forward_occluded.png}
   * @param frames how many frames to read at most
   */
  public record Request(Path folder, boolean bothWays, long frames) {}

  /**
   * What was done.
   *
   * @param pairs of neighbouring frames
   * @param seconds spent on flow, without reading and writing
   * @param warpError {@link dev.v2v.metrics.FlowErrors#warp} along the flow, mean over pairs
   * @param stillError of the same pixels without motion
   */
  public record Summary(
      int pairs, int width, int height, double seconds, double warpError, double stillError) {}

  private final FrameFlow flow;
  private final MetricTable errors = new MetricTable();
  private long nanoseconds;

  public ClipFlow(FrameFlow flow) {
    this.flow = flow;
  }

  /**
   * Writes the flow of a whole clip.
   *
   * @param afterPair runs after each pair
   * @throws InputException when the clip has fewer than two frames, or the folder has files in it
   */
  public Summary write(FrameSource source, Request request, Runnable afterPair) throws IOException {
    TruthFiles.createEmpty(request.folder());
    return run(source, request.frames(), request, afterPair);
  }

  /**
   * Measures the flow of a clip, and writes nothing.
   *
   * @throws InputException when the clip has fewer than two frames
   */
  public Summary measure(FrameSource source, long frames, Runnable afterPair) {
    try {
      return run(source, frames, null, afterPair);
    } catch (IOException e) {
      throw new AssertionError("nothing is written", e);
    }
  }

  private Summary run(FrameSource source, long frames, Request files, Runnable afterPair)
      throws IOException {
    errors.clear();
    nanoseconds = 0;
    List<String> names = source.names();
    RgbFrame before = source.newFrame();
    RgbFrame now = source.newFrame();
    int count = frames > 0 && source.read(before) ? 1 : 0;
    while (count > 0 && count < frames && source.read(now)) {
      pair(before, now, files, name(names, count - 1), name(names, count));
      afterPair.run();
      RgbFrame swap = before;
      before = now;
      now = swap;
      count++;
    }
    if (count < 2) {
      throw new InputException("flow: a clip must have two frames or more, got " + count);
    }
    return new Summary(
        count - 1,
        now.width(),
        now.height(),
        nanoseconds * 1e-9,
        errors.means().get("flow"),
        errors.means().get("still"));
  }

  private void pair(RgbFrame before, RgbFrame now, Request files, String nameBefore, String name)
      throws IOException {
    boolean bothWays = files != null && files.bothWays();
    long start = System.nanoTime();
    FrameFlow.Both both = bothWays ? flow.both(now, before) : null;
    FlowField back = bothWays ? both.forward() : flow.between(now, before);
    nanoseconds += System.nanoTime() - start;
    WarpErrors measured = WarpErrors.of(now, before, back);
    errors.add("flow", measured.flow());
    errors.add("still", measured.still());
    if (bothWays) {
      put(files.folder(), name + "_backward", back);
      put(files.folder(), nameBefore + "_forward", both.backward());
    } else if (files != null) {
      FlowFile.write(
          files.folder().resolve(name + "_backward.flo"), back.width(), back.height(), back.flow());
    }
  }

  private static void put(Path folder, String name, FlowField field) throws IOException {
    TruthFiles.writeFlow(
        folder, name, field.width(), field.height(), field.flow(), field.occluded());
  }

  private static String name(List<String> names, int t) {
    if (names.isEmpty()) {
      return "frame_" + TruthFiles.padded(t + 1, 5);
    }
    String name = names.get(t);
    return name.substring(0, name.lastIndexOf('.'));
  }
}
