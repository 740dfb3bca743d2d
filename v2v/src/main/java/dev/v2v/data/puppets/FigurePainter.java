package dev.v2v.data.puppets;

import dev.v2v.data.draw.Affine;
import dev.v2v.data.draw.Egg;
import dev.v2v.data.draw.Form;
import dev.v2v.data.draw.Placement;
import dev.v2v.data.draw.Polygon;
import dev.v2v.data.draw.Rgb;

/**
 * Draws a dancer. The lower foot stands on the ground whatever the pose, so that any motion fits
 * any proportions.
 */
final class FigurePainter {
  /** Height of the ground in the view. */
  static final double GROUND = 0.84;

  private final Easel easel;
  private final HeadLook head;
  private final BodyLook body;
  private final Pose pose;
  private final Affine pelvis;
  private final Affine chest;
  private final double scale;

  private FigurePainter(Easel easel, HeadLook head, BodyLook body, Pose pose) {
    this.easel = easel;
    this.head = head;
    this.body = body;
    this.pose = pose;
    this.scale = StrictMath.exp(pose.limited(Channel.LOG_SCALE, -1, 0.5));
    double jump = Math.min(0, pose.get(Channel.Y));
    double right = legHeight(-1);
    double left = legHeight(1);
    double gap = right - left;
    // A soft maximum: the weight passes from foot to foot without a jolt.
    double stand = (right + left + Math.sqrt(gap * gap + 0.0004)) / 2 + 0.03;
    this.pelvis =
        Affine.translation(pose.get(Channel.X), GROUND + jump - scale * stand).scaled(scale, scale);
    this.chest = pelvis.turned(pose.limited(Channel.LEAN, -0.6, 0.6));
  }

  static void draw(Easel easel, HeadLook head, BodyLook body, Pose pose, Rgb shadow) {
    new FigurePainter(easel, head, body, pose).draw(shadow);
  }

  private void draw(Rgb shadow) {
    drawShadow(shadow);
    Affine neck = chest.moved(0, -body.torso() - 0.03);
    double s = body.headScale();
    Affine base = neck.turned(pose.get(Channel.ROLL)).scaled(s, s).moved(0, -0.9 * head.b());
    HeadPainter painter = new HeadPainter(head, pose, base);
    painter.drawBehind(easel);
    drawArm(-body.front());
    drawTrunk(Placement.of(neck));
    painter.drawFront(easel);
    drawArm(body.front());
  }

  private void drawShadow(Rgb color) {
    double lift = GROUND - pelvis.y(0, 0);
    double wide =
        scale
            * (0.3
                + 0.12
                    * (Math.abs(pose.get(Channel.HIP_RIGHT))
                        + Math.abs(pose.get(Channel.HIP_LEFT))));
    double thin = 0.055 + 0.02 * (0.6 - lift);
    Placement floor = Placement.of(Affine.translation(pose.get(Channel.X), GROUND + 0.02));
    easel.fill(
        Part.SHADOW, Egg.disc(1), floor.scaled(wide, Math.max(0.03, thin)), Paint.flat(color));
  }

  /** Angle of the thigh and then of the shin against the vertical, clockwise. */
  private double hip(int side) {
    return -side * pose.limited(Channel.HIP_RIGHT.on(side), -0.5, 1.3);
  }

  private double knee(int side) {
    return side * pose.limited(Channel.KNEE_RIGHT.on(side), -0.2, 2);
  }

  private double legHeight(int side) {
    double thigh = hip(side);
    return body.thigh() * StrictMath.cos(thigh) + body.shin() * StrictMath.cos(thigh + knee(side));
  }

  private void drawLeg(int side) {
    double w = body.leg();
    Placement thigh =
        Placement.of(pelvis.moved(side * (body.waist() - 0.6 * w), 0).turned(hip(side)));
    Placement shin = Placement.of(thigh.at(0, body.thigh()).affine().turned(knee(side)));
    Placement foot =
        Placement.of(shin.at(0, body.shin()).affine().turned(-0.85 * (hip(side) + knee(side))));
    Form upper = new Form.Capsule(body.thigh(), w * 1.12, w * 0.9);
    Form lower = new Form.Capsule(body.shin(), w * 0.9, w * 0.68);
    Form shoe = new Form.RoundBox(0.082, 0.042, 0.04);
    Placement sole = foot.at(side * 0.03, 0.012);
    boolean bare = body.legs() != BodyLook.Legs.LONG;
    Paint skin = Paint.flat(body.skin()).tubular(w, 0.2);
    Paint cloth = body.trousers().tubular(w, 0.2);
    easel.outline(Part.FOOT_RIGHT.on(side), shoe, sole, Rgb.INK);
    easel.outline(Part.SHIN_RIGHT.on(side), lower, shin, Rgb.INK);
    easel.outline(Part.THIGH_RIGHT.on(side), upper, thigh, Rgb.INK);
    easel.fill(Part.SHIN_RIGHT.on(side), lower, shin, bare ? skin : cloth);
    easel.fill(
        Part.THIGH_RIGHT.on(side), upper, thigh, body.legs() == BodyLook.Legs.SKIRT ? skin : cloth);
    easel.fill(Part.FOOT_RIGHT.on(side), shoe, sole, Paint.flat(body.shoes()).rounded(0.04, 0.25));
    String suffix = side < 0 ? "_right" : "_left";
    easel.mark("knee" + suffix, Part.SHIN_RIGHT.on(side), shin, 0, 0);
    easel.mark("ankle" + suffix, Part.FOOT_RIGHT.on(side), foot, 0, 0);
    Placement hips = Placement.of(pelvis);
    easel.mark("hip" + suffix, Part.PELVIS, hips, side * (body.waist() - 0.6 * w), 0);
  }

