package dev.v2v.data.street;

import dev.v2v.data.draw.Box;
import dev.v2v.data.draw.Form;
import dev.v2v.data.labels.CityscapesClass;
import java.util.List;

/**
 * One object under construction: faces that share a body, a class and an instance number. Lengths
 * are metres in the body's axes. Single-thread.
 */
final class Prop {
  private final List<Face> faces;
  private final Course course;
  private final CityscapesClass label;
  private final int instance;

  Prop(List<Face> faces, Course course, CityscapesClass label, int instance) {
    this.faces = faces;
    this.course = course;
    this.label = label;
    this.instance = instance;
  }

  /** Another body of the same object, such as a leg. */
  Prop on(Course other) {
    return new Prop(faces, other, label, instance);
  }

  /** A rectangle across the street, or what {@code form} leaves of it; u = x, v = y. */
  Prop across(Box xy, Form form, double z, Skin skin) {
    return add(new Vec(0, 0, z), Vec.RIGHT, Vec.UP, xy, form, skin, Face.Light.LIT);
  }

  Prop across(double x0, double x1, double y0, double y1, double z, Skin skin) {
    return across(new Box(x0, y0, x1, y1), null, z, skin);
  }

  /** A rectangle along the street, or what {@code form} leaves of it; u = z, v = y. */
  Prop along(Box zy, Form form, double x, Skin skin) {
    return add(new Vec(x, 0, 0), Vec.AHEAD, Vec.UP, zy, form, skin, Face.Light.LIT);
  }

  Prop along(double z0, double z1, double y0, double y1, double x, Skin skin) {
    return along(new Box(z0, y0, z1, y1), null, x, skin);
  }

  /** A horizontal rectangle; u = x, v = z. */
  Prop level(double x0, double x1, double z0, double z1, double y, Skin skin) {
    Box box = new Box(x0, z0, x1, z1);
    return add(new Vec(0, y, 0), Vec.RIGHT, Vec.AHEAD, box, null, skin, Face.Light.LIT);
  }

  /** A horizontal rectangle that shadows fall on; the body must be the world. */
  Prop ground(double x0, double x1, double z0, double z1, double y, Skin skin) {
    Box box = new Box(x0, z0, x1, z1);
    return add(new Vec(0, y, 0), Vec.RIGHT, Vec.AHEAD, box, null, skin, Face.Light.GROUND);
  }

  /** A form that faces oncoming eyes, its v downwards from {@code (x, y)}. */
  Prop sprite(Form form, double x, double y, double z, Skin skin) {
    return add(
        new Vec(x, y, z), Vec.RIGHT, Vec.UP.times(-1), form.bounds(), form, skin, Face.Light.SOFT);
  }

  /** A piece of any plane. */
  Prop slanted(Vec origin, Vec u, Vec v, Box extent, Form form, Skin skin) {
    return add(origin, u, v, extent, form, skin, Face.Light.LIT);
  }

  /**
   * A piece of the sky; u = x / z, v = y / z.
   *
   * @param order smaller is in front
   */
  Prop distant(double order, Box extent, Form form, Skin skin) {
    Vec x = Vec.RIGHT.times(order);
    Vec y = Vec.UP.times(order);
    return add(Vec.AHEAD.times(order), x, y, extent, form, skin, Face.Light.DISTANT);
  }

  private Prop add(Vec origin, Vec u, Vec v, Box extent, Form form, Skin skin, Face.Light light) {
    Face.Look look = new Face.Look(skin, light);
    faces.add(new Face(course, origin, u, v, extent, form, look, label, instance));
    return this;
  }
}
