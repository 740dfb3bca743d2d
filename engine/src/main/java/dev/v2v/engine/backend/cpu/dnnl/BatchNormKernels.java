package dev.v2v.engine.backend.cpu.dnnl;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SCALE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SHIFT;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_MEAN;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCALE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SHIFT;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_VARIANCE;
import static org.bytedeco.dnnl.global.dnnl.dnnl_backward;
import static org.bytedeco.dnnl.global.dnnl.dnnl_batch_normalization_backward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_batch_normalization_forward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_training;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_desc_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_use_scale;
import static org.bytedeco.dnnl.global.dnnl.dnnl_use_shift;

import dev.v2v.engine.DType;
import dev.v2v.engine.Kernel;
import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.host.HostStorage;
import dev.v2v.engine.op.conv.Activation;
import dev.v2v.engine.op.elementwise.Unary;
import dev.v2v.engine.op.norm.BatchNormTrain;
import dev.v2v.engine.op.norm.Normalisation;
import dev.v2v.engine.op.norm.VarianceRule;
import java.nio.FloatBuffer;
import java.util.EnumSet;
import java.util.Set;
import org.bytedeco.dnnl.dnnl_primitive_desc;

/**
 * Training batch normalisation of 16-bit feature maps through oneDNN: ten times as fast as loops
 * that widen each value. In float32 the loops stay, a third as fast, for their sums are float64:
 * with oneDNN's, gradients of a First Order Motion Model leave the golden tolerance. What oneDNN
 * has no form of stays with the loops too: other ranks, no gamma and beta, gradients that nobody
 * wants, a channel whose variance {@link VarianceRule#CLAMP} really bounds, and NaN. And so do
 * channels that are no whole vectors, for which oneDNN has plain loops only, half as fast as ours.
 *
 * <p>A ReLU joins oneDNN's forward pass; it knows no other activation in training, so those follow
 * in place. oneDNN's own backward of both wants a mask that its forward pass has left, one map more
 * to keep: instead the gradient before the activation is made where the result will be, from the
 * sign of the output.
 */
final class BatchNormKernels {
  /** Stands for no eps at all, for a rule that leaves variances above its bound as they are. */
  private static final float NO_EPS = 1e-30f;

  /** Channels that oneDNN's kernels take at once. */
  private static final int VECTOR = 16;

  private static final int FLAGS = dnnl_use_scale | dnnl_use_shift;

  private final Dnnl dnnl;
  private final Kernel<Normalisation> plainForward;
  private final Kernel<Normalisation> plainBackward;
  private final Kernel<Unary.Params> activate;
  private final Kernel<Unary.Params> activateBackward;

  private BatchNormKernels(Dnnl dnnl, KernelRegistry registry) {
    this.dnnl = dnnl;
    plainForward = registry.find(BatchNormTrain.KEY, DType.FLOAT32);
    plainBackward = registry.find(BatchNormTrain.BACKWARD, DType.FLOAT32);
    activate = registry.find(Unary.KEY, DType.FLOAT32);
    activateBackward = registry.find(Unary.BACKWARD, DType.FLOAT32);
  }

  static void register(Dnnl dnnl, KernelRegistry registry, Set<DType> dtypes) {
    BatchNormKernels kernels = new BatchNormKernels(dnnl, registry);
    Set<DType> halves = EnumSet.copyOf(dtypes);
    halves.remove(DType.FLOAT32);
    registry.add(BatchNormTrain.KEY, halves, kernels::forward);
    registry.add(BatchNormTrain.BACKWARD, halves, kernels::backward);
  }

  private record Key(boolean backward, Shape x, DType dtype, float eps, boolean relu) {}

  private void forward(Stream s, Normalisation p, Tensor[] in, Tensor[] out) {
    if (in[1] == null || !suits(in[0])) {
      plainForward.launch(s, p, in, out);
      return;
    }
    Activation activation = p.activation();
    boolean relu = activation.equals(Activation.RELU);
    Key key = new Key(false, in[0].shape(), in[0].dtype(), eps(p), relu);
    synchronized (dnnl) {
      dnnl.plan(key, () -> compileForward(key)).run(in[0], in[1], in[2], out[0], out[1], out[2]);
    }
    if (isIrregular(p, out[2])) {
      plainForward.launch(s, p, in, out);
    } else if (!relu && !activation.isNone()) {
      Tensor[] y = {out[0]};
      activate.launch(s, activation.unary(), y, y);
    }
  }

