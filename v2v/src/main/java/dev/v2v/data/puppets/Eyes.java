package dev.v2v.data.puppets;

import dev.v2v.data.Dice;
import dev.v2v.data.draw.Egg;
import dev.v2v.data.draw.Form;
import dev.v2v.data.draw.Placement;
import dev.v2v.data.draw.Rgb;

/**
 * A pair of eyes with lids and brows.
 *
 * @param x distance from the middle as a share of the head's half width
 * @param y height as a share of its half height
 * @param lid how much of the eye the upper lid hides when open
 * @param browAngle of the right brow at rest; the left mirrors it
 */
record Eyes(
    double x,
    double y,
    double width,
    double height,
    double tilt,
    boolean dots,
    Rgb iris,
    double irisSize,
    double lid,
    Rgb brow,
    double browSize,
    double browAngle,
    double browArch) {

  static Eyes random(Dice dice, Rgb hair, boolean animal) {
    double height = dice.in(0.085, 0.125);
    boolean dots = dice.chance(animal ? 0.5 : 0.12);
    return new Eyes(
        dice.in(0.38, 0.5),
        animal ? dice.in(-0.1, 0.04) : dice.in(-0.14, 0.02),
        dots ? height * 0.62 : height * dice.in(0.9, 1.3),
        dots ? height * 0.75 : height,
        dice.in(-0.18, 0.12),
        dots,
        Palette.iris(dice),
        dice.in(0.66, 0.84),
        dice.in(0, 0.24),
        hair.shade(hair.luma() > 0.6 ? 0.35 : 0.15),
        dice.in(0.018, 0.036),
        dice.in(-0.04, 0.26),
        dice.in(0.2, 1.2));
  }

  /** Draws one side: -1 right, 1 left. */
  void draw(Easel easel, Globe head, Pose pose, int side, Rgb skin) {
    Part part = Part.EYE_RIGHT.on(side);
    Placement eye = head.on(side * x, y, 0.02).turned(-side * tilt);
    Form white = Egg.ellipse(width, height);
    Rgb lash = skin.shade(0.9).mix(Rgb.INK, 0.6);
    double rim = dots ? 0.002 : 0.011;
    Layer socket = easel.grown(null, part, white, rim, eye, Paint.flat(lash));
    easel.mark(side < 0 ? "eye_right" : "eye_left", part, eye, 0, 0);
    if (dots) {
      shine(easel, socket, part, eye.at(-0.28 * width, -0.35 * height), height * 0.26);
    } else {
      drawBall(easel, pose, part, eye, white);
    }
    // Larger than the socket, or its dark edge would shine through the edge of the lids.
    Layer lids = new Layer(part, white, rim + 0.013, eye, Paint.flat(skin), null);
    drawLids(easel, pose.limited(Channel.BLINK_RIGHT.on(side), 0, 1), part, eye, lids, skin, lash);
  }

  /** Both lids close to a line below the middle that hangs like an eyelash. */
  private void drawLids(
      Easel easel, double blink, Part part, Placement eye, Layer lids, Rgb skin, Rgb lash) {
    double sag = height / (width * width);
    Form cover = new Form.RoundBox(width * 1.7, height * 1.4, 0);
    Paint lidPaint = Paint.flat(skin.shade(0.06));
    double rise = 1.46 - 0.9 * blink;
    Placement lower = eye.at(0, height * (rise + 1.4)).bent(-0.4 * sag);
    easel.clipped(lids, part, cover, lower, lidPaint);
    double open = -1.4 + 2.2 * lid;
    double fall = open + (0.6 - open) * blink;
    Placement upper = eye.at(0, height * (fall - 1.4)).bent((0.3 - 0.7 * blink) * sag);
    easel.grown(lids, part, cover, 0.012 + 0.01 * blink, upper, Paint.flat(lash));
    easel.clipped(lids, part, cover, upper, lidPaint);
  }

  private void drawBall(Easel easel, Pose pose, Part part, Placement eye, Form white) {
    Rgb ball = new Rgb(0.985f, 0.98f, 0.965f);
    Layer sclera = easel.fill(part, white, eye, Paint.flat(ball).rounded(height * 0.5, 0.16));
    double r = height * irisSize;
    double gx = pose.limited(Channel.GAZE_X, -1, 1) * Math.max(0.25 * width, width - r * 0.9);
    double gy = pose.limited(Channel.GAZE_Y, -1, 1) * height * 0.35;
    Placement look = eye.at(gx, gy);
    easel.clipped(
        sclera,
        part,
        Egg.disc(r),
        look,
        new Pattern.Ramp(iris.shade(0.5), iris.tint(0.22), -r, r).rounded(r * 0.3, 0.5));
    easel.clipped(sclera, part, Egg.disc(r * 0.52), look, Paint.flat(Rgb.INK.shade(0.5)));
    shine(easel, sclera, part, look.at(-0.36 * r, -0.4 * r), r * 0.3);
    shine(easel, sclera, part, look.at(0.34 * r, 0.36 * r), r * 0.15);
  }

  private static void shine(Easel easel, Layer clip, Part part, Placement at, double radius) {
    easel.clipped(clip, part, Egg.disc(radius), at, Paint.flat(Rgb.WHITE));
  }

  void drawBrow(Easel easel, Globe head, Pose pose, int side) {
    double raised = pose.limited(Channel.BROW_RIGHT.on(side), -1.2, 1.2);
    Part part = Part.BROW_RIGHT.on(side);
    double above = (height + browSize + 0.035 + 0.04 * raised) / head.b();
    double half = Math.max(width, 0.07) * 1.05;
    Placement brow =
        head.on(side * x * 1.02, y - above, 0.05)
            .turned(side * (browAngle - 0.08 * raised - tilt))
            .bent(browArch);
    Form form = new Form.RoundBox(half, browSize, browSize);
    easel.fill(part, form, brow, Paint.flat(brow()).rounded(browSize, 0.15));
    easel.mark(side < 0 ? "brow_right" : "brow_left", part, brow, 0, 0);
  }
}
