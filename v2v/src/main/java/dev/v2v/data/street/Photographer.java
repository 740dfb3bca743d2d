package dev.v2v.data.street;

import dev.v2v.data.draw.Rgb;
import dev.v2v.media.RgbFrame;

/**
 * Takes pictures of shots. Single-thread; keeps working memory for one size.
 *
 * <p>IMPLEMENTATION NOTES: which face is seen is asked at eight points of each pixel, no two in the
 * same row or column; the colour of a face is computed once for all points of a pixel that show it,
 * at their mean. Textures are averaged over the pixel by themselves.
 */
final class Photographer {
  private static final int SAMPLES = 8;
  private static final int[] ROOKS = {2, 5, 0, 7, 3, 6, 1, 4};

  private final int[][] owners = new int[SAMPLES][];
  private final double[] near;
  private final float[] skin = new float[4];
  private final float[] light = new float[3];
  private final float[] pixel = new float[3];

  private Shot shot;
  private Lighting lighting;
  private Style style;
  private float[][] lights; // on each face that needs none of its own for every pixel

  Photographer(int width, int height) {
    for (int s = 0; s < SAMPLES; s++) {
      owners[s] = new int[width * height];
    }
    near = new double[width * height];
  }

  private static double sampleX(int s) {
    return (s + 0.5) / SAMPLES;
  }

  private static double sampleY(int s) {
    return (ROOKS[s] + 0.5) / SAMPLES;
  }

  void take(Shot of, Lighting by, Style in, int faces, RgbFrame into) {
    shot = of;
    lighting = by;
    style = in;
    lights = new float[faces][];
    for (int s = 0; s < SAMPLES; s++) {
      shot.look(sampleX(s), sampleY(s), owners[s], near);
    }
    byte[] out = into.data();
    for (int p = 0; p < near.length; p++) {
      develop(p, p % into.width(), p / into.width());
      for (int c = 0; c < 3; c++) {
        out[3 * p + c] = (byte) (int) (Math.max(0, Math.min(1, pixel[c])) * 255 + 0.5f);
      }
    }
  }

  /** The mean over the faces that a pixel shows. */
  private void develop(int p, int i, int j) {
    pixel[0] = 0;
    pixel[1] = 0;
    pixel[2] = 0;
    int open = (1 << SAMPLES) - 1;
    while (open != 0) {
      int face = owners[Integer.numberOfTrailingZeros(open)][p];
      double x = 0;
      double y = 0;
      int count = 0;
      for (int s = 0; s < SAMPLES; s++) {
        if ((open >> s & 1) != 0 && owners[s][p] == face) {
          open &= ~(1 << s);
          x += sampleX(s);
          y += sampleY(s);
          count++;
        }
      }
      if (face >= 0) {
        expose(face, i + x / count, j + y / count, (float) count / SAMPLES);
      }
    }
  }

  private void expose(int index, double x, double y, float share) {
    Patch p = shot.patch(index);
    double depth = 1 / p.w(x, y);
    double u = (p.ua * x + p.ub * y + p.uc) * depth;
    double v = (p.va * x + p.vb * y + p.vc) * depth;
    double pu = (Math.abs(p.ua - u * p.wa) + Math.abs(p.ub - u * p.wb)) * depth;
    double pv = (Math.abs(p.va - v * p.wa) + Math.abs(p.vb - v * p.wb)) * depth;
    p.face.look().skin().at(u, v, pu, pv, skin);
    if (p.face.look().light() == Face.Light.DISTANT) {
      for (int c = 0; c < 3; c++) {
        pixel[c] += share * skin[c];
      }
      return;
    }
    float[] falls = light(index, p, u, v, pu + pv);
    float glow = skin[Skin.GLOW];
    double far = depth * style.haze();
    float clear = (float) (1 / (1 + far * far * (1 + 0.3 * far)));
    Rgb haze = style.horizon();
    for (int c = 0; c < 3; c++) {
      float lit = skin[c] * (falls[c] + (1 - falls[c]) * glow);
      float air = c == 0 ? haze.r() : c == 1 ? haze.g() : haze.b();
      pixel[c] += share * (lit * clear + air * (1 - clear));
    }
  }

  private float[] light(int index, Patch p, double u, double v, double size) {
    if (p.face.look().light() == Face.Light.GROUND) {
      lighting.onGround(u, v, size, light);
      return light;
    }
    if (lights[index] == null) {
      lights[index] = new float[3];
      if (p.face.look().light() == Face.Light.SOFT) {
        lighting.onRound(lights[index]);
      } else {
        lighting.onWall(p, shot.camera(), lights[index]);
      }
    }
    return lights[index];
  }
}
