// Coordinates of cells, 2 x 2 matrices, and the affine motions of key points.
#pragma once

#include "common.cuh"

// The normalised coordinate of a cell: -1 and 1 are the centres of the border cells; one cell is at 0.
V2V_DEVICE float cell_coordinate(int cell, int size) {
  return size == 1 ? 0.0f : 2.0f * cell / (size - 1) - 1.0f;
}

// ((xx, xy), (yx, yy)), as it stands in a (..., 2, 2) tensor.
struct Mat2 {
  float xx, xy, yx, yy;
};

V2V_DEVICE Mat2 mat2_read(const float *__restrict__ m, long long i) {
  float4 v = reinterpret_cast<const float4 *>(m)[i];
  return Mat2{v.x, v.y, v.z, v.w};
}

V2V_DEVICE void mat2_write(float *__restrict__ m, long long i, Mat2 a) {
  reinterpret_cast<float4 *>(m)[i] = make_float4(a.xx, a.xy, a.yx, a.yy);
}

V2V_DEVICE Mat2 mat2_times(Mat2 a, Mat2 b) {
  return Mat2{a.xx * b.xx + a.xy * b.yx, a.xx * b.xy + a.xy * b.yy, a.yx * b.xx + a.yy * b.yx,
              a.yx * b.xy + a.yy * b.yy};
}

V2V_DEVICE Mat2 mat2_transposed(Mat2 a) { return Mat2{a.xx, a.yx, a.xy, a.yy}; }

// The adjugate over the determinant; infinite or NaN for a singular matrix.
V2V_DEVICE Mat2 mat2_inverse(Mat2 a) {
  float det = a.xx * a.yy - a.xy * a.yx;
  return Mat2{a.yy / det, -a.xy / det, -a.yx / det, a.xx / det};
}

// Key points and Jacobians of a source and a driving frame; both Jacobians may be null, for identities.
struct KeyPoints {
  const float *__restrict__ source;           // p_S (N, K, 2)
  const float *__restrict__ sourceJacobian;   // J_S (N, K, 2, 2)
  const float *__restrict__ driving;          // p_D
  const float *__restrict__ drivingJacobian;  // J_D

  // A = J_S J_D^-1 of key point q over the batch.
  __device__ __forceinline__ Mat2 matrix(int q) const {
    return sourceJacobian == nullptr
               ? Mat2{1.0f, 0.0f, 0.0f, 1.0f}
               : mat2_times(mat2_read(sourceJacobian, q),
                            mat2_inverse(mat2_read(drivingJacobian, q)));
  }

  // T(z) = A (z - p_D) + p_S.
  __device__ __forceinline__ float2 move(int q, Mat2 a, float x, float y) const {
    float2 s = reinterpret_cast<const float2 *>(source)[q];
    float2 d = reinterpret_cast<const float2 *>(driving)[q];
    float dx = x - d.x;
    float dy = y - d.y;
    return make_float2(a.xx * dx + a.xy * dy + s.x, a.yx * dx + a.yy * dy + s.y);
  }
};
