package dev.v2v.data.puppets;

import dev.v2v.data.draw.Form;
import dev.v2v.data.draw.Placement;
import dev.v2v.data.draw.Rgb;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Collects the layers and marks of one scene, back to front. Single-thread. */
final class Easel {
  /** Width of outlines in the view: about one pixel and a half at 128. */
  static final double LINE = 0.022;

  private final List<Layer> layers = new ArrayList<>(96);
  private final Map<String, Scene.Mark> marks = new HashMap<>();

  Layer fill(Part part, Form form, Placement place, Paint paint) {
    return clipped(null, part, form, place, paint);
  }

  /** A layer seen only inside of {@code clip}. */
  Layer clipped(Layer clip, Part part, Form form, Placement place, Paint paint) {
    return grown(clip, part, form, 0, place, paint);
  }

  /** A layer larger than its form by {@code grow} in the form's units. */
  Layer grown(Layer clip, Part part, Form form, double grow, Placement place, Paint paint) {
    Layer layer = new Layer(part, form, grow, place, paint, clip);
    layers.add(layer);
    return layer;
  }

  /** The dark edge of a form whose fill comes later; {@link #LINE} wide in the view. */
  Layer outline(Part part, Form form, Placement place, Rgb ink) {
    return grown(null, part, form, line(place), place, Paint.flat(ink));
  }

  /** Outline and fill. */
  Layer outlined(Part part, Form form, Placement place, Paint paint, Rgb ink) {
    outline(part, form, place, ink);
    return fill(part, form, place, paint);
  }

  /** {@link #LINE} in the units of {@code place}. */
  static double line(Placement place) {
    return LINE / Math.sqrt(Math.abs(place.affine().determinant()));
  }

  void mark(String name, Part part, Placement place, double u, double v) {
    marks.put(name, new Scene.Mark(part, place.viewX(u, v), place.viewY(u, v)));
  }

  Scene scene() {
    return new Scene(List.copyOf(layers), Map.copyOf(marks));
  }
}
