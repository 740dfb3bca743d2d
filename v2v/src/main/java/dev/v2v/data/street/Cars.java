package dev.v2v.data.street;

import dev.v2v.data.Dice;
import dev.v2v.data.draw.Egg;
import dev.v2v.data.draw.Form;
import dev.v2v.data.draw.Polygon;
import dev.v2v.data.draw.Rgb;
import dev.v2v.data.labels.CityscapesClass;

/** Vehicles, drawn around a body whose origin is on the ground below their middle. */
final class Cars {
  private static final Rgb GLASS = Rgb.of(0x2a333b);
  private static final Rgb TYRE = Rgb.of(0x1b1b1d);
  private static final Rgb UNDER = Rgb.of(0x484848);

  private Cars() {}

  /** Measures of a car in metres. */
  private record Shape(
      double length,
      double width,
      double sill,
      double belt,
      double roof,
      double rearGlass,
      double roofRear,
      double roofFront,
      double frontGlass) {
    static Shape random(Dice dice) {
      double l = dice.in(3.9, 4.7);
      double h = l / 2;
      double belt = dice.in(0.86, 0.96);
      return switch (dice.below(3)) {
        case 0 -> // hatchback
            new Shape(l, 1.74, 0.26, belt, 1.48, -h + 0.12, -h + 0.65, h - 2.1, h - 1.15);
        case 1 -> // saloon
            new Shape(l, 1.78, 0.24, belt, 1.42, -h + 0.75, -h + 1.35, h - 2.1, h - 1.25);
        default -> // tall
            new Shape(l, 1.84, 0.32, belt + 0.1, 1.72, -h + 0.1, -h + 0.3, h - 2, h - 1.1);
      };
    }
  }

  static Rgb paint(Dice dice) {
    return switch (dice.below(6)) {
      case 0 -> Rgb.of(0xe6e6e4);
      case 1 -> Rgb.of(0x25282c);
      case 2 -> Rgb.hsl(0.6, 0.04, dice.in(0.4, 0.7));
      case 3 -> Rgb.hsl(dice.in(0.98, 1.02), 0.7, 0.36);
      case 4 -> Rgb.hsl(dice.in(0.56, 0.64), 0.55, dice.in(0.25, 0.42));
      default -> Rgb.hsl(dice.unit(), 0.4, dice.in(0.3, 0.5));
    };
  }

  static void car(Stage stage, Dice dice, Course course) {
    Shape s = Shape.random(dice);
    Rgb color = paint(dice);
    boolean night = stage.style.lamps() > 0.3;
    Prop car = stage.prop(CityscapesClass.CAR, course);
    double w = s.width / 2;
    double h = s.length / 2;
    Polygon body =
        new Polygon(
            0.05,
            -h + 0.1,
            s.sill,
            -h + 0.05,
            s.belt - 0.3,
            -h + 0.12,
            s.belt - 0.05,
            h - 0.2,
            s.belt - 0.05,
            h - 0.05,
            s.belt - 0.3,
            h - 0.08,
            s.sill);
    Skin side = flank(color, s, h);
    for (int k = -1; k <= 1; k += 2) {
      car.along(body.bounds(), body, k * w, side);
      Polygon windows =
          new Polygon(
              0,
              s.rearGlass,
              s.belt,
              s.roofRear,
              s.roof,
              s.roofFront,
              s.roof,
              s.frontGlass,
              s.belt);
      car.along(windows.bounds(), windows, k * (w - 0.1), cabin(color, s));
      wheels(car, k * (w + 0.01), h);
    }
    Form end = centred(w, s.sill, s.belt, 0.12);
    car.across(end.bounds(), end, -h + 0.05, rear(color, s, night));
    car.across(end.bounds(), end, h - 0.05, front(color, s, night));
    car.level(-w + 0.03, w - 0.03, -h + 0.1, h - 0.15, s.belt - 0.01, Skin.flat(color.tint(0.08)));
    car.level(-w + 0.14, w - 0.14, s.roofRear, s.roofFront, s.roof, Skin.flat(color.tint(0.06)));
    glass(car, w - 0.1, s.rearGlass, s.belt, s.roofRear, s.roof, color);
    glass(car, w - 0.1, s.frontGlass, s.belt, s.roofFront, s.roof, color);
    tyres(car, w, h);
    shade(stage, course, w, h);
    if (night) {
      Rgb beam = Rgb.of(0xfff0c8).times(0.35);
      stage.spots.add(new Spot(course, 0, h + 5, 2.2, 5, 0, beam, true));
    }
  }

  private static void shade(Stage stage, Course course, double w, double h) {
    stage.spots.add(new Spot(course, 0, 0, w + 0.35, h + 0.4, 0.72, UNDER, false));
  }

  /** A rounded rectangle between heights; v is up. */
  private static Form centred(double half, double low, double high, double radius) {
    double r = radius;
    return new Polygon(
        r, -half + r, low + r, half - r, low + r, half - r, high - r, -half + r, high - r);
  }

