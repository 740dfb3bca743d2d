package dev.v2v.engine.backend.cpu.loops;

/**
 * What {@link TvL1Loops} iterates on, taken apart into planes, each an array of rows; the rows of
 * all images follow one another. One for each thread that starts descents, kept at its largest
 * size.
 */
final class FlowPlanes {
  private static final ThreadLocal<FlowPlanes> OF_THREAD =
      ThreadLocal.withInitial(() -> new FlowPlanes(0, 0));

  private final int rows;
  private final int width;

  final float[][] u;
  final float[][] v;
  final float[][] leadU;
  final float[][] leadV;
  final float[][] p11;
  final float[][] p12;
  final float[][] p21;
  final float[][] p22;
  final float[][] ax;
  final float[][] ay;
  final float[][] rho;
  final float[][] weight;

  /** {@code 1 / |a|^2}. */
  final float[][] inverse;

  private FlowPlanes(int rows, int width) {
    this.rows = rows;
    this.width = width;
    u = new float[rows][width];
    v = new float[rows][width];
    leadU = new float[rows][width];
    leadV = new float[rows][width];
    p11 = new float[rows][width];
    p12 = new float[rows][width];
    p21 = new float[rows][width];
    p22 = new float[rows][width];
    ax = new float[rows][width];
    ay = new float[rows][width];
    rho = new float[rows][width];
    weight = new float[rows][width];
    inverse = new float[rows][width];
  }

  /** Planes with room for so many rows; content undefined. */
  static FlowPlanes ofThread(int rows, int width) {
    FlowPlanes planes = OF_THREAD.get();
    if (planes.rows < rows || planes.width < width) {
      planes = new FlowPlanes(Math.max(rows, planes.rows), Math.max(width, planes.width));
      OF_THREAD.set(planes);
    }
    return planes;
  }

  void load(Rows flow, Rows dual, Rows data, int from, int to, int w) {
    float[] pixels = Scratch.ofThread().floats(0, 4 * w);
    for (int y = from; y < to; y++) {
      flow.get(2L * y * w, pixels, 2 * w);
      apart(pixels, 2, w, u[y], v[y]);
      System.arraycopy(u[y], 0, leadU[y], 0, w);
      System.arraycopy(v[y], 0, leadV[y], 0, w);
      dual.get(4L * y * w, pixels, 4 * w);
      apart(pixels, 4, w, p11[y], p12[y], p21[y], p22[y]);
      data.get(4L * y * w, pixels, 4 * w);
      apart(pixels, 4, w, ax[y], ay[y], rho[y], weight[y]);
      for (int i = 0; i < w; i++) {
        inverse[y][i] = TvL1Loops.inverse(ax[y][i], ay[y][i]);
      }
    }
  }

  void store(Rows flow, Rows dual, int from, int to, int w) {
    float[] pixels = Scratch.ofThread().floats(0, 4 * w);
    for (int y = from; y < to; y++) {
      together(pixels, 2, w, u[y], v[y]);
      flow.put(2L * y * w, pixels, 2 * w);
      together(pixels, 4, w, p11[y], p12[y], p21[y], p22[y]);
      dual.put(4L * y * w, pixels, 4 * w);
    }
  }

  private static void apart(float[] pixels, int channels, int w, float[]... rows) {
    for (int c = 0; c < channels; c++) {
      float[] row = rows[c];
      for (int i = 0; i < w; i++) {
        row[i] = pixels[channels * i + c];
      }
    }
  }

  private static void together(float[] pixels, int channels, int w, float[]... rows) {
    for (int c = 0; c < channels; c++) {
      float[] row = rows[c];
      for (int i = 0; i < w; i++) {
        pixels[channels * i + c] = row[i];
      }
    }
  }
}
