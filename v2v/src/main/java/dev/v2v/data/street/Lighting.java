package dev.v2v.data.street;

import dev.v2v.data.draw.Rgb;
import java.util.ArrayList;
import java.util.List;

/**
 * The light of one moment: on walls by their direction, on the ground also by what casts a shadow
 * or shines on it. Thread-safe.
 *
 * <p>IMPLEMENTATION NOTES: buildings along a street are as good as two walls of varying height, so
 * their shadow at a point of the ground follows from one look-up: how high is the roof line where
 * the ray towards the sun passes it.
 */
final class Lighting {
  private static final double REACH = 90;

  /** A spot where it is now. */
  private record Placed(
      double x, double z, double perX, double perZ, double cos, double sin, Spot spot) {}

  private final Style style;
  private final RoofLine roofs;
  private final List<Placed> spots = new ArrayList<>();

  Lighting(Style style, RoofLine roofs, List<Spot> all, double cameraZ, double t) {
    this.style = style;
    this.roofs = roofs;
    for (Spot spot : all) {
      Rigid body = spot.course().at(t);
      Vec at = body.point(new Vec(spot.x(), 0, spot.z()));
      double far = at.z() - cameraZ;
      if (far > -spot.rz() - 5 && far < REACH) {
        spots.add(
            new Placed(
                at.x(),
                at.z(),
                1 / spot.rx(),
                1 / spot.rz(),
                body.ahead().z(),
                body.ahead().x(),
                spot));
      }
    }
  }

  /** Light on a surface with this normal, in the axes of {@code camera}. */
  void onWall(Patch patch, Camera camera, float[] light) {
    double facing = Math.max(0, patch.normal().dot(camera.turned(style.sun())));
    set(light, 1, facing);
  }

  /** Light on something round. */
  void onRound(float[] light) {
    set(light, 1, 0.6);
  }

  /** Light at a point of the ground, of which a pixel shows {@code pixel} metres. */
  void onGround(double x, double z, double pixel, float[] light) {
    double sunny = 1 - roofs.shade(x, z, style.sun(), pixel);
    set(light, 1 - style.shadow() * 0.35 * (1 - sunny), sunny * style.sun().y());
    for (Placed s : spots) {
      double dx = x - s.x;
      double dz = z - s.z;
      double a = (dx * s.cos - dz * s.sin) * s.perX;
      double b = (dz * s.cos + dx * s.sin) * s.perZ;
      double r2 = a * a + b * b;
      if (r2 < 1) {
        apply(s.spot, Math.sqrt(r2), light);
      }
    }
  }

  private static void apply(Spot spot, double r, float[] light) {
    double rim = Math.min(1, Math.max(0, (1 - r) / (1 - spot.core())));
    float share = (float) (rim * rim * (3 - 2 * rim));
    Rgb c = spot.factor();
    if (spot.adds()) {
      light[0] += c.r() * share;
      light[1] += c.g() * share;
      light[2] += c.b() * share;
    } else {
      light[0] *= 1 - (1 - c.r()) * share;
      light[1] *= 1 - (1 - c.g()) * share;
      light[2] *= 1 - (1 - c.b()) * share;
    }
  }

  private void set(float[] light, double ambient, double sun) {
    float a = (float) ambient;
    float s = (float) sun;
    light[0] = 1.25f * (style.ambient().r() * a + style.sunlight().r() * s);
    light[1] = 1.25f * (style.ambient().g() * a + style.sunlight().g() * s);
    light[2] = 1.25f * (style.ambient().b() * a + style.sunlight().b() * s);
  }
}