  private static void wheels(Prop car, double x, double h) {
    Egg wheel = Egg.disc(0.32);
    Skin skin =
        (u, v, pu, pv, out) -> {
          double r = Math.sqrt(u * u + v * v);
          Skin.put(TYRE, 1, 0, out);
          double hub = 0.5 + (0.2 - r) / Math.max(Math.max(pu, pv), 1e-6);
          Skin.over(Rgb.of(0x9a9ea2), Math.max(0, Math.min(1, hub)), out);
        };
    for (int k = -1; k <= 1; k += 2) {
      car.slanted(new Vec(x, 0.32, k * (h - 0.85)), Vec.AHEAD, Vec.UP, wheel.bounds(), wheel, skin);
    }
  }

  /** Wheels seen from before or behind. */
  private static void tyres(Prop car, double w, double h) {
    Skin rubber = Skin.flat(TYRE);
    for (int k = -1; k <= 1; k += 2) {
      double x = k * (w - 0.13);
      car.across(x - 0.11, x + 0.11, 0, 0.45, -h + 0.55, rubber);
      car.across(x - 0.11, x + 0.11, 0, 0.45, h - 0.55, rubber);
    }
  }

  private static Skin flank(Rgb color, Shape s, double h) {
    return (u, v, pu, pv, out) -> {
      double shine = Math.max(0, 1 - Math.abs(v - s.belt + 0.16) / 0.14);
      Skin.put(color, 0.78 + 0.3 * (v - s.sill) / (s.belt - s.sill), 0, out);
      Skin.over(Rgb.WHITE, 0.22 * shine, out);
      Skin.over(TYRE, 0.75 * Skin.between(v, 0, s.sill + 0.08, pv), out);
      double door = Skin.between(Math.abs(u + 0.1), 0.0, 0.025, pu);
      Skin.over(TYRE, 0.5 * door, out);
      double wheel = Math.abs(Math.abs(u) - h + 0.85);
      double r = Math.sqrt(wheel * wheel + (v - 0.32) * (v - 0.32));
      Skin.over(TYRE, Math.max(0, Math.min(1, 0.5 + (0.4 - r) / Math.max(pu, 1e-6))), out);
    };
  }

  private static Skin cabin(Rgb color, Shape s) {
    return (u, v, pu, pv, out) -> {
      Skin.put(color, 0.95, 0, out);
      double lift = (v - s.belt) / (s.roof - s.belt);
      double from = s.rearGlass + lift * (s.roofRear - s.rearGlass) + 0.14;
      double to = s.frontGlass + lift * (s.roofFront - s.frontGlass) - 0.12;
      double pane =
          Skin.between(u, from, to, pu) * Skin.between(v, s.belt + 0.02, s.roof - 0.1, pv);
      Skin.over(GLASS.mix(Rgb.of(0x8fa4b4), 0.25 + 0.3 * lift), pane, out);
      Skin.over(color.times(0.6), pane * Skin.between(u, -0.18, -0.06, pu), out);
    };
  }

  private static void glass(
      Prop car, double half, double z0, double y0, double z1, double y1, Rgb color) {
    Vec slope = new Vec(0, y1 - y0, z1 - z0);
    double run = Math.sqrt(slope.dot(slope));
    double top = half - 0.06;
    Polygon pane = new Polygon(0, -half, 0, half, 0, top, run, -top, run);
    Skin skin =
        (u, v, pu, pv, out) -> {
          Skin.put(color, 0.9, 0, out);
          double edge = half - 0.07 - 0.06 * v / run;
          double inside = Skin.between(u, -edge, edge, pu) * Skin.between(v, 0.04, run - 0.06, pv);
          double sky = 0.15 + 0.35 * v / run + 0.1 * (u > 0.2 * v ? 1 : 0);
          Skin.over(GLASS.mix(Rgb.of(0xa4b8c6), sky), inside, out);
        };
    car.slanted(new Vec(0, y0, z0), Vec.RIGHT, slope.unit(), pane.bounds(), pane, skin);
  }

  private static Skin rear(Rgb color, Shape s, boolean night) {
    return (u, v, pu, pv, out) -> {
      Skin.put(color, 0.8 + 0.25 * (v - s.sill) / (s.belt - s.sill), 0, out);
      Skin.over(TYRE, 0.8 * Skin.between(v, s.sill, s.sill + 0.16, pv), out);
      double plate = Skin.between(u, -0.26, 0.26, pu) * Skin.between(v, 0.52, 0.63, pv);
      Skin.over(Rgb.of(0xe8e6d8), plate, out);
      double lamp =
          Skin.between(Math.abs(u), s.width / 2 - 0.36, s.width / 2 - 0.04, pu)
              * Skin.between(v, s.belt - 0.28, s.belt - 0.1, pv);
      Skin.over(night ? Rgb.of(0xff3020) : Rgb.of(0xa81c1c), lamp, out);
      out[Skin.GLOW] = night ? (float) lamp : 0;
    };
  }

