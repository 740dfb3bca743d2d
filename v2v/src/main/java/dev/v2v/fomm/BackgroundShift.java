package dev.v2v.fomm;

import static dev.v2v.engine.op.conv.Pool2d.averagePool2d;
import static dev.v2v.engine.op.elementwise.Binary.add;
import static dev.v2v.engine.op.elementwise.Binary.div;
import static dev.v2v.engine.op.elementwise.Binary.max;
import static dev.v2v.engine.op.elementwise.Binary.mul;
import static dev.v2v.engine.op.elementwise.Binary.sub;
import static dev.v2v.engine.op.elementwise.Cast.cast;
import static dev.v2v.engine.op.elementwise.Unary.abs;
import static dev.v2v.engine.op.elementwise.Unary.affine;
import static dev.v2v.engine.op.elementwise.Unary.clamp;
import static dev.v2v.engine.op.elementwise.Unary.exp;
import static dev.v2v.engine.op.elementwise.Unary.neg;
import static dev.v2v.engine.op.elementwise.Unary.square;
import static dev.v2v.engine.op.reduce.ArgMax.argmax;
import static dev.v2v.engine.op.reduce.Reduce.sum;
import static dev.v2v.engine.op.shape.Concat.concat;
import static dev.v2v.engine.op.shape.OneHot.oneHot;
import static dev.v2v.engine.op.shape.Reshape.reshape;
import static dev.v2v.engine.op.shape.Slice.slice;
import static dev.v2v.engine.op.warp.CoordinateGrid.coordinateGrid;

import dev.v2v.engine.CoreKernels;
import dev.v2v.engine.DType;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.elementwise.Compare;
import dev.v2v.engine.op.shape.Pad2d;
import dev.v2v.engine.op.warp.GridSample;
import dev.v2v.engine.op.warp.Interpolation;
import dev.v2v.engine.op.warp.PaddingMode;
import dev.v2v.engine.op.warp.SparseMotion;

/**
 * Where the background of a scene was, found by comparing two frames of it: the shift, within a
 * sixth of the picture across and a sixteenth up or down, under which most of the texture near the
 * left, right and upper edge agrees. Key points cannot say this, for nothing about one backdrop
 * tells where it is without a second picture of it. The search is coarse to fine, has no weights
 * and no gradient, and its score counts agreeing pixels, so that what moves on its own is outvoted
 * instead of averaged in. (Siarohin et al., Motion Representations for Articulated Animation, 2021,
 * train a network for this.)
 *
 * <p>Between different scenes there is nothing to be found: animation leaves the source's
 * background where it is.
 */
final class BackgroundShift {
  /** Cells a side at which the search begins; it ends at twice as many. */
  private static final int COARSE = 32;

  /** Cameras pan further than they tilt. */
  private static final int PAN = 6;

  private static final int TILT = 2;

  /** Deviation of colours, over all channels, that still counts as agreement. */
  private static final double TOLERANCE = 0.08;

  /** The same while shifts are a whole cell apart. */
  private static final double FIRST_TOLERANCE = 0.12;

  /** Edges stronger than this weigh no more; a flat place agrees with any shift and says little. */
  private static final double TEXTURE = 0.5;

  private static final double FLAT = 0.002;
  private static final double INSIDE = 0.75;
  private static final double CENTRE = 0.02;

  /** Share of agreement that a pan by half the picture must win over standing still. */
  private static final double STILLNESS = 1;

  private BackgroundShift() {}

  /**
   * Where the middle of the driver's background is in the source, {@code (N, 2)} in normalised
   * coordinates.
   *
   * @param source {@code (N, H, W, C)} float32 in [0, 1]
   * @param driving the same scenes at another time
   */
  static Tensor between(Tensor source, Tensor driving) {
    int factor = Math.max(1, Math.min(source.dim(1), source.dim(2)) / COARSE);
    try (Tape.Pause still = Tape.pause()) {
      Level coarse = new Level(source, driving, factor);
      Tensor shift = CoreKernels.full(source.backend(), Shape.of(1, 1, 2), DType.FLOAT32, 0);
      shift = coarse.best(shift, PAN, TILT, 1, FIRST_TOLERANCE);
      shift = coarse.best(shift, 1, 1, 2, TOLERANCE);
      Level fine = new Level(source, driving, Math.max(1, factor / 2));
      return fine.best(shift, 2, 2, 4, TOLERANCE).detach();
    }
  }

  /** Both frames at one resolution; shifts are in normalised coordinates of the full pictures. */
  private static final class Level {
    private final Tensor source;
    private final Tensor driving;
    private final Tensor weight;
    private final int h;
    private final int w;
    private final double cellX;
    private final double cellY;

    Level(Tensor fullSource, Tensor fullDriving, int factor) {
      source = averagePool2d(fullSource, factor, factor);
      driving = averagePool2d(fullDriving, factor, factor);
      h = source.dim(1);
      w = source.dim(2);
      cellX = 2.0 * factor / (fullSource.dim(2) - 1);
      cellY = 2.0 * factor / (fullSource.dim(1) - 1);
      weight = mul(texture(), border());
    }

