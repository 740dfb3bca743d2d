package dev.v2v.engine.backend.cuda.jcuda;

import static jcuda.jcudnn.cudnnBackendAttributeName.CUDNN_ATTR_CONVOLUTION_COMP_TYPE;
import static jcuda.jcudnn.cudnnBackendAttributeName.CUDNN_ATTR_CONVOLUTION_CONV_MODE;
import static jcuda.jcudnn.cudnnBackendAttributeName.CUDNN_ATTR_CONVOLUTION_DILATIONS;
import static jcuda.jcudnn.cudnnBackendAttributeName.CUDNN_ATTR_CONVOLUTION_FILTER_STRIDES;
import static jcuda.jcudnn.cudnnBackendAttributeName.CUDNN_ATTR_CONVOLUTION_POST_PADDINGS;
import static jcuda.jcudnn.cudnnBackendAttributeName.CUDNN_ATTR_CONVOLUTION_PRE_PADDINGS;
import static jcuda.jcudnn.cudnnBackendAttributeName.CUDNN_ATTR_CONVOLUTION_SPATIAL_DIMS;
import static jcuda.jcudnn.cudnnBackendAttributeName.CUDNN_ATTR_ENGINEHEUR_MODE;
import static jcuda.jcudnn.cudnnBackendAttributeName.CUDNN_ATTR_ENGINEHEUR_OPERATION_GRAPH;
import static jcuda.jcudnn.cudnnBackendAttributeName.CUDNN_ATTR_ENGINEHEUR_RESULTS;
import static jcuda.jcudnn.cudnnBackendAttributeName.CUDNN_ATTR_EXECUTION_PLAN_ENGINE_CONFIG;
import static jcuda.jcudnn.cudnnBackendAttributeName.CUDNN_ATTR_EXECUTION_PLAN_HANDLE;
import static jcuda.jcudnn.cudnnBackendAttributeName.CUDNN_ATTR_EXECUTION_PLAN_WORKSPACE_SIZE;
import static jcuda.jcudnn.cudnnBackendAttributeName.CUDNN_ATTR_OPERATIONGRAPH_HANDLE;
import static jcuda.jcudnn.cudnnBackendAttributeName.CUDNN_ATTR_OPERATIONGRAPH_OPS;
import static jcuda.jcudnn.cudnnBackendAttributeName.CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_ALPHA;
import static jcuda.jcudnn.cudnnBackendAttributeName.CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_BETA;
import static jcuda.jcudnn.cudnnBackendAttributeName.CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_CONV_DESC;
import static jcuda.jcudnn.cudnnBackendAttributeName.CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_W;
import static jcuda.jcudnn.cudnnBackendAttributeName.CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_X;
import static jcuda.jcudnn.cudnnBackendAttributeName.CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_Y;
import static jcuda.jcudnn.cudnnBackendAttributeName.CUDNN_ATTR_OPERATION_POINTWISE_BDESC;
import static jcuda.jcudnn.cudnnBackendAttributeName.CUDNN_ATTR_OPERATION_POINTWISE_PW_DESCRIPTOR;
import static jcuda.jcudnn.cudnnBackendAttributeName.CUDNN_ATTR_OPERATION_POINTWISE_XDESC;
import static jcuda.jcudnn.cudnnBackendAttributeName.CUDNN_ATTR_OPERATION_POINTWISE_YDESC;
import static jcuda.jcudnn.cudnnBackendAttributeName.CUDNN_ATTR_POINTWISE_MATH_PREC;
import static jcuda.jcudnn.cudnnBackendAttributeName.CUDNN_ATTR_POINTWISE_MODE;
import static jcuda.jcudnn.cudnnBackendAttributeName.CUDNN_ATTR_POINTWISE_RELU_LOWER_CLIP_SLOPE;
import static jcuda.jcudnn.cudnnBackendAttributeName.CUDNN_ATTR_TENSOR_BYTE_ALIGNMENT;
import static jcuda.jcudnn.cudnnBackendAttributeName.CUDNN_ATTR_TENSOR_DATA_TYPE;
import static jcuda.jcudnn.cudnnBackendAttributeName.CUDNN_ATTR_TENSOR_DIMENSIONS;
import static jcuda.jcudnn.cudnnBackendAttributeName.CUDNN_ATTR_TENSOR_IS_VIRTUAL;
import static jcuda.jcudnn.cudnnBackendAttributeName.CUDNN_ATTR_TENSOR_STRIDES;
import static jcuda.jcudnn.cudnnBackendAttributeName.CUDNN_ATTR_TENSOR_UNIQUE_ID;
import static jcuda.jcudnn.cudnnBackendAttributeName.CUDNN_ATTR_VARIANT_PACK_DATA_POINTERS;
import static jcuda.jcudnn.cudnnBackendAttributeName.CUDNN_ATTR_VARIANT_PACK_UNIQUE_IDS;
import static jcuda.jcudnn.cudnnBackendAttributeName.CUDNN_ATTR_VARIANT_PACK_WORKSPACE;
import static jcuda.jcudnn.cudnnBackendAttributeType.CUDNN_TYPE_CONVOLUTION_MODE;
import static jcuda.jcudnn.cudnnBackendAttributeType.CUDNN_TYPE_DATA_TYPE;
import static jcuda.jcudnn.cudnnBackendAttributeType.CUDNN_TYPE_HEUR_MODE;
import static jcuda.jcudnn.cudnnBackendAttributeType.CUDNN_TYPE_POINTWISE_MODE;
import static jcuda.jcudnn.cudnnBackendDescriptorType.CUDNN_BACKEND_CONVOLUTION_DESCRIPTOR;
import static jcuda.jcudnn.cudnnBackendDescriptorType.CUDNN_BACKEND_ENGINECFG_DESCRIPTOR;
import static jcuda.jcudnn.cudnnBackendDescriptorType.CUDNN_BACKEND_ENGINEHEUR_DESCRIPTOR;
import static jcuda.jcudnn.cudnnBackendDescriptorType.CUDNN_BACKEND_EXECUTION_PLAN_DESCRIPTOR;
import static jcuda.jcudnn.cudnnBackendDescriptorType.CUDNN_BACKEND_OPERATIONGRAPH_DESCRIPTOR;
import static jcuda.jcudnn.cudnnBackendDescriptorType.CUDNN_BACKEND_OPERATION_CONVOLUTION_FORWARD_DESCRIPTOR;
import static jcuda.jcudnn.cudnnBackendDescriptorType.CUDNN_BACKEND_OPERATION_POINTWISE_DESCRIPTOR;
import static jcuda.jcudnn.cudnnBackendDescriptorType.CUDNN_BACKEND_POINTWISE_DESCRIPTOR;
import static jcuda.jcudnn.cudnnBackendDescriptorType.CUDNN_BACKEND_TENSOR_DESCRIPTOR;
import static jcuda.jcudnn.cudnnBackendDescriptorType.CUDNN_BACKEND_VARIANT_PACK_DESCRIPTOR;
import static jcuda.jcudnn.cudnnBackendHeurMode.CUDNN_HEUR_MODE_INSTANT;
import static jcuda.jcudnn.cudnnConvolutionMode.CUDNN_CROSS_CORRELATION;
import static jcuda.jcudnn.cudnnDataType.CUDNN_DATA_FLOAT;
import static jcuda.jcudnn.cudnnPointwiseMode.CUDNN_POINTWISE_ADD;
import static jcuda.jcudnn.cudnnPointwiseMode.CUDNN_POINTWISE_RELU_FWD;
import static jcuda.jcudnn.cudnnPointwiseMode.CUDNN_POINTWISE_SIGMOID_FWD;
import static jcuda.jcudnn.cudnnPointwiseMode.CUDNN_POINTWISE_TANH_FWD;

