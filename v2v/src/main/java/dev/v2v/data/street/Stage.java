package dev.v2v.data.street;

import dev.v2v.data.labels.CityscapesClass;
import java.util.ArrayList;
import java.util.List;

/** Collects what stands in a street. Single-thread. */
final class Stage {
  final Style style;
  final RoofLine roofs;
  final List<Face> faces = new ArrayList<>();
  final List<Spot> spots = new ArrayList<>();
  private final int[] objects = new int[CityscapesClass.COUNT];

  Stage(Style style, RoofLine roofs) {
    this.style = style;
    this.roofs = roofs;
  }

  /** A new object of a class. */
  Prop prop(CityscapesClass label, Course course) {
    return new Prop(faces, course, label, label.instance(objects[label.id()]++));
  }

  /** A new object that does not move. */
  Prop prop(CityscapesClass label, double x, double y, double z) {
    return prop(label, Course.standing(Rigid.at(x, y, z)));
  }
}
