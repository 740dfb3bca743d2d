package dev.v2v.data.street;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * All faces of a street as one camera sees them at one moment. Immutable after construction;
 * thread-safe.
 *
 * <p>IMPLEMENTATION NOTES: what is seen at a point is found by comparing reciprocal depths, which
 * are linear in the picture. Whole pictures go face by face, nearest first, so that most of what is
 * hidden fails that comparison before its outline is asked. Single points, which motion asks for in
 * the other frame, look only at the faces that touch their tile.
 */
final class Shot {
  /** No face is that close to another without being part of the same object. */
  private static final double SAME_DEPTH = 1 + 1e-5;

  private static final int TILE = 16;

  private final Camera camera;
  private final Patch[] patches;
  private final int[] nearestFirst;
  private final int[][] tiles;
  private final int tileColumns;

  Shot(List<Face> faces, Camera camera, double t) {
    this.camera = camera;
    patches = new Patch[faces.size()];
    List<Integer> seen = new ArrayList<>();
    for (int i = 0; i < patches.length; i++) {
      patches[i] = new Patch(faces.get(i), camera, t);
      if (patches[i].isSeen()) {
        seen.add(i);
      }
    }
    seen.sort(Comparator.comparingDouble((Integer i) -> -patches[i].nearest));
    nearestFirst = seen.stream().mapToInt(i -> i).toArray();
    tileColumns = (camera.width() + TILE - 1) / TILE;
    tiles = new int[tileColumns * ((camera.height() + TILE - 1) / TILE)][];
    fillTiles();
  }

  private void fillTiles() {
    int[] count = new int[tiles.length];
    Arrays.setAll(tiles, i -> new int[8]);
    for (int i : nearestFirst) {
      Patch p = patches[i];
      for (int ty = p.y0 / TILE; ty <= (p.y1 - 1) / TILE; ty++) {
        for (int tx = p.x0 / TILE; tx <= (p.x1 - 1) / TILE; tx++) {
          int tile = ty * tileColumns + tx;
          if (count[tile] == tiles[tile].length) {
            tiles[tile] = Arrays.copyOf(tiles[tile], 2 * count[tile]);
          }
          tiles[tile][count[tile]++] = i;
        }
      }
    }
    Arrays.setAll(tiles, i -> Arrays.copyOf(tiles[i], count[i]));
  }

  Camera camera() {
    return camera;
  }

  Patch patch(int face) {
    return patches[face];
  }

  /**
   * The face that each pixel shows.
   *
   * @param dx where in the pixel to look, in [0, 1]
   * @param owners receives {@code (H, W)} indices of faces, -1 where there is none
   * @param near working memory, {@code (H, W)}: receives the reciprocal of the depth
   */
  void look(double dx, double dy, int[] owners, double[] near) {
    Arrays.fill(owners, -1);
    Arrays.fill(near, 0);
    for (int i : nearestFirst) {
      Patch p = patches[i];
      Face face = p.face;
      for (int j = p.y0; j < p.y1; j++) {
        double y = j + dy;
        double u0 = p.ub * y + p.uc;
        double v0 = p.vb * y + p.vc;
        double w0 = p.wb * y + p.wc;
        int at = j * camera.width() + p.x0;
        for (int k = p.x0; k < p.x1; k++, at++) {
          double x = k + dx;
          double w = p.wa * x + w0;
          if (w > near[at]) {
            double depth = 1 / w;
            if (face.covers((p.ua * x + u0) * depth, (p.va * x + v0) * depth)) {
              near[at] = w;
              owners[at] = i;
            }
          }
        }
      }
    }
  }

  /** Whether something hides face {@code i} at a point of the picture. */
  boolean hides(int i, double x, double y) {
    double w = patches[i].w(x, y) * SAME_DEPTH;
    for (int other : tiles[(int) y / TILE * tileColumns + (int) x / TILE]) {
      if (other != i && patches[other].w(x, y) > w && patches[other].covers(x, y)) {
        return true;
      }
    }
    return false;
  }

  boolean contains(double x, double y) {
    return x >= 0 && y >= 0 && x < camera.width() && y < camera.height();
  }
}