import dev.v2v.engine.backend.cuda.driver.ConvGeometry;
import dev.v2v.engine.backend.cuda.driver.Convolutions.Operands;
import dev.v2v.engine.op.conv.Activation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import jcuda.jcudnn.JCudnn;

/**
 * {@code y = act(conv(x, weight) + bias + residual)} as one graph of cuDNN, which it runs as one
 * kernel: what is between the operations is float32 and never stored. Lives as long as the process.
 */
final class ConvGraph {
  private static final System.Logger LOG = System.getLogger("dev.v2v.engine");

  private static final int X = 1;
  private static final int WEIGHT = 2;
  private static final int BIAS = 3;
  private static final int RESIDUAL = 4;
  private static final int Y = 5;
  private static final int FIRST_BETWEEN = 100;

  /** What cuDNN's kernels for channels last ask of every address. */
  private static final int ALIGNMENT = 16;

  private final CudnnHandle handle;
  private final ConvGeometry g;
  private final GraphDescriptor graph;
  private final long[] ids; // of the operands that there are
  private final List<GraphDescriptor> operations = new ArrayList<>();
  private final Map<Integer, GraphDescriptor> plans = new HashMap<>();
  private List<GraphDescriptor> configurations;
  private int between = FIRST_BETWEEN;

  /**
   * Builds the graph.
   *
   * @throws GraphRefusal if this cuDNN has no such graphs
   */
  ConvGraph(
      CudnnHandle handle, ConvGeometry g, boolean bias, boolean residual, Activation activation) {
    this.handle = handle;
    this.g = g;
    ids =
        LongStream.of(X, WEIGHT, bias ? BIAS : 0, residual ? RESIDUAL : 0, Y)
            .filter(id -> id != 0)
            .toArray();
    GraphDescriptor value = between();
    convolve(value);
    // Of two sums in the other order cuDNN 9.5 says that it does not support them.
    if (residual) {
      value = add(value, like(RESIDUAL));
    }
    if (bias) {
      value = add(value, tensor(BIAS, type(), 1, g.co(), 1, 1));
    }
    pointwise(mode(activation), value, null, like(Y));
    graph =
        GraphDescriptor.of(CUDNN_BACKEND_OPERATIONGRAPH_DESCRIPTOR, "a convolution's graph")
            .handle(CUDNN_ATTR_OPERATIONGRAPH_HANDLE, handle)
            .descriptors(CUDNN_ATTR_OPERATIONGRAPH_OPS, operations.toArray(new GraphDescriptor[0]))
            .finish();
  }

