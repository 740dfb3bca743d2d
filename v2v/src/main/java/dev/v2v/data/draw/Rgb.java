package dev.v2v.data.draw;

/** A colour, each component in [0, 1] as displays encode it. Immutable. */
public record Rgb(float r, float g, float b) {
  public static final Rgb WHITE = of(0xffffff);
  public static final Rgb INK = of(0x2b2230);

  /** From {@code 0xRRGGBB}. */
  public static Rgb of(int hex) {
    return new Rgb((hex >> 16 & 255) / 255f, (hex >> 8 & 255) / 255f, (hex & 255) / 255f);
  }

  /** From hue in turns, saturation and lightness in [0, 1]. */
  public static Rgb hsl(double hue, double saturation, double lightness) {
    double chroma = saturation * Math.min(lightness, 1 - lightness);
    return new Rgb(
        channel(hue, 0, chroma, lightness),
        channel(hue, 8, chroma, lightness),
        channel(hue, 4, chroma, lightness));
  }

  private static float channel(double hue, int n, double chroma, double lightness) {
    double k = n + 12 * (hue - Math.floor(hue));
    k -= k >= 12 ? 12 : 0;
    return (float) (lightness - chroma * Math.max(-1, Math.min(Math.min(k - 3, 9 - k), 1)));
  }

  public Rgb mix(Rgb other, double share) {
    float s = (float) share;
    return new Rgb(r + (other.r - r) * s, g + (other.g - g) * s, b + (other.b - b) * s);
  }

  public Rgb times(double factor) {
    float f = (float) factor;
    return new Rgb(Math.min(1, r * f), Math.min(1, g * f), Math.min(1, b * f));
  }

  /** Darker and a little towards violet, as cartoon shadows are. */
  public Rgb shade(double amount) {
    return mix(new Rgb(r * 0.45f, g * 0.3f, b * 0.45f), amount);
  }

  public Rgb tint(double amount) {
    return mix(WHITE, amount);
  }

  public double luma() {
    return 0.299 * r + 0.587 * g + 0.114 * b;
  }
}