  private void backward(Stream s, Normalisation p, Tensor[] in, Tensor[] out) {
    boolean whole = in[2] != null && out[0] != null && out[1] != null && out[2] != null;
    if (!whole || !suits(in[1]) || isIrregular(p, in[4])) {
      plainBackward.launch(s, p, in, out);
      return;
    }
    Tensor grad = in[0];
    if (!p.activation().isNone()) {
      grad = out[0];
      activateBackward.launch(
          s, p.activation().unary(), new Tensor[] {in[0], in[6]}, new Tensor[] {grad});
    }
    Key key = new Key(true, in[1].shape(), in[1].dtype(), eps(p), false);
    synchronized (dnnl) {
      dnnl.plan(key, () -> compileBackward(key))
          .run(grad, in[1], in[2], in[3], in[4], out[0], out[1], out[2]);
    }
  }

  private static boolean suits(Tensor x) {
    return x.rank() == 4 && x.dim(3) % VECTOR == 0 && x.elements() > 0;
  }

  private static float eps(Normalisation p) {
    return p.rule() == VarianceRule.CLAMP ? NO_EPS : (float) p.eps();
  }

  /**
   * Whether the rule replaces a variance, which oneDNN cannot, or it is not a number, which behind
   * oneDNN's ReLU would show no more.
   */
  private static boolean isIrregular(Normalisation p, Tensor variance) {
    double least = p.rule() == VarianceRule.CLAMP ? p.eps() : 0;
    FloatBuffer values = HostStorage.of(variance).floats();
    for (int i = 0; i < variance.elements(); i++) {
      if (!(values.get(i) >= least)) {
        return true;
      }
    }
    return false;
  }

  private Primitive compileForward(Key key) {
    return new Primitive(
        dnnl,
        key.toString(),
        forwardDesc(key),
        DNNL_ARG_SRC,
        DNNL_ARG_SCALE,
        DNNL_ARG_SHIFT,
        DNNL_ARG_DST,
        DNNL_ARG_MEAN,
        DNNL_ARG_VARIANCE);
  }

  private dnnl_primitive_desc forwardDesc(Key key) {
    dnnl_primitive_desc desc = new dnnl_primitive_desc();
    try (Layout x = Layout.image(key.x(), key.dtype());
        Attributes attributes = new Attributes()) {
      attributes.activate(key.relu() ? Activation.RELU : Activation.NONE);
      Status.check(
          dnnl_batch_normalization_forward_primitive_desc_create(
              desc,
              dnnl.engine,
              dnnl_forward_training,
              x.desc,
              x.desc,
              key.eps(),
              FLAGS,
              attributes.attr),
          key);
    }
    return desc;
  }

  private Primitive compileBackward(Key key) {
    dnnl_primitive_desc hint = forwardDesc(key);
    dnnl_primitive_desc desc = new dnnl_primitive_desc();
    try (Layout x = Layout.image(key.x(), key.dtype());
        Attributes attributes = new Attributes()) {
      Status.check(
          dnnl_batch_normalization_backward_primitive_desc_create(
              desc,
              dnnl.engine,
              dnnl_backward,
              x.desc,
              x.desc,
              x.desc,
              key.eps(),
              FLAGS,
              hint,
              attributes.attr),
          key);
    } finally {
      dnnl_primitive_desc_destroy(hint);
    }
    return new Primitive(
        dnnl,
        key.toString(),
        desc,
        DNNL_ARG_DIFF_DST,
        DNNL_ARG_SRC,
        DNNL_ARG_SCALE,
        DNNL_ARG_MEAN,
        DNNL_ARG_VARIANCE,
        DNNL_ARG_DIFF_SRC,
        DNNL_ARG_DIFF_SCALE,
        DNNL_ARG_DIFF_SHIFT);
  }
}
