package dev.v2v.data.street;

import dev.v2v.data.Dice;
import dev.v2v.data.draw.Box;
import dev.v2v.data.draw.Form;
import dev.v2v.data.draw.Rgb;
import dev.v2v.data.labels.CityscapesClass;

/** What is too far away to come closer: sky, clouds, hills and distant roofs. */
final class Sky {
  private Sky() {}

  static void build(Stage stage, Dice dice) {
    Style style = stage.style;
    Skin air = new Air(style, (int) dice.bits());
    stage.prop(CityscapesClass.SKY, Course.FIXED).distant(1, new Box(-8, -0.5, 8, 8), null, air);
    int seed = (int) dice.bits();
    Rgb hills = style.leaves().mix(style.horizon(), style.weather() == Weather.NIGHT ? 0.5 : 0.62);
    Form ridge = new Ridge(0.012, 0.05, 0.22, seed);
    stage
        .prop(CityscapesClass.VEGETATION, Course.FIXED)
        .distant(0.9, ridge.bounds(), ridge, dim(hills, style, seed));
    Form roofs = new Roofs(0.045, seed + 1);
    Rgb wall = Rgb.of(0x8a8078).mix(style.horizon(), 0.6);
    stage
        .prop(CityscapesClass.BUILDING, Course.FIXED)
        .distant(0.8, roofs.bounds(), roofs, dim(wall, style, seed + 2));
  }

  private static Skin dim(Rgb color, Style style, int seed) {
    Rgb c = style.weather() == Weather.NIGHT ? color.times(0.7) : color;
    return Skin.rough(c, 0.02, 0.06, seed);
  }

  /** Sky: a ramp and drifting clouds. */
  private record Air(Style style, int seed) implements Skin {
    @Override
    public void at(double u, double v, double pu, double pv, float[] out) {
      double up = Math.max(0, Math.min(1, v * 2.2));
      double share = up * (2 - up);
      Skin.put(style.horizon().mix(style.zenith(), share), 1, 1, out);
      // Clouds lie in a plane above: towards the horizon they crowd together.
      double k = 1 / (Math.max(v, 0) + 0.12);
      double x = u * k * 0.9;
      double y = k * 1.7;
      double p = Math.max(pu, pv) * k * 1.5;
      double n = Noise.smooth(x, y, seed) + 0.5 * Noise.smooth(2.3 * x + 7, 2.3 * y, seed + 1);
      n += 0.25 * Noise.fade(5 * p) * (Noise.smooth(5 * x, 5 * y, seed + 2) - 0.5);
      double cover = Math.max(0, Math.min(1, (n / 1.5 - 1 + 0.42 + 0.5 * style.clouds()) * 3.2));
      double near = Math.min(1, Math.max(0, v * 7));
      Skin.over(style.cloud(), 0.85 * cover * cover * near, out);
      out[GLOW] = 1;
    }
  }

  /** Everything below a smooth ridge. */
  private record Ridge(double low, double high, double period, int seed) implements Form {
    @Override
    public double distance(double u, double v) {
      double x = u / period;
      double h = Noise.smooth(x, 0, seed) + 0.25 * Noise.smooth(6 * x, 3, seed);
      h += 0.08 * Noise.smooth(31 * x, 5, seed);
      return v - low - (high - low) * h / 1.33;
    }

    @Override
    public Box bounds() {
      return new Box(-3, -0.5, 3, high);
    }
  }

  /** Roofs of a far quarter: steps of varying height, with gaps. */
  private record Roofs(double high, int seed) implements Form {
    @Override
    public double distance(double u, double v) {
      int i = (int) Math.floor(u / 0.035);
      double h = Noise.cell(i, 0, seed);
      boolean gap = Noise.cell(i / 3, 1, seed) < 0.55;
      return gap ? 1 : v - high * (0.35 + 0.65 * h * h);
    }

    @Override
    public Box bounds() {
      return new Box(-1.5, -0.5, 1.5, high);
    }
  }
}
