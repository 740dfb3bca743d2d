// cross_entropy: the mean over positions of log(sum over c of e^x_c) - x_target, and its gradient
// g / counted (softmax(x) - onehot(target)).
//
// Layout  x and gradX (positions, classes), target (positions) int64; sums (blocks) float32 and
//         counts (blocks) int32, one for each block of the grid that is launched; loss and gradOut
//         one float32. positions below 2^31.
// Edges   a negative target is not counted and its gradient is 0; one of `classes` or more makes
//         the loss NaN and its own gradient. No target left: NaN.
// Stages  forward: cross_entropy, then cross_entropy_final in one block.
//         backward: cross_entropy_count, then cross_entropy_backward, which adds up the counts
//         itself.
//
// Thread map  v1 one thread a position; v2 lanes of a warp share a position's classes
// Determinism exact for a given launch shape.

#include "common.cuh"

V2V_DEVICE int block_count(int v, int *scratch) {
#pragma unroll
  for (int step = 16; step > 0; step >>= 1) {
    v += __shfl_xor_sync(0xffffffffu, v, step);
  }
  if ((threadIdx.x & 31) == 0) {
    scratch[threadIdx.x >> 5] = v;
  }
  __syncthreads();
  int sum = 0;
  for (int w = 0; w < blockDim.x >> 5; w++) {
    sum += scratch[w];
  }
  __syncthreads();
  return sum;
}

// log(sum over c of e^x_c), the largest taken out first, in all lanes.
template <typename T>
V2V_DEVICE float log_sum_exp(const T *__restrict__ x, int classes, const Lanes &lanes) {
  float m = -__int_as_float(0x7f800000);
  for (int c = lanes.lane; c < classes; c += lanes.count()) {
    m = fmaxf(m, to_f32(x[c]));
  }
  for (int step = lanes.count() >> 1; step > 0; step >>= 1) {
    m = fmaxf(m, __shfl_xor_sync(lanes.mask, m, step));
  }
  float z = 0.0f;
  for (int c = lanes.lane; c < classes; c += lanes.count()) {
    z += expf(to_f32(x[c]) - m);
  }
  return m + logf(lanes.sum(z));
}

template <typename T>
V2V_DEVICE void cross_entropy(const T *__restrict__ x, const long long *__restrict__ target,
                              float *__restrict__ sums, int *__restrict__ counts, int positions,
                              int classes, const Lanes &lanes) {
  __shared__ float floats[32];
  __shared__ int ints[32];
  float sum = 0.0f;
  int count = 0;
  for (int i = lanes.index(); i < positions; i += lanes.groups()) {
    long long t = target[i];
    if (t < 0) {
      continue;
    }
    const T *row = x + (long long)i * classes;
    float normaliser = log_sum_exp(row, classes, lanes);
    if (lanes.lane == 0) {
      sum += t < classes ? normaliser - to_f32(row[t]) : __int_as_float(0x7fffffff);
      count++;
    }
  }
  sum = block_sum(sum, floats);
  count = block_count(count, ints);
  if (threadIdx.x == 0) {
    sums[blockIdx.x] = sum;
    counts[blockIdx.x] = count;
  }
}

template <typename T>
V2V_DEVICE void cross_entropy_backward(const T *__restrict__ x,
                                       const long long *__restrict__ target,
                                       const float *__restrict__ gradOut,
                                       const int *__restrict__ counts, int blocks,
                                       T *__restrict__ gradX, int positions, int classes,
                                       const Lanes &lanes) {
  __shared__ int ints[32];
  int count = 0;
  for (int i = threadIdx.x; i < blocks; i += blockDim.x) {
    count += counts[i];
  }
  count = block_count(count, ints);
  float g = *gradOut / count;
  for (int i = lanes.index(); i < positions; i += lanes.groups()) {
    long long t = target[i];
    const T *row = x + (long long)i * classes;
    float normaliser = t < 0 ? 0.0f : log_sum_exp(row, classes, lanes);
    for (int c = lanes.lane; c < classes; c += lanes.count()) {
      float grad = 0.0f;
      if (t >= classes) {
        grad = __int_as_float(0x7fffffff);
      } else if (t >= 0) {
        grad = g * (expf(to_f32(row[c]) - normaliser) - (c == t ? 1.0f : 0.0f));
      }
      gradX[(long long)i * classes + c] = from_f32<T>(grad);
    }
  }
}

//! kernel cross_entropy  op=cross_entropy  dtypes=f32,bf16,f16  versions=v1,v2  default=v2  element=one element of x  read=S+8/C  write=0  flops=4  deterministic=yes  block=256
//! kernel cross_entropy_final  op=cross_entropy  dtypes=f32  versions=v1  default=v1  element=one partial sum  read=8  write=0  flops=1  deterministic=yes  block=256
//! kernel cross_entropy_count  op=cross_entropy_backward  dtypes=i64  versions=v1  default=v1  element=one target  read=S  write=0  flops=1  deterministic=yes  block=256
//! kernel cross_entropy_backward  op=cross_entropy_backward  dtypes=f32,bf16,f16  versions=v1,v2  default=v2  element=one element of x  read=S+8/C  write=S  flops=6  deterministic=yes  block=256

V2V_KERNEL cross_entropy_final_v1_f32(const float *__restrict__ sums,
                                      const int *__restrict__ counts, float *__restrict__ loss,
                                      int blocks) {
  __shared__ float floats[32];
  __shared__ int ints[32];
  if (blockIdx.x > 0) {
    return;
  }
  float sum = 0.0f;
  int count = 0;
  for (int i = threadIdx.x; i < blocks; i += blockDim.x) {
    sum += sums[i];
    count += counts[i];
  }
  sum = block_sum(sum, floats);
  count = block_count(count, ints);
  if (threadIdx.x == 0) {
    *loss = sum / count;
  }
}

V2V_KERNEL cross_entropy_count_v1_i64(const long long *__restrict__ target,
                                      int *__restrict__ counts, int positions) {
  __shared__ int ints[32];
  int count = 0;
  V2V_FOR_EACH(i, positions) { count += target[i] >= 0; }
  count = block_count(count, ints);
  if (threadIdx.x == 0) {
    counts[blockIdx.x] = count;
  }
}

#define FORWARD(T)                                                                         \
  const T *__restrict__ x, const long long *__restrict__ target, float *__restrict__ sums, \
      int *__restrict__ counts, int positions, int classes
#define BACKWARD(T)                                                                  \
  const T *__restrict__ x, const long long *__restrict__ target,                     \
      const float *__restrict__ gradOut, const int *__restrict__ counts, int blocks, \
      T *__restrict__ gradX, int positions, int classes

#define RUN_FORWARD(lanes) \
  cross_entropy(x, target, sums, counts, positions, classes, Lanes::of(lanes))
#define RUN_BACKWARD(lanes)                                                             \
  cross_entropy_backward(x, target, gradOut, counts, blocks, gradX, positions, classes, \
                         Lanes::of(lanes))

#define ENTRIES(T, suffix)                                                        \
  V2V_KERNEL cross_entropy_v1_##suffix(FORWARD(T)) { RUN_FORWARD(1); }            \
  V2V_KERNEL cross_entropy_v2_##suffix(FORWARD(T)) { RUN_FORWARD(classes); }      \
  V2V_KERNEL cross_entropy_backward_v1_##suffix(BACKWARD(T)) { RUN_BACKWARD(1); } \
  V2V_KERNEL cross_entropy_backward_v2_##suffix(BACKWARD(T)) { RUN_BACKWARD(classes); }

V2V_FLOAT_TYPES(ENTRIES)
