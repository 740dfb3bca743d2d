package dev.v2v.engine.backend.cuda.jcuda;

import static dev.v2v.engine.backend.cuda.jcuda.CudaStatus.checkCudnn;
import static jcuda.jcudnn.JCudnn.cudnnCreateActivationDescriptor;
import static jcuda.jcudnn.JCudnn.cudnnCreateConvolutionDescriptor;
import static jcuda.jcudnn.JCudnn.cudnnCreateFilterDescriptor;
import static jcuda.jcudnn.JCudnn.cudnnCreateTensorDescriptor;
import static jcuda.jcudnn.JCudnn.cudnnSetActivationDescriptor;
import static jcuda.jcudnn.JCudnn.cudnnSetConvolution2dDescriptor;
import static jcuda.jcudnn.JCudnn.cudnnSetConvolutionGroupCount;
import static jcuda.jcudnn.JCudnn.cudnnSetConvolutionMathType;
import static jcuda.jcudnn.JCudnn.cudnnSetFilter4dDescriptor;
import static jcuda.jcudnn.JCudnn.cudnnSetTensor4dDescriptor;
import static jcuda.jcudnn.cudnnTensorFormat.CUDNN_TENSOR_NHWC;

import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceException;
import dev.v2v.engine.backend.cuda.driver.ConvGeometry;
import jcuda.jcudnn.cudnnActivationDescriptor;
import jcuda.jcudnn.cudnnActivationMode;
import jcuda.jcudnn.cudnnConvolutionDescriptor;
import jcuda.jcudnn.cudnnConvolutionMode;
import jcuda.jcudnn.cudnnDataType;
import jcuda.jcudnn.cudnnFilterDescriptor;
import jcuda.jcudnn.cudnnMathType;
import jcuda.jcudnn.cudnnNanPropagation;
import jcuda.jcudnn.cudnnTensorDescriptor;

/** cuDNN's descriptors of one convolution. They live as long as the process, one per geometry. */
final class ConvPlan {
  final ConvGeometry geometry;
  final cudnnTensorDescriptor x = new cudnnTensorDescriptor();
  final cudnnTensorDescriptor y = new cudnnTensorDescriptor();
  final cudnnTensorDescriptor bias = new cudnnTensorDescriptor();
  final cudnnFilterDescriptor weight = new cudnnFilterDescriptor();
  final cudnnConvolutionDescriptor conv = new cudnnConvolutionDescriptor();
  final cudnnActivationDescriptor relu = new cudnnActivationDescriptor();
  final cudnnActivationDescriptor identity = new cudnnActivationDescriptor();

  ConvPlan(ConvGeometry g) {
    geometry = g;
    int type = type(g.dtype());
    tensor(x, type, g.n(), g.ci(), g.h(), g.w());
    tensor(y, type, g.n(), g.co(), g.ho(), g.wo());
    tensor(bias, type, 1, g.co(), 1, 1);
    check(cudnnCreateFilterDescriptor(weight), "cudnnCreateFilterDescriptor");
    check(
        cudnnSetFilter4dDescriptor(
            weight, type, CUDNN_TENSOR_NHWC, g.co(), g.ci() / g.groups(), g.kh(), g.kw()),
        "cudnnSetFilter4dDescriptor");
    check(cudnnCreateConvolutionDescriptor(conv), "cudnnCreateConvolutionDescriptor");
    check(
        cudnnSetConvolution2dDescriptor(
            conv,
            g.padH(),
            g.padW(),
            g.strideH(),
            g.strideW(),
            g.dilationH(),
            g.dilationW(),
            cudnnConvolutionMode.CUDNN_CROSS_CORRELATION,
            cudnnDataType.CUDNN_DATA_FLOAT), // sums are float32 for every type
        "cudnnSetConvolution2dDescriptor");
    check(cudnnSetConvolutionGroupCount(conv, g.groups()), "cudnnSetConvolutionGroupCount");
    check(cudnnSetConvolutionMathType(conv, mathType(g)), "cudnnSetConvolutionMathType");
    activation(relu, cudnnActivationMode.CUDNN_ACTIVATION_RELU);
    activation(identity, cudnnActivationMode.CUDNN_ACTIVATION_IDENTITY);
  }

  /**
   * What cuDNN may do to the inputs of a product: nothing to strict float32, whose default would be
   * TF32 from Ampere on. Set once for all algorithms, because JCudnn does not hand on how each of
   * them would multiply.
   */
  private static int mathType(ConvGeometry g) {
    if (g.dtype() != DType.FLOAT32) {
      return cudnnMathType.CUDNN_TENSOR_OP_MATH;
    }
    return g.tf32() ? cudnnMathType.CUDNN_DEFAULT_MATH : cudnnMathType.CUDNN_FMA_MATH;
  }

  private void tensor(cudnnTensorDescriptor d, int type, int n, int c, int h, int w) {
    check(cudnnCreateTensorDescriptor(d), "cudnnCreateTensorDescriptor");
    check(
        cudnnSetTensor4dDescriptor(d, CUDNN_TENSOR_NHWC, type, n, c, h, w),
        "cudnnSetTensor4dDescriptor");
  }

  private void activation(cudnnActivationDescriptor d, int mode) {
    check(cudnnCreateActivationDescriptor(d), "cudnnCreateActivationDescriptor");
    check(
        cudnnSetActivationDescriptor(d, mode, cudnnNanPropagation.CUDNN_PROPAGATE_NAN, 0),
        "cudnnSetActivationDescriptor");
  }

  /** Checks a call for this convolution. */
  void check(int status, String call) {
    checkCudnn(status, call, geometry::toString);
  }

  /** cuDNN's number for a type. */
  static int type(DType dtype) {
    return switch (dtype) {
      case FLOAT32 -> cudnnDataType.CUDNN_DATA_FLOAT;
      case BFLOAT16 -> cudnnDataType.CUDNN_DATA_BFLOAT16;
      case FLOAT16 -> cudnnDataType.CUDNN_DATA_HALF;
      default -> throw new DeviceException("conv2d: needs a floating type, got " + dtype);
    };
  }
}
