package dev.v2v.engine.backend.cpu.dnnl;

import static org.bytedeco.dnnl.global.dnnl.dnnl_abdec;
import static org.bytedeco.dnnl.global.dnnl.dnnl_acdeb;
import static org.bytedeco.dnnl.global.dnnl.dnnl_bf16;
import static org.bytedeco.dnnl.global.dnnl.dnnl_f16;
import static org.bytedeco.dnnl.global.dnnl.dnnl_f32;
import static org.bytedeco.dnnl.global.dnnl.dnnl_format_tag_any;
import static org.bytedeco.dnnl.global.dnnl.dnnl_ihwo;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_create_with_strides;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_create_with_tag;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_nhwc;
import static org.bytedeco.dnnl.global.dnnl.dnnl_ohwi;
import static org.bytedeco.dnnl.global.dnnl.dnnl_x;

import dev.v2v.engine.DType;
import dev.v2v.engine.DTypeException;
import dev.v2v.engine.Shape;
import org.bytedeco.dnnl.dnnl_memory_desc;

/** A memory descriptor of oneDNN: logical extents in its own order, element type, layout. */
final class Layout implements AutoCloseable {
  final dnnl_memory_desc desc = new dnnl_memory_desc();

  private Layout(long[] dims, DType dtype, int tag) {
    Status.check(
        dnnl_memory_desc_create_with_tag(desc, dims.length, dims, type(dtype), tag),
        "memory descriptor");
  }

  private Layout(long[] dims, DType dtype, long[] strides) {
    Status.check(
        dnnl_memory_desc_create_with_strides(desc, dims.length, dims, type(dtype), strides),
        "memory descriptor");
  }

  /** Any dense or transposed tensor; strides in elements. */
  static Layout strided(long[] dims, long[] strides, DType dtype) {
    return new Layout(dims, dtype, strides);
  }

  /** Extents alone: the primitive chooses the layout. */
  static Layout any(long[] dims, DType dtype) {
    return new Layout(dims, dtype, dnnl_format_tag_any);
  }

  /** A feature map {@code (N, H, W, C)}. */
  static Layout image(Shape s, DType dtype) {
    return new Layout(new long[] {s.dim(0), s.dim(3), s.dim(1), s.dim(2)}, dtype, dnnl_nhwc);
  }

  /** A vector. */
  static Layout vector(int size, DType dtype) {
    return new Layout(new long[] {size}, dtype, dnnl_x);
  }

  /** Convolution weights {@code (Co, Kh, Kw, Ci / groups)} as the engine stores them. */
  static Layout convWeight(Shape w, int groups, DType dtype) {
    return new Layout(convDims(w, groups), dtype, groups == 1 ? dnnl_ohwi : dnnl_abdec);
  }

  /** Convolution weights in the layout that the primitive likes best. */
  static Layout anyConvWeight(Shape w, int groups, DType dtype) {
    return new Layout(convDims(w, groups), dtype, dnnl_format_tag_any);
  }

  private static long[] convDims(Shape w, int groups) {
    long[] plain = {w.dim(0), w.dim(3), w.dim(1), w.dim(2)};
    return groups == 1
        ? plain
        : new long[] {groups, plain[0] / groups, plain[1], plain[2], plain[3]};
  }

  /** Transposed-convolution weights {@code (Ci, Kh, Kw, Co / groups)} as the engine stores them. */
  static Layout deconvWeight(Shape w, int groups, DType dtype) {
    return new Layout(deconvDims(w, groups), dtype, groups == 1 ? dnnl_ihwo : dnnl_acdeb);
  }

  /** Transposed-convolution weights in the layout that the primitive likes best. */
  static Layout anyDeconvWeight(Shape w, int groups, DType dtype) {
    return new Layout(deconvDims(w, groups), dtype, dnnl_format_tag_any);
  }

  private static long[] deconvDims(Shape w, int groups) {
    long[] plain = {w.dim(3), w.dim(0), w.dim(1), w.dim(2)};
    return groups == 1
        ? plain
        : new long[] {groups, plain[0], plain[1] / groups, plain[2], plain[3]};
  }

  static int type(DType dtype) {
    return switch (dtype) {
      case FLOAT32 -> dnnl_f32;
      case BFLOAT16 -> dnnl_bf16;
      case FLOAT16 -> dnnl_f16;
      default -> throw new DTypeException("oneDNN: needs float32 or a 16-bit float, got " + dtype);
    };
  }

  @Override
  public void close() {
    dnnl_memory_desc_destroy(desc);
  }
}