  private void drawTrunk(Placement neck) {
    double w = body.waist();
    double t = body.torso();
    Placement hips = Placement.of(pelvis);
    Placement trunk = Placement.of(chest);
    double sway = 0.35 * (hip(1) + hip(-1));
    boolean skirt = body.legs() == BodyLook.Legs.SKIRT;
    Form lower =
        skirt
            ? new Polygon(0.03, -w, -0.08, w, -0.08, w + 0.1, 0.15, -w - 0.1, 0.15)
            : new Form.RoundBox(w + 0.02, 0.085, 0.07);
    double r = 0.05;
    double sh = body.shoulders();
    Form upper = new Polygon(r, -sh + r, -t + r, sh - r, -t + r, w + 0.01 - r, 0, -w - 0.01 + r, 0);
    Form throat = new Form.RoundBox(0.045, 0.09, 0.02);
    Placement hang = hips.turned(sway);
    easel.outline(Part.NECK, throat, neck, body.ink());
    easel.outline(Part.TORSO, upper, trunk, Rgb.INK);
    if (!skirt) { // trousers: legs grow out of the seat, no line between
      easel.outline(Part.PELVIS, lower, hang, Rgb.INK);
    }
    drawLeg(-1);
    drawLeg(1);
    easel.fill(Part.NECK, throat, neck, Paint.flat(body.skin().shade(0.14)));
    Layer shirt =
        easel.fill(Part.TORSO, upper, trunk, body.shirt().lit(-t, 0, 0.08).rounded(0.08, 0.25));
    Form collar = Egg.ellipse(0.075, body.collar() == BodyLook.Collar.DEEP ? 0.09 : 0.05);
    Placement opening = trunk.at(0, -t);
    easel.grown(shirt, Part.TORSO, collar, 0.016, opening, Paint.flat(body.trim()));
    easel.clipped(shirt, Part.NECK, collar, opening, Paint.flat(body.skin().shade(0.1)));
    if (skirt) {
      easel.outline(Part.PELVIS, lower, hang, Rgb.INK);
    }
    easel.fill(Part.PELVIS, lower, hang, body.trousers().rounded(0.05, 0.2));
    easel.mark("neck", Part.TORSO, trunk, 0, -t + 0.13);
  }

  private void drawArm(int side) {
    double w = body.arm();
    double shoulder = -side * pose.limited(Channel.SHOULDER_RIGHT.on(side), -0.3, 2.9);
    double elbow = -side * pose.limited(Channel.ELBOW_RIGHT.on(side), -1.6, 2.2);
    Placement upper =
        Placement.of(
            chest.moved(side * (body.shoulders() - 0.5 * w), -body.torso() + w).turned(shoulder));
    Placement fore = Placement.of(upper.at(0, body.upperArm()).affine().turned(elbow));
    Placement hand = fore.at(0, body.foreArm());
    Form sleeve = new Form.Capsule(body.upperArm(), w * 1.1, w * 0.92);
    Form lower = new Form.Capsule(body.foreArm(), w * 0.92, w * 0.72);
    Form palm = Egg.ellipse(w * 1.05, w * 1.2);
    Paint skin = Paint.flat(body.skin()).tubular(w, 0.2);
    Paint cloth = body.shirt().tubular(w, 0.2);
    Placement fist = hand.at(0, w * 0.35);
    easel.outline(Part.UPPER_ARM_RIGHT.on(side), sleeve, upper, Rgb.INK);
    easel.outline(Part.FOREARM_RIGHT.on(side), lower, fore, Rgb.INK);
    easel.outline(Part.HAND_RIGHT.on(side), palm, fist, Rgb.INK);
    easel.fill(Part.HAND_RIGHT.on(side), palm, fist, skin);
    easel.fill(Part.UPPER_ARM_RIGHT.on(side), sleeve, upper, cloth);
    easel.fill(Part.FOREARM_RIGHT.on(side), lower, fore, body.longSleeves() ? cloth : skin);
    String suffix = side < 0 ? "_right" : "_left";
    easel.mark("shoulder" + suffix, Part.UPPER_ARM_RIGHT.on(side), upper, 0, 0);
    easel.mark("elbow" + suffix, Part.FOREARM_RIGHT.on(side), fore, 0, 0);
    easel.mark("wrist" + suffix, Part.FOREARM_RIGHT.on(side), hand, 0, 0);
  }
}