  /**
   * Whether such a graph may be built: strict float32 has no way to keep TF32 out. ReLU needs none,
   * cuDNN's older API fuses that.
   */
  static boolean serves(ConvGeometry g, Activation activation) {
    boolean rounds = g.dtype().bytes() == 2 || g.tf32();
    return rounds
        && switch (activation.unary().function()) {
          case LEAKY_RELU, SIGMOID, TANH -> true;
          default -> false;
        };
  }

  /** Whether the operands lie as the graph says. */
  static boolean serves(Operands o) {
    return ((o.x() | o.weight() | o.bias() | o.residual() | o.y()) & (ALIGNMENT - 1)) == 0;
  }

  // ---- what is computed ----------------------------------------------------------------------

  private int type() {
    return ConvPlan.type(g.dtype());
  }

  /** A tensor of y's shape; {@code id} tells which. */
  private GraphDescriptor like(int id) {
    return tensor(id, type(), g.n(), g.co(), g.ho(), g.wo());
  }

  private GraphDescriptor between() {
    return describe(between++, CUDNN_DATA_FLOAT, g.n(), g.co(), g.ho(), g.wo())
        .flag(CUDNN_ATTR_TENSOR_IS_VIRTUAL, true)
        .finish();
  }

  private static GraphDescriptor tensor(int id, int type, long n, long c, long h, long w) {
    return describe(id, type, n, c, h, w).finish();
  }

  /** Extents in cuDNN's order, strides of channels last. */
  private static GraphDescriptor describe(int id, int type, long n, long c, long h, long w) {
    return GraphDescriptor.of(CUDNN_BACKEND_TENSOR_DESCRIPTOR, "tensor " + id)
        .constant(CUDNN_ATTR_TENSOR_DATA_TYPE, CUDNN_TYPE_DATA_TYPE, type)
        .numbers(CUDNN_ATTR_TENSOR_DIMENSIONS, n, c, h, w)
        .numbers(CUDNN_ATTR_TENSOR_STRIDES, h * w * c, 1, w * c, c)
        .numbers(CUDNN_ATTR_TENSOR_UNIQUE_ID, id)
        .numbers(CUDNN_ATTR_TENSOR_BYTE_ALIGNMENT, ALIGNMENT);
  }

