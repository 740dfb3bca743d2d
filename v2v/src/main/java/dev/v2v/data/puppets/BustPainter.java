package dev.v2v.data.puppets;

import dev.v2v.data.draw.Affine;
import dev.v2v.data.draw.Egg;
import dev.v2v.data.draw.Form;
import dev.v2v.data.draw.Placement;
import dev.v2v.data.draw.Polygon;
import dev.v2v.data.draw.Rgb;

/** Draws a talking head: head, neck and shoulders. */
final class BustPainter {
  private static final double HEAD_Y = -0.08;

  private BustPainter() {}

  static void draw(Easel easel, HeadLook head, BodyLook body, Pose pose) {
    double scale = StrictMath.exp(pose.limited(Channel.LOG_SCALE, -1, 0.7));
    Affine root = Affine.translation(pose.get(Channel.X), pose.get(Channel.Y)).scaled(scale, scale);
    Affine headBase =
        root.moved(0, HEAD_Y + 0.8 * head.b())
            .turned(pose.get(Channel.ROLL))
            .moved(0, -0.8 * head.b());
    // Shoulders follow the head by halves.
    Affine chest =
        Affine.translation(0.5 * pose.get(Channel.X), HEAD_Y + head.b() + 0.5 * pose.get(Channel.Y))
            .scaled(scale, scale)
            .turned(pose.get(Channel.LEAN) + 0.15 * pose.get(Channel.ROLL));
    HeadPainter painter = new HeadPainter(head, pose, headBase);
    painter.drawBehind(easel);
    drawBody(easel, body, Placement.of(chest));
    painter.drawFront(easel);
  }

  /** The origin of {@code chest} is where the chin is at rest. */
  private static void drawBody(Easel easel, BodyLook body, Placement chest) {
    double broad = body.shoulders() / 0.155;
    Form neck = new Form.RoundBox(0.15 * broad, 0.3, 0.05);
    Paint skin = Paint.flat(body.skin().shade(0.14)).rounded(0.08, 0.15);
    Placement throat = chest.at(0, 0);
    Form torso = new Egg(0.66 * broad, 0.72, 0);
    Placement middle = chest.at(0, 0.84);
    easel.outline(Part.NECK, neck, throat, body.ink());
    easel.outline(Part.TORSO, torso, middle, Rgb.INK);
    easel.fill(Part.NECK, neck, throat, skin);
    Layer shirt =
        easel.fill(Part.TORSO, torso, middle, body.shirt().lit(-0.7, 0.5, 0.08).rounded(0.2, 0.25));
    easel.mark("neck", Part.NECK, throat, 0, 0.1);
    double drop = body.collar() == BodyLook.Collar.DEEP ? 0.3 : 0.16;
    Form line =
        body.collar() == BodyLook.Collar.DEEP
            ? new Polygon(0.03, -0.2 * broad, -0.2, 0.2 * broad, -0.2, 0, drop)
            : Egg.ellipse(0.21 * broad, drop);
    Placement opening = middle.at(0, -0.72);
    Paint edge = Paint.flat(body.trim()).rounded(0.03, 0.2);
    if (body.collar() == BodyLook.Collar.HIGH) {
      Form roll = new Form.RoundBox(0.17 * broad, 0.09, 0.05);
      easel.outlined(Part.TORSO, roll, middle.at(0, -0.7).bent(0.9), edge, Rgb.INK);
    } else {
      easel.grown(shirt, Part.TORSO, line, 0.035, opening, edge);
      easel.clipped(shirt, Part.NECK, line, opening, skin);
    }
    easel.mark("shoulder_right", Part.TORSO, middle, -0.53 * broad, -0.35);
    easel.mark("shoulder_left", Part.TORSO, middle, 0.53 * broad, -0.35);
  }
}
