package dev.v2v.data.sequence;

import dev.v2v.data.Dice;
import dev.v2v.data.pose.Person;
import dev.v2v.data.pose.PoseDrawing;
import dev.v2v.data.pose.PoseFile;
import dev.v2v.media.FrameSource;
import dev.v2v.media.RgbFrame;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Poses in place of label maps: DensePose's parts and surface coordinates, then a drawing of
 * OpenPose's key points. Source: Wang et al. 2018 and the public program, section by section of its
 * reader of poses.
 *
 * @param files key points, or images of DensePose where these are all
 * @param dense images of DensePose, if they are read
 * @param sizes images that are as big as frames
 */
record PoseMaps(FrameTree files, Optional<FrameTree> dense, FrameTree sizes, Maps.Poses options)
    implements FrameContent {
  private static final int PARTS = 24;

  /** The face's parts of DensePose are this one and the last. */
  private static final int FACE = 23;

  /** By how many pixels points of the head and of the face are moved, one standard deviation. */
  private static final double HEAD_JITTER = 5;

  private static final double FACE_JITTER = 2;
  private static final int[] HEAD = {0, 15, 16, 17, 18};

  @Override
  public ScaleRule.Size size(int entry, int t) {
    try (FrameSource source = FrameSource.open(sizes.file(entry, t))) {
      return new ScaleRule.Size(source.info().width(), source.info().height());
    }
  }

  @Override
  public void read(int entry, int t, Placing placing, Dice dice, int k, FrameSequence into) {
    if (dense.isPresent()) {
      RgbFrame parts = placing.readColors(dense.get().file(entry, t));
      leaveOut(parts, dice.fork("parts"));
      into.putColors(k, 0, placing.placeNearest(parts));
      rescaleParts(k, into);
    }
    if (options.open()) {
      List<Person> people = PoseFile.read(file(entry, t));
      if (options.faceless()) {
        Dice jitter = dice.fork("jitter");
        people.forEach(person -> jitter(person, jitter));
      }
      RgbFrame drawn =
          new PoseDrawing(options.drop(), options.basic())
              .draw(people, placing.width(), placing.height(), dice.fork("limbs"));
      into.putColors(k, dense.isPresent() ? 3 : 0, placing.placeNearest(drawn));
    }
  }

  private Path file(int entry, int t) {
    return files.file(entry, t);
  }

  /** Parts are in the last channel; what is left out is black. */
  private void leaveOut(RgbFrame parts, Dice dice) {
    boolean[] out = new boolean[256];
    for (int part = 1; part <= PARTS; part++) {
      boolean face = options.faceless() && part >= FACE;
      out[part] = dice.chance(options.drop()) || face;
    }
    byte[] data = parts.data();
    for (int i = 0; i < data.length; i += 3) {
      if (out[data[i + 2] & 0xff]) {
        data[i] = 0;
        data[i + 1] = 0;
        data[i + 2] = 0;
      }
    }
  }

  /** From the part's number in 0 .. 255 to all of [-1, 1]. */
  private void rescaleParts(int k, FrameSequence into) {
    int channels = options.channels();
    int pixels = into.format().pixels();
    for (int p = k * pixels; p < (k + 1) * pixels; p++) {
      float part = (into.pictures()[p * channels + 2] + 1) / 2 * 255;
      into.pictures()[p * channels + 2] = Math.round(part) * 2f / PARTS - 1;
    }
  }

  /** So that a model does not take the shape of a face for its identity. */
  private static void jitter(Person person, Dice dice) {
    for (int point : HEAD) {
      if (person.body()[3 * point + 2] > 0) {
        person.body()[3 * point] += (float) (HEAD_JITTER * dice.normal());
        person.body()[3 * point + 1] += (float) (HEAD_JITTER * dice.normal());
      }
    }
    float dx = (float) (FACE_JITTER * dice.normal());
    float dy = (float) (FACE_JITTER * dice.normal());
    for (int i = 0; i < person.face().length; i += 3) {
      person.face()[i] += dx;
      person.face()[i + 1] += dy;
    }
  }
}