  private void convolve(GraphDescriptor y) {
    GraphDescriptor conv =
        GraphDescriptor.of(CUDNN_BACKEND_CONVOLUTION_DESCRIPTOR, "a convolution")
            .constant(CUDNN_ATTR_CONVOLUTION_COMP_TYPE, CUDNN_TYPE_DATA_TYPE, CUDNN_DATA_FLOAT)
            .constant(
                CUDNN_ATTR_CONVOLUTION_CONV_MODE,
                CUDNN_TYPE_CONVOLUTION_MODE,
                CUDNN_CROSS_CORRELATION)
            .numbers(CUDNN_ATTR_CONVOLUTION_SPATIAL_DIMS, 2)
            .numbers(CUDNN_ATTR_CONVOLUTION_DILATIONS, g.dilationH(), g.dilationW())
            .numbers(CUDNN_ATTR_CONVOLUTION_FILTER_STRIDES, g.strideH(), g.strideW())
            .numbers(CUDNN_ATTR_CONVOLUTION_PRE_PADDINGS, g.padH(), g.padW())
            .numbers(CUDNN_ATTR_CONVOLUTION_POST_PADDINGS, g.padH(), g.padW())
            .finish();
    GraphDescriptor x = tensor(X, type(), g.n(), g.ci(), g.h(), g.w());
    // Fewer channels than x has are what says that there are groups.
    GraphDescriptor w = tensor(WEIGHT, type(), g.co(), g.ci() / g.groups(), g.kh(), g.kw());
    operations.add(
        GraphDescriptor.of(
                CUDNN_BACKEND_OPERATION_CONVOLUTION_FORWARD_DESCRIPTOR, "a convolution of tensors")
            .descriptors(CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_CONV_DESC, conv)
            .descriptors(CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_X, x)
            .descriptors(CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_W, w)
            .descriptors(CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_Y, y)
            .float32(CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_ALPHA, 1)
            .float32(CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_BETA, 0)
            .finish());
  }

  private GraphDescriptor add(GraphDescriptor a, GraphDescriptor b) {
    GraphDescriptor sum = between();
    pointwise(function(CUDNN_POINTWISE_ADD).finish(), a, b, sum);
    return sum;
  }

  private void pointwise(
      GraphDescriptor function, GraphDescriptor a, GraphDescriptor b, GraphDescriptor y) {
    GraphDescriptor operation =
        GraphDescriptor.of(CUDNN_BACKEND_OPERATION_POINTWISE_DESCRIPTOR, "a function of tensors")
            .descriptors(CUDNN_ATTR_OPERATION_POINTWISE_PW_DESCRIPTOR, function)
            .descriptors(CUDNN_ATTR_OPERATION_POINTWISE_XDESC, a)
            .descriptors(CUDNN_ATTR_OPERATION_POINTWISE_YDESC, y);
    if (b != null) {
      operation.descriptors(CUDNN_ATTR_OPERATION_POINTWISE_BDESC, b);
    }
    operations.add(operation.finish());
  }

  private static GraphDescriptor mode(Activation activation) {
    double slope = activation.unary().a();
    return switch (activation.unary().function()) {
      case LEAKY_RELU ->
          function(CUDNN_POINTWISE_RELU_FWD)
              .float64(CUDNN_ATTR_POINTWISE_RELU_LOWER_CLIP_SLOPE, slope)
              .finish();
      case SIGMOID -> function(CUDNN_POINTWISE_SIGMOID_FWD).finish();
      case TANH -> function(CUDNN_POINTWISE_TANH_FWD).finish();
      default -> throw new IllegalArgumentException("no graph for " + activation);
    };
  }

