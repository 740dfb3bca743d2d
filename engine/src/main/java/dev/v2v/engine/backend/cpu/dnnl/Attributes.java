package dev.v2v.engine.backend.cpu.dnnl;

import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_add;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_logistic;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_relu;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_tanh;
import static org.bytedeco.dnnl.global.dnnl.dnnl_fpmath_mode_strict;
import static org.bytedeco.dnnl.global.dnnl.dnnl_post_ops_append_binary;
import static org.bytedeco.dnnl.global.dnnl.dnnl_post_ops_append_eltwise;
import static org.bytedeco.dnnl.global.dnnl.dnnl_post_ops_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_post_ops_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_attr_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_attr_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_attr_set_fpmath_mode;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_attr_set_post_ops;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_attr_set_scratchpad_mode;
import static org.bytedeco.dnnl.global.dnnl.dnnl_scratchpad_mode_user;

import dev.v2v.engine.op.conv.Activation;
import dev.v2v.engine.op.elementwise.Unary;
import org.bytedeco.dnnl.dnnl_post_ops;
import org.bytedeco.dnnl.dnnl_primitive_attr;

/**
 * Attributes of a primitive: strict float32 arithmetic whatever the environment says, scratch
 * memory from us, and what is fused behind the computation.
 */
final class Attributes implements AutoCloseable {
  final dnnl_primitive_attr attr = new dnnl_primitive_attr();
  private final dnnl_post_ops postOps = new dnnl_post_ops();

  Attributes() {
    Status.check(dnnl_primitive_attr_create(attr), "attributes");
    Status.check(dnnl_post_ops_create(postOps), "post-ops");
    Status.check(
        dnnl_primitive_attr_set_scratchpad_mode(attr, dnnl_scratchpad_mode_user), "scratchpad");
    Status.check(dnnl_primitive_attr_set_fpmath_mode(attr, dnnl_fpmath_mode_strict), "fpmath");
  }

  /** Adds a second input to the result. */
  Attributes add(Layout addend) {
    Status.check(dnnl_post_ops_append_binary(postOps, dnnl_binary_add, addend.desc), "binary");
    Status.check(dnnl_primitive_attr_set_post_ops(attr, postOps), "post-ops");
    return this;
  }

  /** Whether {@link #activate} can fuse {@code activation}. */
  static boolean fuses(Activation activation) {
    return activation.isNone()
        || switch (activation.unary().function()) {
          case RELU, LEAKY_RELU, SIGMOID, TANH -> true;
          default -> false;
        };
  }

  /** Applies an activation to the result. */
  Attributes activate(Activation activation) {
    if (activation.isNone()) {
      return this;
    }
    Unary.Params p = activation.unary();
    int algorithm =
        switch (p.function()) {
          case RELU, LEAKY_RELU -> dnnl_eltwise_relu;
          case SIGMOID -> dnnl_eltwise_logistic;
          case TANH -> dnnl_eltwise_tanh;
          default -> throw new IllegalArgumentException("cannot fuse " + p.function());
        };
    float slope = p.function() == Unary.Function.LEAKY_RELU ? (float) p.a() : 0;
    Status.check(dnnl_post_ops_append_eltwise(postOps, algorithm, slope, 0), "eltwise");
    Status.check(dnnl_primitive_attr_set_post_ops(attr, postOps), "post-ops");
    return this;
  }

  @Override
  public void close() {
    dnnl_post_ops_destroy(postOps);
    dnnl_primitive_attr_destroy(attr);
  }
}
