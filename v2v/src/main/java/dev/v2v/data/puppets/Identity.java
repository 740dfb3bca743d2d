package dev.v2v.data.puppets;

import dev.v2v.data.Dice;
import dev.v2v.data.draw.Rgb;

/** Who a puppet is: everything about its looks that motion does not change. Immutable. */
public final class Identity {
  private final Kind kind;
  private final HeadLook head;
  private final BodyLook body;

  private Identity(Kind kind, HeadLook head, BodyLook body) {
    this.kind = kind;
    this.head = head;
    this.body = body;
  }

  static Identity random(Kind kind, Dice dice) {
    HeadLook head = HeadLook.random(dice.fork("head"));
    return new Identity(kind, head, BodyLook.random(dice.fork("body"), head));
  }

  public Kind kind() {
    return kind;
  }

  void draw(Easel easel, Pose pose, Rgb shadow) {
    switch (kind) {
      case FACE -> BustPainter.draw(easel, head, body, pose);
      case FIGURE -> FigurePainter.draw(easel, head, body, pose, shadow);
    }
  }
}
