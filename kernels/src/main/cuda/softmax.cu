// softmax: y = e^(x - m) / z, or its logarithm x - m - log z, with m = max x and z = sum e^(x - m)
// over a line; and backward from y:
//
//   softmax      gradX = y (g - sum g y)
//   log-softmax  gradX = g - e^y sum g
//
// Layout  x, y and gradients (outer, size, inner), lines along size; outer * inner below 2^31.
//         log is 0 or 1.
// Edges   -infinity counts nothing; a line of nothing else, or with NaN or +infinity, becomes NaN.
//
// Thread map  v1 one thread a line, reading it three times
//             v2 inner = 1: lanes of a warp share a line up to 128 long and keep it in registers,
//                so it is read once; a block takes a longer one. inner > 1: as v1, since
//                neighbouring threads then read neighbouring lines
// Determinism exact for a given launch shape.

#include "common.cuh"

#define KEPT 4  // elements a lane keeps in registers

// ---- v1 ----------------------------------------------------------------------------------------

template <typename T>
V2V_DEVICE void softmax_line(const T *__restrict__ x, T *__restrict__ y, int size, int inner,
                             int log) {
  float m = -__int_as_float(0x7f800000);
  for (int s = 0; s < size; s++) {
    m = fmaxf(m, to_f32(x[(long long)s * inner]));
  }
  float z = 0.0f;
  for (int s = 0; s < size; s++) {
    z += expf(to_f32(x[(long long)s * inner]) - m);
  }
  float logZ = logf(z);
  for (int s = 0; s < size; s++) {
    float shifted = to_f32(x[(long long)s * inner]) - m;
    y[(long long)s * inner] = from_f32<T>(log ? shifted - logZ : expf(shifted) / z);
  }
}

template <typename T>
V2V_DEVICE void softmax_line_backward(const T *__restrict__ gradOut, const T *__restrict__ y,
                                      T *__restrict__ gradX, int size, int inner, int log) {
  float sum = 0.0f;
  for (int s = 0; s < size; s++) {
    long long at = (long long)s * inner;
    sum += to_f32(gradOut[at]) * (log ? 1.0f : to_f32(y[at]));
  }
  for (int s = 0; s < size; s++) {
    long long at = (long long)s * inner;
    float g = to_f32(gradOut[at]);
    float v = to_f32(y[at]);
    gradX[at] = from_f32<T>(log ? g - expf(v) * sum : v * (g - sum));
  }
}

template <typename T>
V2V_DEVICE void softmax_v1(const T *__restrict__ x, T *__restrict__ y, int outer, int size,
                           int inner, int log) {
  V2V_FOR_EACH(i, outer * inner) {
    long long start = (long long)(i / inner) * size * inner + i % inner;
    softmax_line(x + start, y + start, size, inner, log);
  }
}

template <typename T>
V2V_DEVICE void softmax_backward_v1(const T *__restrict__ gradOut, const T *__restrict__ y,
                                    T *__restrict__ gradX, int outer, int size, int inner,
                                    int log) {
  V2V_FOR_EACH(i, outer * inner) {
    long long start = (long long)(i / inner) * size * inner + i % inner;
    softmax_line_backward(gradOut + start, y + start, gradX + start, size, inner, log);
  }
}

// ---- v2 ----------------------------------------------------------------------------------------

V2V_DEVICE float lanes_max(const Lanes &lanes, float v) {
  for (int step = lanes.count() >> 1; step > 0; step >>= 1) {
    v = fmaxf(v, __shfl_xor_sync(lanes.mask, v, step));
  }
  return v;
}

template <typename T>
V2V_DEVICE void softmax_kept(const T *__restrict__ x, T *__restrict__ y, int outer, int size,
                             int log) {
  Lanes lanes = Lanes::of(size);
  for (int o = lanes.index(); o < outer; o += lanes.groups()) {
    const T *line = x + (long long)o * size;
    float v[KEPT];
    float m = -__int_as_float(0x7f800000);
#pragma unroll
    for (int k = 0; k < KEPT; k++) {
      int s = lanes.lane + k * lanes.count();
      v[k] = s < size ? to_f32(line[s]) : -__int_as_float(0x7f800000);
      m = fmaxf(m, v[k]);
    }
    m = lanes_max(lanes, m);
    float e[KEPT];
    float z = 0.0f;
#pragma unroll
    for (int k = 0; k < KEPT; k++) {
      e[k] = lanes.lane + k * lanes.count() < size ? expf(v[k] - m) : 0.0f;
      z += e[k];
    }
    z = lanes.sum(z);
    float logZ = logf(z);
#pragma unroll
    for (int k = 0; k < KEPT; k++) {
      int s = lanes.lane + k * lanes.count();
      if (s < size) {
        y[(long long)o * size + s] = from_f32<T>(log ? v[k] - m - logZ : e[k] / z);
      }
    }
  }
}