  private static GraphDescriptor function(int mode) {
    return GraphDescriptor.of(CUDNN_BACKEND_POINTWISE_DESCRIPTOR, "a function")
        .constant(CUDNN_ATTR_POINTWISE_MODE, CUDNN_TYPE_POINTWISE_MODE, mode)
        .constant(CUDNN_ATTR_POINTWISE_MATH_PREC, CUDNN_TYPE_DATA_TYPE, CUDNN_DATA_FLOAT);
  }

  // ---- how it is run -------------------------------------------------------------------------

  /**
   * The ways to run it that apply, best first by cuDNN's estimate, numbered from {@code first}.
   *
   * @param most to look at
   * @throws GraphRefusal if cuDNN makes no estimate
   */
  List<ConvAlgorithm> offered(int first, int most) {
    List<ConvAlgorithm> offered = new ArrayList<>();
    for (int i = 0; i < Math.min(most, configurations().size()); i++) {
      try {
        long bytes = plan(i).number(CUDNN_ATTR_EXECUTION_PLAN_WORKSPACE_SIZE);
        // cuDNN promises the same bits for few of them, and tells by notes that older ones lack.
        offered.add(new ConvAlgorithm(first + i, bytes, false));
      } catch (GraphRefusal e) {
        // An estimate that did not hold; the others may.
        LOG.log(System.Logger.Level.DEBUG, "conv2d: " + e.getMessage());
      }
    }
    return offered;
  }

  private List<GraphDescriptor> configurations() {
    if (configurations == null) {
      GraphDescriptor estimate =
          GraphDescriptor.of(CUDNN_BACKEND_ENGINEHEUR_DESCRIPTOR, "cuDNN's estimate")
              .descriptors(CUDNN_ATTR_ENGINEHEUR_OPERATION_GRAPH, graph)
              .constant(CUDNN_ATTR_ENGINEHEUR_MODE, CUDNN_TYPE_HEUR_MODE, CUDNN_HEUR_MODE_INSTANT)
              .finish();
      configurations =
          estimate.descriptors(
              CUDNN_ATTR_ENGINEHEUR_RESULTS,
              CUDNN_BACKEND_ENGINECFG_DESCRIPTOR,
              "a configuration",
              16);
    }
    return configurations;
  }

  private GraphDescriptor plan(int i) {
    GraphDescriptor known = plans.get(i);
    if (known != null) {
      return known;
    }
    if (i >= configurations().size()) {
      throw new GraphRefusal(
          CudnnStatus.NOT_SUPPORTED, "configuration " + i + " of " + configurations().size());
    }
    GraphDescriptor plan =
        GraphDescriptor.of(CUDNN_BACKEND_EXECUTION_PLAN_DESCRIPTOR, "a plan")
            .handle(CUDNN_ATTR_EXECUTION_PLAN_HANDLE, handle)
            .descriptors(CUDNN_ATTR_EXECUTION_PLAN_ENGINE_CONFIG, configurations().get(i))
            .finish();
    plans.put(i, plan);
    return plan;
  }

  /** Runs the i-th way, with the workspace that it asked for; returns cuDNN's status. */
  int run(int i, Operands o, long workspace) {
    // In the order of the ids, and absent where these are.
    long[] addresses =
        LongStream.of(o.x(), o.weight(), o.bias(), o.residual(), o.y())
            .filter(address -> address != 0)
            .toArray();
    try {
      return execute(plan(i), addresses, workspace);
    } catch (GraphRefusal e) {
      return e.status();
    }
  }

  private int execute(GraphDescriptor plan, long[] addresses, long workspace) {
    try (GraphDescriptor pack =
        GraphDescriptor.of(CUDNN_BACKEND_VARIANT_PACK_DESCRIPTOR, "the operands")) {
      pack.numbers(CUDNN_ATTR_VARIANT_PACK_UNIQUE_IDS, ids)
          .addresses(CUDNN_ATTR_VARIANT_PACK_DATA_POINTERS, addresses)
          .addresses(CUDNN_ATTR_VARIANT_PACK_WORKSPACE, workspace)
          .finish();
      return JCudnn.cudnnBackendExecute(handle, plan, pack);
    }
  }
}
