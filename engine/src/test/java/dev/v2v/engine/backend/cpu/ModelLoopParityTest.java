package dev.v2v.engine.backend.cpu;

import static dev.v2v.engine.op.conv.ConvTranspose2d.convTranspose2d;

import dev.v2v.engine.DType;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.conv.ConvTranspose2d;
import dev.v2v.engine.op.elementwise.Binary;
import dev.v2v.engine.op.elementwise.Unary;
import dev.v2v.engine.op.keypoint.GaussianHeatmap;
import dev.v2v.engine.op.keypoint.HeatmapJacobian;
import dev.v2v.engine.op.keypoint.SoftArgmax;
import dev.v2v.engine.op.keypoint.SoftmaxSpatial;
import dev.v2v.engine.op.loss.PairLoss;
import dev.v2v.engine.op.norm.PowerIteration;
import dev.v2v.engine.op.norm.SpectralNorm;
import dev.v2v.engine.op.shape.Pad2d;
import dev.v2v.engine.op.warp.DenseMotion;
import dev.v2v.engine.op.warp.FlowWarpBlend;
import dev.v2v.engine.op.warp.OcclusionBlend;
import dev.v2v.engine.op.warp.PaddingMode;
import dev.v2v.engine.op.warp.SparseMotion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Kernels that serve the models, on {@code cpu} against the plain loops. */
class ModelLoopParityTest {
  private static final DType F = DType.FLOAT32;

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "BFLOAT16"})
  void transposedConvolution(DType dtype) {
    Shape bias = Shape.of(6);
    Parity.check(
        dtype,
        in -> convTranspose2d(in[0], in[1], in[2], ConvTranspose2d.Params.of(2, 1, 1)),
        Shape.of(2, 5, 7, 16),
        Shape.of(16, 3, 3, 6),
        bias);
    Parity.check(
        dtype,
        in ->
            convTranspose2d(
                in[0], in[1], in[2], new ConvTranspose2d.Params(3, 2, 1, 0, 2, 0, 1, 2, 2)),
        Shape.of(1, 6, 5, 8),
        Shape.of(8, 4, 3, 3),
        bias);
    Parity.check(
        dtype,
        in -> convTranspose2d(in[0], in[1], null, ConvTranspose2d.Params.of(1, 0, 0)),
        Shape.of(1, 4, 4, 3),
        Shape.of(3, 2, 2, 1));
  }

  @ParameterizedTest
  @EnumSource
  void padding(Pad2d.Mode mode) {
    for (DType dtype : new DType[] {F, DType.BFLOAT16}) {
      Pad2d.Params p = new Pad2d.Params(mode, 3, 1, 0, 4, 0.5);
      Parity.check(dtype, in -> Pad2d.pad2d(in[0], p), Shape.of(2, 9, 7, 5));
      Parity.check(dtype, in -> Pad2d.pad2d(in[0], p), Shape.of(1, 40, 30, 33));
    }
  }

  @ParameterizedTest
  @EnumSource
  void losses(PairLoss.Function f) {
    for (DType dtype : new DType[] {F, DType.BFLOAT16}) {
      Shape x = Shape.of(2, 60, 61, 7);
      Parity.check(
          dtype,
          in ->
              switch (f) {
                case L1 -> PairLoss.l1(in[0], in[1]);
                case MSE -> PairLoss.mse(in[0], in[1]);
                case BCE_WITH_LOGITS -> PairLoss.bceWithLogits(Unary.affine(in[0], 5, 0), in[1]);
              },
          x,
          x);
    }
  }

  @Test
  void spectralNorm() {
    Parity.check(
        F,
        in -> {
          Tensor u = in[1].detach();
          Tensor v = in[2].detach();
          PowerIteration.powerIteration(in[0].detach(), u, v, 1e-12);
          return SpectralNorm.spectralNorm(in[0], u, v);
        },
        Shape.of(70, 4, 4, 33),
        Shape.of(70),
        Shape.of(4 * 4 * 33));
  }

  @Test
  void keyPoints() {
    Shape logits = Shape.of(2, 23, 19, 10);
    for (DType dtype : new DType[] {F, DType.BFLOAT16}) {
      Parity.check(dtype, in -> SoftmaxSpatial.softmaxSpatial(in[0], 0.1), logits);
      Parity.check(dtype, in -> SoftArgmax.softArgmax(in[0], 0.1).keyPoints(), logits);
      Parity.check(dtype, in -> SoftArgmax.softArgmax(in[0], 0.1).heatmap(), logits);
    }
    Parity.check(F, in -> GaussianHeatmap.gaussianHeatmap(in[0], 31, 17, 0.01), Shape.of(3, 10, 2));
    Shape large = Shape.of(1, 70, 64, 10); // sums of more than one chunk
    Parity.check(F, in -> SoftArgmax.softArgmax(in[0], 0.1).keyPoints(), large);
    Parity.check(
        F, in -> HeatmapJacobian.heatmapJacobian(in[0], in[1]), logits, Shape.of(2, 23, 19, 40));
    Parity.check(
        F, in -> HeatmapJacobian.heatmapJacobian(in[0], in[1]), logits, Shape.of(2, 23, 19, 4));
  }

  @Test
  void motions() {
    Shape kp = Shape.of(2, 10, 2);
    Shape jacobian = Shape.of(2, 10, 2, 2);
    Parity.check(
        F,
        in -> {
          Tensor identity = Tensor.of(in[3].backend(), Shape.of(2, 2), 2, 0, 0, 2);
          Tensor regular = Binary.add(in[3], identity);
          return SparseMotion.sparseMotion(in[0], in[1], in[2], regular, 21, 17);
        },
        kp,
        jacobian,
        kp,
        jacobian);
    Parity.check(F, in -> SparseMotion.sparseMotion(in[0], null, in[1], null, 9, 8), kp, kp);
    DType[] narrow = {DType.BFLOAT16, F};
    for (DType[] dtypes : new DType[][] {{F, F}, narrow}) {
      Parity.check(
          dtypes,
          in -> DenseMotion.denseMotion(in[0], in[1]),
          Shape.of(2, 21, 17, 11),
          Shape.of(2, 11, 21, 17, 2));
    }
  }

  @Test
  void blends() {
    Shape image = Shape.of(2, 17, 15, 5);
    Shape mask = Shape.of(2, 17, 15, 1);
    Parity.check(F, in -> OcclusionBlend.occlusionBlend(in[0], in[1], in[2]), image, image, mask);
    Parity.check(
        F,
        in ->
            FlowWarpBlend.flowWarpBlend(
                in[0], in[1], Unary.affine(in[2], 3, 0.1), in[3], PaddingMode.ZEROS),
        image,
        image,
        Shape.of(2, 17, 15, 2),
        mask);
  }
}
