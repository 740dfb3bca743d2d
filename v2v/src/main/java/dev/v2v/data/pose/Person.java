package dev.v2v.data.pose;

import dev.v2v.engine.ShapeException;

/**
 * Key points of one person, each x, y and confidence, in pixels; a point that was not found is all
 * zeros. The order is that of OpenPose: body of 25, face of 70, hands of 21. Arrays are shared, not
 * copied.
 *
 * @param body {@code (25, 3)}
 * @param face {@code (70, 3)}, or empty
 * @param leftHand {@code (21, 3)}, or empty
 * @param rightHand likewise
 */
@SuppressWarnings("ArrayRecordComponent") // A bundle of buffers; identity is intended.
public record Person(float[] body, float[] face, float[] leftHand, float[] rightHand) {
  /** Points of a body. */
  public static final int BODY = 25;

  /** Points of a face. */
  public static final int FACE = 70;

  /** Points of a hand. */
  public static final int HAND = 21;

  /** Where the 18 points of the older COCO order are among the 25. */
  private static final int[] OF_COCO = {
    0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18
  };

  /**
   * Wraps arrays.
   *
   * @throws ShapeException when a length does not fit
   */
  public Person {
    require("body", body, BODY, false);
    require("face", face, FACE, true);
    require("left hand", leftHand, HAND, true);
    require("right hand", rightHand, HAND, true);
  }

  private static void require(String what, float[] values, int points, boolean optional) {
    if (values.length != 3 * points && !(optional && values.length == 0)) {
      throw new ShapeException(
          String.format(
              "pose: %s must be (%d, 3)%s, got %d values",
              what, points, optional ? " or empty" : "", values.length));
    }
  }

  /** A person without face and hands. */
  public static Person of(float... body) {
    return new Person(body, new float[0], new float[0], new float[0]);
  }

  /**
   * A person from the 18 points of COCO's order (nose, neck, right arm, left arm, right leg, left
   * leg, eyes, ears). The middle of the hips is put between them; feet are not known.
   *
   * @param points {@code (18, 3)}
   * @throws ShapeException when it is not that
   */
  public static Person ofCoco(float... points) {
    if (points.length != 3 * OF_COCO.length) {
      throw new ShapeException(
          "pose: points of COCO must be (18, 3), got " + points.length + " values");
    }
    float[] body = new float[3 * BODY];
    for (int i = 0; i < OF_COCO.length; i++) {
      System.arraycopy(points, 3 * i, body, 3 * OF_COCO[i], 3);
    }
    float sure = Math.min(body[3 * 9 + 2], body[3 * 12 + 2]);
    if (sure > 0) {
      body[3 * 8] = (body[3 * 9] + body[3 * 12]) / 2;
      body[3 * 8 + 1] = (body[3 * 9 + 1] + body[3 * 12 + 1]) / 2;
      body[3 * 8 + 2] = sure;
    }
    return of(body);
  }
}
