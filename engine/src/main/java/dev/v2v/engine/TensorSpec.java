package dev.v2v.engine;

/** Shape and element type of a tensor that may not exist yet. */
public record TensorSpec(Shape shape, DType dtype) {
  @Override
  public String toString() {
    return dtype + shape.toString();
  }
}