template <typename T>
V2V_DEVICE void softmax_backward_kept(const T *__restrict__ gradOut, const T *__restrict__ y,
                                      T *__restrict__ gradX, int outer, int size, int log) {
  Lanes lanes = Lanes::of(size);
  for (int o = lanes.index(); o < outer; o += lanes.groups()) {
    long long start = (long long)o * size;
    float g[KEPT], v[KEPT];
    float sum = 0.0f;
#pragma unroll
    for (int k = 0; k < KEPT; k++) {
      int s = lanes.lane + k * lanes.count();
      g[k] = s < size ? to_f32(gradOut[start + s]) : 0.0f;
      v[k] = s < size ? to_f32(y[start + s]) : 0.0f;
      sum += g[k] * (log ? 1.0f : v[k]);
    }
    sum = lanes.sum(sum);
#pragma unroll
    for (int k = 0; k < KEPT; k++) {
      int s = lanes.lane + k * lanes.count();
      if (s < size) {
        gradX[start + s] = from_f32<T>(log ? g[k] - expf(v[k]) * sum : v[k] * (g[k] - sum));
      }
    }
  }
}

template <typename T>
V2V_DEVICE void softmax_block(const T *__restrict__ x, T *__restrict__ y, int outer, int size,
                              int log, float *scratch) {
  for (int o = blockIdx.x; o < outer; o += gridDim.x) {
    const T *line = x + (long long)o * size;
    float m = -__int_as_float(0x7f800000);
    for (int s = threadIdx.x; s < size; s += blockDim.x) {
      m = fmaxf(m, to_f32(line[s]));
    }
    m = block_max(m, scratch);
    float z = 0.0f;
    for (int s = threadIdx.x; s < size; s += blockDim.x) {
      z += expf(to_f32(line[s]) - m);
    }
    z = block_sum(z, scratch);
    float logZ = logf(z);
    for (int s = threadIdx.x; s < size; s += blockDim.x) {
      float shifted = to_f32(line[s]) - m;
      y[(long long)o * size + s] = from_f32<T>(log ? shifted - logZ : expf(shifted) / z);
    }
  }
}

template <typename T>
V2V_DEVICE void softmax_backward_block(const T *__restrict__ gradOut, const T *__restrict__ y,
                                       T *__restrict__ gradX, int outer, int size, int log,
                                       float *scratch) {
  for (int o = blockIdx.x; o < outer; o += gridDim.x) {
    long long start = (long long)o * size;
    float sum = 0.0f;
    for (int s = threadIdx.x; s < size; s += blockDim.x) {
      sum += to_f32(gradOut[start + s]) * (log ? 1.0f : to_f32(y[start + s]));
    }
    sum = block_sum(sum, scratch);
    for (int s = threadIdx.x; s < size; s += blockDim.x) {
      float g = to_f32(gradOut[start + s]);
      float v = to_f32(y[start + s]);
      gradX[start + s] = from_f32<T>(log ? g - expf(v) * sum : v * (g - sum));
    }
  }
}

template <typename T>
V2V_DEVICE void softmax_v2(const T *__restrict__ x, T *__restrict__ y, int outer, int size,
                           int inner, int log) {
  __shared__ float scratch[32];
  if (inner > 1) {
    softmax_v1(x, y, outer, size, inner, log);
  } else if (size <= 32 * KEPT) {
    softmax_kept(x, y, outer, size, log);
  } else {
    softmax_block(x, y, outer, size, log, scratch);
  }
}

template <typename T>
V2V_DEVICE void softmax_backward_v2(const T *__restrict__ gradOut, const T *__restrict__ y,
                                    T *__restrict__ gradX, int outer, int size, int inner,
                                    int log) {
  __shared__ float scratch[32];
  if (inner > 1) {
    softmax_backward_v1(gradOut, y, gradX, outer, size, inner, log);
  } else if (size <= 32 * KEPT) {
    softmax_backward_kept(gradOut, y, gradX, outer, size, log);
  } else {
    softmax_backward_block(gradOut, y, gradX, outer, size, log, scratch);
  }
}

//! kernel softmax  op=softmax  dtypes=f32,bf16,f16  versions=v1,v2  default=v2  element=one element of x  read=S  write=S  flops=5  deterministic=yes  block=256
//! kernel softmax_backward  op=softmax_backward  dtypes=f32,bf16,f16  versions=v1,v2  default=v2  element=one element of y  read=2*S  write=S  flops=4  deterministic=yes  block=256

#define FORWARD(T) \
  const T *__restrict__ x, T *__restrict__ y, int outer, int size, int inner, int log
#define BACKWARD(T)                                                                         \
  const T *__restrict__ gradOut, const T *__restrict__ y, T *__restrict__ gradX, int outer, \
      int size, int inner, int log

#define ENTRIES(T, suffix)                                                                     \
  V2V_KERNEL softmax_v1_##suffix(FORWARD(T)) { softmax_v1<T>(x, y, outer, size, inner, log); } \
  V2V_KERNEL softmax_v2_##suffix(FORWARD(T)) { softmax_v2<T>(x, y, outer, size, inner, log); } \
  V2V_KERNEL softmax_backward_v1_##suffix(BACKWARD(T)) {                                       \
    softmax_backward_v1<T>(gradOut, y, gradX, outer, size, inner, log);                        \
  }                                                                                            \
  V2V_KERNEL softmax_backward_v2_##suffix(BACKWARD(T)) {                                       \
    softmax_backward_v2<T>(gradOut, y, gradX, outer, size, inner, log);                        \
  }

V2V_FLOAT_TYPES(ENTRIES)