    /** Strength of the driver's edges, {@code (N, h, w, 1)}. */
    private Tensor texture() {
      Tensor wide = Pad2d.pad2d(driving, new Pad2d.Params(Pad2d.Mode.REPLICATE, 0, 1, 0, 1, 0));
      Tensor right = sub(slice(slice(wide, 1, 0, h), 2, 1, w + 1), driving);
      Tensor below = sub(slice(slice(wide, 1, 1, h + 1), 2, 0, w), driving);
      Tensor edges = sum(add(abs(right), abs(below)), true, -1);
      return affine(clamp(edges, 0, TEXTURE), 1, FLAT);
    }

    /** Hardly anything but what is near the left, right and upper edge, {@code (h, w, 1)}. */
    private Tensor border() {
      Tensor grid = coordinateGrid(source.backend(), h, w);
      Tensor outward = max(abs(slice(grid, -1, 0, 1)), neg(slice(grid, -1, 1, 2)));
      Tensor near = Compare.compare(Compare.Relation.GT, outward, INSIDE);
      return affine(cast(near, DType.FLOAT32), 1, CENTRE);
    }

    /**
     * The best of {@code (2 pan + 1) (2 tilt + 1)} shifts around {@code start}, {@code (N, 1, 2)}
     * or one for all, and of none; they are a cell over {@code parts} apart.
     */
    Tensor best(Tensor start, int pan, int tilt, int parts, double tolerance) {
      Tensor candidates = add(start, offsets(pan, tilt, parts)); // (N or 1, M, 2)
      int n = source.dim(0);
      int m = candidates.dim(1);
      if (candidates.dim(0) != n) {
        candidates = add(candidates, zeros(n, 1, 2));
      }
      Tensor shifts = concat(1, zeros(n, 1, 2), candidates);
      Tensor score = sub(agreement(candidates, m, tolerance), doubt(shifts));
      Tensor choice = oneHot(argmax(score, 1, false), m + 1, DType.FLOAT32); // (N, M + 1)
      return sum(mul(reshape(choice, n, m + 1, 1), shifts), true, 1);
    }

    /** What a shift must win by over standing still, {@code (N, M + 1)}. */
    private static Tensor doubt(Tensor shifts) {
      Tensor squares = square(shifts);
      Tensor pan = affine(slice(squares, -1, 0, 1), STILLNESS, 0);
      Tensor tilt = affine(slice(squares, -1, 1, 2), STILLNESS * PAN / TILT, 0);
      return sum(add(pan, tilt), false, -1);
    }

    private Tensor zeros(int... dims) {
      return CoreKernels.full(source.backend(), Shape.of(dims), DType.FLOAT32, 0);
    }

    private Tensor offsets(int pan, int tilt, int parts) {
      int m = (2 * pan + 1) * (2 * tilt + 1);
      Tensor grid = coordinateGrid(source.backend(), 2 * tilt + 1, 2 * pan + 1);
      Tensor all = reshape(grid, 1, m, 2);
      return concat(
          -1,
          affine(slice(all, -1, 0, 1), cellX * pan / parts, 0),
          affine(slice(all, -1, 1, 2), cellY * tilt / parts, 0));
    }

    /**
     * Weighted share of pixels that agree when nothing or so much has moved, {@code (N, M + 1)}.
     */
    private Tensor agreement(Tensor candidates, int m, double tolerance) {
      int n = source.dim(0);
      Tensor motions =
          SparseMotion.sparseMotion(inCellsOf(candidates), null, zeros(n, m, 2), null, h, w);
      Tensor grids = reshape(motions, n * (m + 1), h, w, 2);
      Tensor ones = CoreKernels.full(source.backend(), Shape.of(n, h, w, 1), DType.FLOAT32, 1);
      Tensor moved = reshape(sample(source, grids), n, m + 1, h, w, source.dim(3));
      Tensor seen = reshape(sample(ones, grids), n, m + 1, h, w, 1);
      Tensor difference = sub(moved, reshape(driving, n, 1, h, w, source.dim(3)));
      Tensor distance = sum(square(difference), true, -1);
      Tensor agree = exp(affine(distance, -1 / (2 * tolerance * tolerance), 0));
      Tensor counted = mul(seen, reshape(weight, n, 1, h, w, 1)); // (N, M + 1, h, w, 1)
      return div(
          sum(mul(agree, counted), false, 2, 3, 4), affine(sum(counted, false, 2, 3, 4), 1, 1e-9));
    }

    /** From coordinates of the full picture to those of this level, whose border is further in. */
    private Tensor inCellsOf(Tensor shifts) {
      return concat(
          -1,
          affine(slice(shifts, -1, 0, 1), 2 / (cellX * (w - 1)), 0),
          affine(slice(shifts, -1, 1, 2), 2 / (cellY * (h - 1)), 0));
    }

    private static Tensor sample(Tensor x, Tensor grids) {
      return GridSample.gridSample(x, grids, Interpolation.BILINEAR, PaddingMode.ZEROS, true);
    }
  }
}
