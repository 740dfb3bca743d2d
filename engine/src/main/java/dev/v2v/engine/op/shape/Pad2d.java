package dev.v2v.engine.op.shape;

import dev.v2v.engine.Kernel;
import dev.v2v.engine.Op;
import dev.v2v.engine.OpContext;
import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.TensorSpec;

/**
 * Adds rows and columns around images.
 *
 * <p><b>Shapes</b> {@code (N, H, W, C) -> (N, top + H + bottom, left + W + right, C)}. <b>Maths</b>
 * y[i] = x[source(i)], with {@link Mode#source}. <b>Gradient</b> the cotangent added up at the
 * sources. <b>Edges</b> a reflection must be narrower than the image, whose edge is not repeated;
 * an empty image can only be padded with a constant. <b>Determinism</b> exact. <b>Reference</b>
 * torch.nn.functional.pad.
 */
public final class Pad2d implements Op<Pad2d.Params> {
  /** Input x, output y. */
  public static final Kernel.Key<Params> KEY = Kernel.key("pad2d");

  /** Input gradOut; output gradX, written everywhere. */
  public static final Kernel.Key<Params> BACKWARD = Kernel.key("pad2d_backward");

  private static final Pad2d OP = new Pad2d();

  /** Where the new cells come from. */
  public enum Mode {
    CONSTANT,
    REFLECT,
    REPLICATE;

    /** Index in {@code [0, size)} for {@code i} outside of it; -1 is the constant. */
    public int source(int i, int size) {
      if (i >= 0 && i < size) {
        return i;
      }
      return switch (this) {
        case CONSTANT -> -1;
        case REFLECT -> i < 0 ? -i : 2 * (size - 1) - i;
        case REPLICATE -> i < 0 ? 0 : size - 1;
      };
    }
  }

  /** Numbers of new rows and columns; {@code value} is for the constant mode. */
  public record Params(Mode mode, int top, int bottom, int left, int right, double value) {
    /** Equally many on all sides. */
    public static Params all(Mode mode, int pad) {
      return new Params(mode, pad, pad, pad, pad, 0);
    }
  }

  private Pad2d() {}

  /** {@code x} with a border. */
  public static Tensor pad2d(Tensor x, Params params) {
    return OP.apply1(params, x);
  }

  /** {@code x} with {@code pad} reflected rows and columns on each side. */
  public static Tensor reflectPad2d(Tensor x, int pad) {
    return pad2d(x, Params.all(Mode.REFLECT, pad));
  }

  @Override
  public Kernel.Key<Params> key() {
    return KEY;
  }

  @Override
  public TensorSpec[] infer(Params p, TensorSpec... in) {
    Shape x = in[0].shape();
    if (x.rank() != 4) {
      throw new ShapeException("pad2d: needs (N, H, W, C), got " + x);
    }
    if (Math.min(Math.min(p.top(), p.bottom()), Math.min(p.left(), p.right())) < 0) {
      throw new IllegalArgumentException("pad2d: padding must not be negative, got " + p);
    }
    int vertical = Math.max(p.top(), p.bottom());
    int horizontal = Math.max(p.left(), p.right());
    if (p.mode() == Mode.REFLECT && (vertical >= x.dim(1) || horizontal >= x.dim(2))) {
      throw new ShapeException(
          "pad2d: a reflection must be narrower than the image, got " + p + " for " + x);
    }
    if (p.mode() == Mode.REPLICATE && (x.dim(1) == 0 || x.dim(2) == 0)) {
      throw new ShapeException("pad2d: an empty image has no edge to replicate, got " + x);
    }
    Shape out = x.with(1, p.top() + x.dim(1) + p.bottom()).with(2, p.left() + x.dim(2) + p.right());
    return new TensorSpec[] {new TensorSpec(out, in[0].dtype())};
  }

  @Override
  public Tensor[] backward(OpContext<Params> ctx, Tensor... gradOut) {
    Tensor gradX = ctx.allocateGrad(0);
    ctx.launch(BACKWARD, gradOut, new Tensor[] {gradX});
    return new Tensor[] {gradX};
  }
}
