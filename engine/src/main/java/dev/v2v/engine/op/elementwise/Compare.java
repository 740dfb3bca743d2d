package dev.v2v.engine.op.elementwise;

import dev.v2v.engine.DType;
import dev.v2v.engine.DTypeException;
import dev.v2v.engine.Kernel;
import dev.v2v.engine.Op;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.TensorSpec;

/**
 * Comparisons of two tensors, or of a tensor with a number.
 *
 * <p><b>Shapes</b> {@code (...), (...) -> broadcast}, BOOL. <b>Maths</b> 1 where the relation
 * holds, else 0. <b>Gradient</b> none. <b>Edges</b> NaN is unequal to everything; integers are
 * compared exactly, and with a number through float64. <b>Determinism</b> exact. <b>Reference</b>
 * IEEE 754.
 */
public final class Compare implements Op<Compare.Params> {
  /** Inputs a, b; without b the scalar of the parameters is compared with. Output BOOL. */
  public static final Kernel.Key<Params> KEY = Kernel.key("compare");

  private static final Compare OP = new Compare();

  /** a relation b. */
  public enum Relation {
    LT,
    LE,
    GT,
    GE,
    EQ,
    NE;

    public boolean holds(double a, double b) {
      return switch (this) {
        case LT -> a < b;
        case LE -> a <= b;
        case GT -> a > b;
        case GE -> a >= b;
        case EQ -> a == b;
        case NE -> a != b;
      };
    }

    public boolean holds(long a, long b) {
      return switch (this) {
        case LT -> a < b;
        case LE -> a <= b;
        case GT -> a > b;
        case GE -> a >= b;
        case EQ -> a == b;
        case NE -> a != b;
      };
    }
  }

  /** The relation, and the right side where that is no tensor. */
  public record Params(Relation relation, double scalar) {}

  private Compare() {}

  /** {@code a relation b}, with broadcasting. */
  public static Tensor compare(Relation relation, Tensor a, Tensor b) {
    return OP.apply1(new Params(relation, 0), a, b);
  }

  /** {@code a relation b}. */
  public static Tensor compare(Relation relation, Tensor a, double b) {
    return OP.apply1(new Params(relation, b), a, null);
  }

  public static Tensor lt(Tensor a, Tensor b) {
    return compare(Relation.LT, a, b);
  }

  public static Tensor le(Tensor a, Tensor b) {
    return compare(Relation.LE, a, b);
  }

  public static Tensor gt(Tensor a, Tensor b) {
    return compare(Relation.GT, a, b);
  }

  public static Tensor ge(Tensor a, Tensor b) {
    return compare(Relation.GE, a, b);
  }

  public static Tensor eq(Tensor a, Tensor b) {
    return compare(Relation.EQ, a, b);
  }

  public static Tensor ne(Tensor a, Tensor b) {
    return compare(Relation.NE, a, b);
  }

  @Override
  public Kernel.Key<Params> key() {
    return KEY;
  }

  @Override
  public boolean differentiable() {
    return false;
  }

  @Override
  public TensorSpec[] infer(Params p, TensorSpec... in) {
    Shape shape = in[0].shape();
    if (in[1] != null) {
      if (in[0].dtype() != in[1].dtype()) {
        throw new DTypeException(
            p.relation() + ": needs two equal types, got " + in[0] + " and " + in[1]);
      }
      shape = Shape.broadcast(shape, in[1].shape());
    }
    return new TensorSpec[] {new TensorSpec(shape, DType.BOOL)};
  }
}
