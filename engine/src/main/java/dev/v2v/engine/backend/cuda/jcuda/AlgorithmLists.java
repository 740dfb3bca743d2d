package dev.v2v.engine.backend.cuda.jcuda;

import static jcuda.jcudnn.JCudnn.cudnnGetConvolutionBackwardDataAlgorithm_v7;
import static jcuda.jcudnn.JCudnn.cudnnGetConvolutionBackwardFilterAlgorithm_v7;
import static jcuda.jcudnn.JCudnn.cudnnGetConvolutionForwardAlgorithm_v7;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import jcuda.jcudnn.cudnnConvolutionBwdDataAlgoPerf;
import jcuda.jcudnn.cudnnConvolutionBwdFilterAlgoPerf;
import jcuda.jcudnn.cudnnConvolutionFwdAlgoPerf;
import jcuda.jcudnn.cudnnDeterminism;
import jcuda.jcudnn.cudnnHandle;

/** What cuDNN offers for each pass of a convolution, best first by its own estimate. */
final class AlgorithmLists {
  private static final int MOST = 16;

  private AlgorithmLists() {}

  static List<ConvAlgorithm> forward(cudnnHandle handle, ConvPlan p) {
    cudnnConvolutionFwdAlgoPerf[] found = new cudnnConvolutionFwdAlgoPerf[MOST];
    Arrays.setAll(found, i -> new cudnnConvolutionFwdAlgoPerf());
    int[] count = new int[1];
    p.check(
        cudnnGetConvolutionForwardAlgorithm_v7(
            handle, p.x, p.weight, p.conv, p.y, MOST, count, found),
        "cudnnGetConvolutionForwardAlgorithm_v7");
    List<ConvAlgorithm> all = new ArrayList<>();
    for (int i = 0; i < count[0]; i++) {
      add(all, found[i].status, found[i].algo, found[i].memory, found[i].determinism);
    }
    return all;
  }

  static List<ConvAlgorithm> backwardData(cudnnHandle handle, ConvPlan p) {
    cudnnConvolutionBwdDataAlgoPerf[] found = new cudnnConvolutionBwdDataAlgoPerf[MOST];
    Arrays.setAll(found, i -> new cudnnConvolutionBwdDataAlgoPerf());
    int[] count = new int[1];
    p.check(
        cudnnGetConvolutionBackwardDataAlgorithm_v7(
            handle, p.weight, p.y, p.conv, p.x, MOST, count, found),
        "cudnnGetConvolutionBackwardDataAlgorithm_v7");
    List<ConvAlgorithm> all = new ArrayList<>();
    for (int i = 0; i < count[0]; i++) {
      add(all, found[i].status, found[i].algo, found[i].memory, found[i].determinism);
    }
    return all;
  }

  static List<ConvAlgorithm> backwardWeight(cudnnHandle handle, ConvPlan p) {
    cudnnConvolutionBwdFilterAlgoPerf[] found = new cudnnConvolutionBwdFilterAlgoPerf[MOST];
    Arrays.setAll(found, i -> new cudnnConvolutionBwdFilterAlgoPerf());
    int[] count = new int[1];
    p.check(
        cudnnGetConvolutionBackwardFilterAlgorithm_v7(
            handle, p.x, p.y, p.conv, p.weight, MOST, count, found),
        "cudnnGetConvolutionBackwardFilterAlgorithm_v7");
    List<ConvAlgorithm> all = new ArrayList<>();
    for (int i = 0; i < count[0]; i++) {
      add(all, found[i].status, found[i].algo, found[i].memory, found[i].determinism);
    }
    return all;
  }

  /** cuDNN lists an algorithm once for each way to multiply; one of them is set already. */
  private static void add(
      List<ConvAlgorithm> all, int status, int number, long memory, int determinism) {
    if (status == 0 && all.stream().noneMatch(a -> a.number() == number)) {
      boolean same = determinism == cudnnDeterminism.CUDNN_DETERMINISTIC;
      all.add(new ConvAlgorithm(number, memory, same));
    }
  }
}
