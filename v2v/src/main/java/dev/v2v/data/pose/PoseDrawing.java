package dev.v2v.data.pose;

import dev.v2v.data.Dice;
import dev.v2v.media.RgbFrame;
import java.util.List;

/**
 * Draws people as vid2vid's pose models see them: a coloured line for each limb, the fingers, the
 * face in white, on black. Colours tell limbs and sides apart, so they must be these. Several
 * people are added, bytes wrapping around, as published. Immutable.
 *
 * <p><b>Reference</b> Wang et al., "Video-to-Video Synthesis", 2018, and its public program.
 *
 * @param drop probability that a limb, a hand or the face of a person is left out; 0.05 in the
 *     published training, 0 otherwise
 * @param basic whether heads, hands and faces are left out
 */
public record PoseDrawing(double drop, boolean basic) {
  private static final double SURE_BODY = 0.01;
  private static final double SURE_FACE = 0.1;
  private static final int LIMB = 3;
  private static final int FINE = 1;

  /** Two points of the body and a colour. */
  private record Bone(int a, int b, int color) {}

  /** How many of the first bones are the head's. */
  private static final int HEAD = 4;

  private static final List<Bone> BONES =
      List.of(
          new Bone(17, 15, 0x990099),
          new Bone(15, 0, 0x990066),
          new Bone(0, 16, 0x660099),
          new Bone(16, 18, 0x330099),
          new Bone(0, 1, 0x990033),
          new Bone(1, 8, 0x990000),
          new Bone(1, 2, 0x993300),
          new Bone(2, 3, 0x996600),
          new Bone(3, 4, 0x999900),
          new Bone(1, 5, 0x669900),
          new Bone(5, 6, 0x339900),
          new Bone(6, 7, 0x009900),
          new Bone(8, 9, 0x009933),
          new Bone(9, 10, 0x009966),
          new Bone(10, 11, 0x009999),
          new Bone(11, 24, 0x009999),
          new Bone(11, 22, 0x009999),
          new Bone(22, 23, 0x009999),
          new Bone(8, 12, 0x006699),
          new Bone(12, 13, 0x003399),
          new Bone(13, 14, 0x000099),
          new Bone(14, 21, 0x000099),
          new Bone(14, 19, 0x000099),
          new Bone(19, 20, 0x000099));

  private static final int[] FINGERS = {0xcc0000, 0xa3cc00, 0x00cc52, 0x0052cc, 0xa300cc};

  private static final int[][] FACE = {
    {17, 18, 19, 20, 21},
    {22, 23, 24, 25, 26},
    {27, 28, 29, 30},
    {31, 32, 33, 34, 35},
    {36, 37, 38, 39, 40, 41, 36},
    {42, 43, 44, 45, 46, 47, 42},
    {48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 48},
  };

  /** Nothing is left out. */
  public static final PoseDrawing COMPLETE = new PoseDrawing(0, false);

  /** Draws all people of a frame. */
  public RgbFrame draw(List<Person> people, int width, int height, Dice dice) {
    RgbFrame sum = new RgbFrame(width, height);
    for (Person person : people) {
      RgbFrame own = new RgbFrame(width, height);
      drawBody(person.body(), own, dice);
      if (!basic) {
        drawHand(person.leftHand(), own, dice);
        drawHand(person.rightHand(), own, dice);
        drawFace(person.face(), own, dice);
      }
      for (int i = 0; i < sum.data().length; i++) {
        sum.data()[i] += own.data()[i];
      }
    }
    return sum;
  }

  private boolean dropped(Dice dice) {
    return drop > 0 && dice.chance(drop);
  }

  private void drawBody(float[] body, RgbFrame frame, Dice dice) {
    for (Bone bone : basic ? BONES.subList(HEAD, BONES.size()) : BONES) {
      if (!dropped(dice) && isSure(body, SURE_BODY, bone.a, bone.b)) {
        line(body, bone.a, bone.b).draw(frame, LIMB, bone.color, true);
      }
    }
  }

  private void drawHand(float[] hand, RgbFrame frame, Dice dice) {
    if (hand.length == 0 || dropped(dice)) {
      return;
    }
    for (int finger = 0; finger < FINGERS.length; finger++) {
      int from = 0;
      for (int joint = 1; joint <= 4; joint++) {
        int to = 4 * finger + joint;
        if (isSure(hand, SURE_BODY, from, to)) {
          line(hand, from, to).draw(frame, FINE, FINGERS[finger], true);
        }
        from = to;
      }
    }
  }

  private void drawFace(float[] face, RgbFrame frame, Dice dice) {
    if (face.length == 0 || dropped(dice)) {
      return;
    }
    for (int[] chain : FACE) {
      for (int i = 1; i < chain.length; i++) {
        if (isSure(face, SURE_FACE, chain[i - 1], chain[i])) {
          line(face, chain[i - 1], chain[i]).draw(frame, FINE, 0xffffff, true);
        }
      }
    }
  }

  private static boolean isSure(float[] points, double bound, int a, int b) {
    return points[3 * a + 2] > bound
        && points[3 * b + 2] > bound
        && points[3 * a] != 0
        && points[3 * b] != 0;
  }

  private static Stroke line(float[] points, int a, int b) {
    return Stroke.through(
        new double[] {points[3 * a], points[3 * b]},
        new double[] {points[3 * a + 1], points[3 * b + 1]});
  }
}
