package dev.v2v.engine.backend.cpu.dnnl;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_1;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.dnnl_convolution_backward_data_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_convolution_backward_weights_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_convolution_direct;
import static org.bytedeco.dnnl.global.dnnl.dnnl_deconvolution_direct;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_inference;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_training;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_desc_destroy;

import java.util.stream.IntStream;
import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.global.dnnl;

/**
 * Compiles a {@link ConvKey}. A transposed convolution has a forward only: its adjoints are plain
 * convolutions.
 */
final class ConvCompiler implements AutoCloseable {
  private static final int RESIDUAL = DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE | DNNL_ARG_SRC_1;
  private static final int ABSENT = 0;

  private final Dnnl library;
  private final ConvKey key;
  private final Layout x;
  private final Layout y;
  private final Layout plainWeight;
  private final Layout anyWeight;
  private final Layout bias;
  private final Attributes attributes = new Attributes();

  private ConvCompiler(Dnnl dnnl, ConvKey key) {
    library = dnnl;
    this.key = key;
    x = Layout.image(key.x(), key.dtype());
    y = Layout.image(key.y(), key.dtype());
    plainWeight = key.weightLayout();
    anyWeight = key.anyWeightLayout();
    bias = key.bias() == null ? null : Layout.vector(key.y().dim(3), key.bias());
  }

  static WeightedPlan compile(Dnnl dnnl, ConvKey key) {
    try (ConvCompiler compiler = new ConvCompiler(dnnl, key)) {
      return switch (key.pass()) {
        case FORWARD -> compiler.forward();
        case BACKWARD_DATA -> compiler.backwardData();
        case BACKWARD_WEIGHT -> compiler.backwardWeight();
      };
    }
  }

  private interface ForwardDesc {
    int create(
        dnnl_primitive_desc desc,
        dnnl_engine engine,
        int prop,
        int algorithm,
        dnnl_memory_desc x,
        dnnl_memory_desc w,
        dnnl_memory_desc bias,
        dnnl_memory_desc y,
        long[] strides,
        long[] dilations,
        long[] padBefore,
        long[] padAfter,
        dnnl_primitive_attr attr);
  }

  private WeightedPlan forward() {
    if (key.residual()) {
      attributes.add(y);
    }
    attributes.activate(key.activation());
    return plan(
        forwardDesc(dnnl_forward_inference),
        DNNL_ARG_WEIGHTS,
        DNNL_ARG_SRC,
        DNNL_ARG_WEIGHTS,
        bias == null ? ABSENT : DNNL_ARG_BIAS,
        key.residual() ? RESIDUAL : ABSENT,
        DNNL_ARG_DST);
  }

  private WeightedPlan backwardData() {
    dnnl_primitive_desc hint = forwardDesc(dnnl_forward_training);
    dnnl_primitive_desc desc = new dnnl_primitive_desc();
    int status =
        dnnl_convolution_backward_data_primitive_desc_create(
            desc,
            library.engine,
            dnnl_convolution_direct,
            x.desc,
            anyWeight.desc,
            y.desc,
            key.strides(),
            key.dilations(),
            key.padBefore(),
            key.padAfter(),
            hint,
            attributes.attr);
    dnnl_primitive_desc_destroy(hint);
    Status.check(status, key);
    return plan(desc, DNNL_ARG_WEIGHTS, DNNL_ARG_DIFF_DST, DNNL_ARG_WEIGHTS, DNNL_ARG_DIFF_SRC);
  }

  private WeightedPlan backwardWeight() {
    dnnl_primitive_desc hint = forwardDesc(dnnl_forward_training);
    dnnl_primitive_desc desc = new dnnl_primitive_desc();
    int status =
        dnnl_convolution_backward_weights_primitive_desc_create(
            desc,
            library.engine,
            dnnl_convolution_direct,
            x.desc,
            anyWeight.desc,
            biasDesc(),
            y.desc,
            key.strides(),
            key.dilations(),
            key.padBefore(),
            key.padAfter(),
            hint,
            attributes.attr);
    dnnl_primitive_desc_destroy(hint);
    Status.check(status, key);
    return plan(
        desc,
        DNNL_ARG_DIFF_WEIGHTS,
        DNNL_ARG_SRC,
        DNNL_ARG_DIFF_DST,
        DNNL_ARG_DIFF_WEIGHTS,
        bias == null ? ABSENT : DNNL_ARG_DIFF_BIAS);
  }

  private dnnl_primitive_desc forwardDesc(int prop) {
    ForwardDesc create =
        key.transposed()
            ? dnnl::dnnl_deconvolution_forward_primitive_desc_create
            : dnnl::dnnl_convolution_forward_primitive_desc_create;
    dnnl_primitive_desc desc = new dnnl_primitive_desc();
    Status.check(
        create.create(
            desc,
            library.engine,
            prop,
            key.transposed() ? dnnl_deconvolution_direct : dnnl_convolution_direct,
            x.desc,
            anyWeight.desc,
            biasDesc(),
            y.desc,
            key.strides(),
            key.dilations(),
            key.padBefore(),
            key.padAfter(),
            attributes.attr),
        key);
    return desc;
  }

  private dnnl_memory_desc biasDesc() {
    return bias == null ? null : bias.desc;
  }

  private WeightedPlan plan(dnnl_primitive_desc desc, int weight, int... arguments) {
    int[] present = IntStream.of(arguments).filter(a -> a != ABSENT).toArray();
    Primitive primitive = new Primitive(library, key.toString(), desc, present);
    return WeightedPlan.of(library, primitive, weight, plainWeight);
  }

  @Override
  public void close() {
    x.close();
    y.close();
    plainWeight.close();
    anyWeight.close();
    if (bias != null) {
      bias.close();
    }
    attributes.close();
  }
}
