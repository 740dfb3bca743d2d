package dev.v2v.engine.backend.cpu.dnnl;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.dnnl_matmul_primitive_desc_create;

import dev.v2v.engine.DType;
import dev.v2v.engine.Kernel;
import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.linear.Linear;
import dev.v2v.engine.op.linear.Matmul;
import java.util.Set;
import org.bytedeco.dnnl.dnnl_primitive_desc;

/**
 * Products of matrices through oneDNN. Products too small to be worth a call, and those with an
 * empty sum, stay with the kernels registered before.
 */
final class MatmulKernels {
  private static final int SMALL = 512;
  private static final int MOST_DIMENSIONS = 12;

  private final Dnnl dnnl;
  private final Kernel<Matmul.Params> smallMatmul;
  private final Kernel<Void> smallLinear;

  private MatmulKernels(Dnnl dnnl, KernelRegistry registry) {
    this.dnnl = dnnl;
    smallMatmul = registry.find(Matmul.KEY, DType.FLOAT32);
    smallLinear = registry.find(Linear.KEY, DType.FLOAT32);
  }

  static void register(Dnnl dnnl, KernelRegistry registry, Set<DType> dtypes) {
    MatmulKernels kernels = new MatmulKernels(dnnl, registry);
    registry.add(Matmul.KEY, dtypes, kernels::matmul);
    registry.add(Linear.KEY, dtypes, kernels::linear);
  }

  private record MatmulKey(Shape a, Shape b, boolean transposeA, boolean transposeB, DType dtype) {}

  private void matmul(Stream s, Matmul.Params p, Tensor[] in, Tensor[] out) {
    Shape y = out[0].shape();
    int depth = in[0].dim(p.transposeA() ? -2 : -1);
    boolean small = (long) y.dim(-2) * y.dim(-1) * depth <= SMALL;
    if (small || y.elements() == 0 || y.rank() > MOST_DIMENSIONS) {
      smallMatmul.launch(s, p, in, out);
      return;
    }
    MatmulKey key =
        new MatmulKey(in[0].shape(), in[1].shape(), p.transposeA(), p.transposeB(), in[0].dtype());
    synchronized (dnnl) {
      dnnl.plan(key, () -> compile(key, y)).run(in[0], in[1], out[0]);
    }
  }

  private Primitive compile(MatmulKey key, Shape y) {
    try (Layout a = matrix(key.a(), y.rank(), key.transposeA(), key.dtype());
        Layout b = matrix(key.b(), y.rank(), key.transposeB(), key.dtype());
        Layout c = matrix(y, y.rank(), false, key.dtype());
        Attributes attributes = new Attributes()) {
      dnnl_primitive_desc desc = new dnnl_primitive_desc();
      Status.check(
          dnnl_matmul_primitive_desc_create(
              desc, dnnl.engine, a.desc, b.desc, null, c.desc, attributes.attr),
          key);
      return new Primitive(
          dnnl, key.toString(), desc, DNNL_ARG_SRC, DNNL_ARG_WEIGHTS, DNNL_ARG_DST);
    }
  }

  /** A batch of matrices, with leading extents of 1 up to {@code rank}. */
  private static Layout matrix(Shape shape, int rank, boolean transposed, DType dtype) {
    long[] dims = new long[rank];
    long[] strides = new long[rank];
    java.util.Arrays.fill(dims, 1);
    java.util.Arrays.fill(strides, Math.max(1, shape.elements()));
    long[] dense = shape.strides();
    int shift = rank - shape.rank();
    for (int i = 0; i < shape.rank(); i++) {
      dims[shift + i] = shape.dim(i);
      strides[shift + i] = dense[i];
    }
    if (transposed) {
      swapLast(dims);
      swapLast(strides);
    }
    return Layout.strided(dims, strides, dtype);
  }

  private static void swapLast(long[] values) {
    long last = values[values.length - 1];
    values[values.length - 1] = values[values.length - 2];
    values[values.length - 2] = last;
  }

  private record LinearKey(long rows, int inputs, int outputs, DType dtype, DType bias) {}

  private void linear(Stream s, Void p, Tensor[] in, Tensor[] out) {
    int inputs = in[1].dim(1);
    int outputs = in[1].dim(0);
    long rows = out[0].elements() / Math.max(1, outputs);
    if (out[0].elements() * inputs <= SMALL) {
      smallLinear.launch(s, null, in, out);
      return;
    }
    DType bias = in[2] == null ? null : in[2].dtype();
    LinearKey key = new LinearKey(rows, inputs, outputs, in[0].dtype(), bias);
    synchronized (dnnl) {
      dnnl.plan(key, () -> compile(key)).forward(in[0], in[1], in[2], null, out[0]);
    }
  }

  private WeightedPlan compile(LinearKey key) {
    long[] w = {key.inputs(), key.outputs()};
    DType dtype = key.dtype();
    try (Layout x = dense(key.rows(), key.inputs(), dtype);
        Layout plain = Layout.strided(w, new long[] {1, key.inputs()}, dtype);
        Layout any = Layout.any(w, dtype);
        Layout bias = key.bias() == null ? null : dense(1, key.outputs(), key.bias());
        Layout y = dense(key.rows(), key.outputs(), dtype);
        Attributes attributes = new Attributes()) {
      dnnl_primitive_desc desc = new dnnl_primitive_desc();
      Status.check(
          dnnl_matmul_primitive_desc_create(
              desc,
              dnnl.engine,
              x.desc,
              any.desc,
              bias == null ? null : bias.desc,
              y.desc,
              attributes.attr),
          key);
      int[] arguments =
          bias == null
              ? new int[] {DNNL_ARG_SRC, DNNL_ARG_WEIGHTS, DNNL_ARG_DST}
              : new int[] {DNNL_ARG_SRC, DNNL_ARG_WEIGHTS, DNNL_ARG_BIAS, DNNL_ARG_DST};
      Primitive primitive = new Primitive(dnnl, key.toString(), desc, arguments);
      return WeightedPlan.of(dnnl, primitive, DNNL_ARG_WEIGHTS, plain);
    }
  }

  private static Layout dense(long rows, long columns, DType dtype) {
    return Layout.strided(new long[] {rows, columns}, new long[] {columns, 1}, dtype);
  }
}
