package dev.v2v.fomm.evaluation;

import dev.v2v.data.puppets.GroundTruth;
import dev.v2v.media.RgbFrame;
import java.util.List;

/** Clips to evaluate on. Thread-safe: several are read at once. */
public interface TestClips {
  /** What these clips are, for the head of a report. */
  String title();

  /** How many there are. */
  int count();

  /**
   * Reads one clip.
   *
   * @param index 0 .. {@link #count} - 1
   * @throws dev.v2v.engine.V2vException if it cannot be read
   */
  TestClip read(int index);

  /**
   * One clip: a source, and frames that drive it and are the truth for what it becomes.
   *
   * @param name for pictures and messages
   * @param source the clip's first frame
   * @param indices which frames of the clip drive, ascending
   * @param driving these frames
   * @param motion what is known of the way from the source to each driving frame; empty for files
   * @param transfers the source in the motion of somebody else; empty for files
   */
  record TestClip(
      String name,
      RgbFrame source,
      List<Integer> indices,
      List<RgbFrame> driving,
      List<GroundTruth> motion,
      List<Transfer> transfers) {
    /** This clip under a name of its own: in different folders files may have the same. */
    TestClip numbered(int number) {
      String unique = String.format("%05d-%s", number, name);
      return new TestClip(unique, source, indices, driving, motion, transfers);
    }
  }

  /**
   * The motion of a driver, and what the source should look like in it.
   *
   * @param start the driver's first frame
   * @param driving frames of the driver, at the same indices
   * @param relative the exact answers to relative transfer
   * @param motion from the source to each of the answers to relative transfer
   * @param absolute the exact answers to absolute transfer
   */
  record Transfer(
      RgbFrame start,
      List<RgbFrame> driving,
      List<RgbFrame> relative,
      List<GroundTruth> motion,
      List<RgbFrame> absolute) {}
}
