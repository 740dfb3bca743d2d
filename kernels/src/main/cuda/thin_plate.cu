// thin_plate_spline: a random affine and thin-plate transform of points, and its Jacobian at each.
//
//   with d = c - P_k, r_k = |d_x| + |d_y| and s(c) = sum over k of w_k r_k^2 ln(r_k + eps):
//   moved = theta (c, 1) + (s, s);  jacobian = theta[:, :2] + ((s_x, s_y), (s_x, s_y))
//   backward  gradPoint = jacobian^T gradMoved + the second derivatives of s times gradJacobian
//
//   s_x = sum of w f sign d_x,  f = 2 r ln(r + eps) + r^2 / (r + eps);  the sign of 0 is 0
//   s_xy = sum of w h sign d_x sign d_y,  h = 2 ln(r + eps) + 4 r / (r + eps) - r^2 / (r + eps)^2
//
// Layout  points and moved (N, P, 2), jacobian (N, P, 2, 2), theta (N, 2, 3), weights (N, m m); the m x m
//         control points P_k span [-1, 1] evenly, x fastest. `count` is N P, `perImage` P.
// Thread map  v1 one thread a point, which walks over the control points.
// Determinism exact. The logarithm is logf, within 1 ulp.

#include "common.cuh"

#define THIN_PLATE_EPS 1e-6f

// s and its derivatives at one point.
struct Spline {
  float s, x, y, xx, xy, yy;
};

V2V_DEVICE float sign(float v) { return v > 0.0f ? 1.0f : v < 0.0f ? -1.0f : v; }  // keeps NaN

template <typename T>
V2V_DEVICE Spline spline_at(float x, float y, const T *__restrict__ w, int m) {
  Spline sum = {0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f};
  for (int k = 0; k < m * m; k++) {
    float dx = x - (m == 1 ? -1.0f : 2.0f * (k % m) / (m - 1) - 1.0f);
    float dy = y - (m == 1 ? -1.0f : 2.0f * (k / m) / (m - 1) - 1.0f);
    float r = fabsf(dx) + fabsf(dy);
    float re = r + THIN_PLATE_EPS;
    float log = logf(re);
    float weight = to_f32(w[k]);
    float first = weight * (2.0f * r * log + r * r / re);
    float second = weight * (2.0f * log + 4.0f * r / re - r * r / (re * re));
    sum.s += weight * r * r * log;
    sum.x += first * sign(dx);
    sum.y += first * sign(dy);
    sum.xx += second * sign(dx) * sign(dx);
    sum.xy += second * sign(dx) * sign(dy);
    sum.yy += second * sign(dy) * sign(dy);
  }
  return sum;
}

template <typename T>
V2V_DEVICE void thin_plate_spline(const T *__restrict__ points, const T *__restrict__ theta,
                                  const T *__restrict__ weights, T *__restrict__ moved,
                                  T *__restrict__ jacobian, int count, int perImage, int m) {
  V2V_FOR_EACH(i, count) {
    int n = i / perImage;
    float x = to_f32(points[2LL * i]);
    float y = to_f32(points[2LL * i + 1]);
    Spline s = spline_at(x, y, weights + (long long)n * m * m, m);
    for (int row = 0; row < 2; row++) {
      const T *t = theta + n * 6LL + row * 3;
      float a = to_f32(t[0]);
      float b = to_f32(t[1]);
      moved[2LL * i + row] = from_f32<T>(a * x + b * y + to_f32(t[2]) + s.s);
      jacobian[4LL * i + 2 * row] = from_f32<T>(a + s.x);
      jacobian[4LL * i + 2 * row + 1] = from_f32<T>(b + s.y);
    }
  }
}

template <typename T>
V2V_DEVICE void thin_plate_spline_backward(const T *__restrict__ gradMoved,
                                           const T *__restrict__ gradJacobian,
                                           const T *__restrict__ points,
                                           const T *__restrict__ theta,
                                           const T *__restrict__ weights,
                                           T *__restrict__ gradPoints, int count, int perImage,
                                           int m) {
  V2V_FOR_EACH(i, count) {
    int n = i / perImage;
    Spline s = spline_at(to_f32(points[2LL * i]), to_f32(points[2LL * i + 1]),
                         weights + (long long)n * m * m, m);
    float gx = 0.0f, gy = 0.0f;
    for (int row = 0; row < 2; row++) {
      const T *t = theta + n * 6LL + row * 3;
      float g = to_f32(gradMoved[2LL * i + row]);
      float toX = to_f32(gradJacobian[4LL * i + 2 * row]);
      float toY = to_f32(gradJacobian[4LL * i + 2 * row + 1]);
      gx += g * (to_f32(t[0]) + s.x) + toX * s.xx + toY * s.xy;
      gy += g * (to_f32(t[1]) + s.y) + toX * s.xy + toY * s.yy;
    }
    gradPoints[2LL * i] = from_f32<T>(gx);
    gradPoints[2LL * i + 1] = from_f32<T>(gy);
  }
}

//! kernel thin_plate_spline  op=thin_plate_spline  dtypes=f32,bf16,f16  versions=v1  default=v1  element=one point and one control point  read=2*S/M  write=6*S/M  flops=50  deterministic=yes  block=256
//! kernel thin_plate_spline_backward  op=thin_plate_spline_backward  dtypes=f32,bf16,f16  versions=v1  default=v1  element=one point and one control point  read=8*S/M  write=2*S/M  flops=50  deterministic=yes  block=256

#define ENTRIES(T, suffix)                                                                        \
  V2V_KERNEL thin_plate_spline_v1_##suffix(                                                       \
      const T *__restrict__ points, const T *__restrict__ theta, const T *__restrict__ weights,   \
      T *__restrict__ moved, T *__restrict__ jacobian, int count, int perImage, int m) {          \
    thin_plate_spline<T>(points, theta, weights, moved, jacobian, count, perImage, m);            \
  }                                                                                               \
  V2V_KERNEL thin_plate_spline_backward_v1_##suffix(                                              \
      const T *__restrict__ gradMoved, const T *__restrict__ gradJacobian,                        \
      const T *__restrict__ points, const T *__restrict__ theta, const T *__restrict__ weights,   \
      T *__restrict__ gradPoints, int count, int perImage, int m) {                               \
    thin_plate_spline_backward<T>(gradMoved, gradJacobian, points, theta, weights, gradPoints,    \
                                  count, perImage, m);                                            \
  }

V2V_FLOAT_TYPES(ENTRIES)