  private static Skin front(Rgb color, Shape s, boolean night) {
    return (u, v, pu, pv, out) -> {
      Skin.put(color, 0.8 + 0.25 * (v - s.sill) / (s.belt - s.sill), 0, out);
      double grille = Skin.between(Math.abs(u), 0, 0.5, pu) * Skin.between(v, 0.48, 0.64, pv);
      Skin.over(TYRE, 0.85 * grille, out);
      Skin.over(TYRE, 0.7 * Skin.between(v, s.sill, s.sill + 0.1, pv), out);
      double plate = Skin.between(u, -0.24, 0.24, pu) * Skin.between(v, 0.4, 0.49, pv);
      Skin.over(Rgb.of(0xe8e6d8), plate, out);
      double lamp =
          Skin.between(Math.abs(u), s.width / 2 - 0.38, s.width / 2 - 0.05, pu)
              * Skin.between(v, s.belt - 0.32, s.belt - 0.17, pv);
      Skin.over(night ? Rgb.of(0xfff6dc) : Rgb.of(0xd4dade), lamp, out);
      out[Skin.GLOW] = night ? (float) lamp : 0;
    };
  }

  /** A bus or a lorry: a box with windows or without. */
  static void large(Stage stage, Dice dice, Course course, boolean bus) {
    CityscapesClass label = bus ? CityscapesClass.BUS : CityscapesClass.TRUCK;
    Prop box = stage.prop(label, course);
    double w = 1.22;
    double h = bus ? dice.in(4.8, 5.8) : dice.in(3.2, 4.4);
    double top = bus ? 3 : dice.in(2.9, 3.5);
    Rgb color = Rgb.hsl(dice.unit(), bus ? 0.6 : 0.3, bus ? 0.45 : 0.6);
    boolean night = stage.style.lamps() > 0.3;
    Skin side = hull(color, top, bus, 1.35, 0.95);
    Skin tail = end(color, top, bus, night, night ? Rgb.of(0xff3020) : Rgb.of(0xa81c1c));
    Skin nose = end(color, top, true, night, night ? Rgb.of(0xfff6dc) : Rgb.of(0xd4dade));
    for (int k = -1; k <= 1; k += 2) {
      box.along(-h, h, 0.35, top, k * w, side);
      wheels(box, k * (w + 0.01), h - 0.4);
      box.across(-w, w, 0.35, top, k * h, k < 0 ? tail : nose);
    }
    box.level(-w, w, -h, h, top, Skin.flat(color.tint(0.3)));
    tyres(box, w, h);
    shade(stage, course, w, h);
  }

  private static Skin hull(Rgb color, double top, boolean windows, double bay, double sill) {
    return (u, v, pu, pv, out) -> {
      Skin.put(color, 0.85 + 0.1 * v / top, 0, out);
      Skin.over(color.tint(0.6), Skin.between(v, 0.6, 0.75, pv), out);
      if (windows) {
        double pane = Skin.stripes(u / bay, 0.88, pu / bay);
        pane *= Skin.between(v, sill + 0.2, top - 0.45, pv);
        Skin.over(GLASS.mix(Rgb.of(0x8fa4b4), 0.35), pane, out);
      } else {
        Skin.over(color.times(0.8), 0.5 * Skin.stripes(u / 0.8, 0.06, pu / 0.8), out);
      }
    };
  }

  private static Skin end(Rgb color, double top, boolean windows, boolean night, Rgb light) {
    return (u, v, pu, pv, out) -> {
      Skin.put(color, 0.82 + 0.1 * v / top, 0, out);
      Skin.over(TYRE, 0.8 * Skin.between(v, 0.35, 0.55, pv), out);
      double pane = Skin.between(u, -1, 1, pu) * Skin.between(v, 1.4, top - 0.4, pv);
      double seam = Skin.between(Math.abs(u), 0, 0.03, pu) * Skin.between(v, 0.6, top, pv);
      Skin.over(windows ? GLASS.mix(Rgb.of(0xa4b8c6), 0.3) : color.tint(0.1), pane, out);
      Skin.over(TYRE, windows ? 0 : 0.6 * seam, out);
      double lamp = Skin.between(Math.abs(u), 0.92, 1.14, pu) * Skin.between(v, 0.6, 0.85, pv);
      Skin.over(light, lamp, out);
      out[Skin.GLOW] = night ? (float) lamp : 0;
    };
  }

  /** A course along the street at constant speed, in metres a frame; facing as it moves. */
  static Course driving(double x, double z, double speed) {
    return t -> {
      Rigid place = Rigid.at(x, 0, z + speed * t);
      return speed < 0 ? place.yawed(Math.PI) : place;
    };
  }

  static Course parked(double x, double z, boolean turned) {
    Rigid place = Rigid.at(x, 0, z);
    return Course.standing(turned ? place.yawed(Math.PI) : place);
  }
}
