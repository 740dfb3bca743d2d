// pair_loss: the mean of a penalty f(a, b), and its gradients g / n df/da and g / n df/db.
//
//   L1                |a - b|
//   MSE               (a - b)^2
//   BCE_WITH_LOGITS   max(a, 0) - a b + log(1 + e^-|a|)
//
// Layout  a, b and gradients dense, n elements; partial (blocks) float32, one for each block of the
//         grid that is launched; loss and gradOut one float32. scale is 1 / n. gradA or gradB may
//         be null: nobody asked.
// Stages  pair_loss, then pair_loss_final in one block.
//
// Thread map  v1 one thread an element; v2 one thread a 16-byte vector, the rest one by one. Sums
//             go through a thread, its warp, its block, the blocks.
// Determinism exact for a given launch shape.

#include "common.cuh"

// In the order of PairLoss.Function.
enum PairFunction { L1, MSE, BCE_WITH_LOGITS };

V2V_DEVICE float penalty(int function, float a, float b) {
  float d = a - b;
  switch (function) {
    case L1:
      return fabsf(d);
    case MSE:
      return d * d;
    default:
      return (a < 0.0f ? 0.0f : a) - a * b + log1pf(expf(-fabsf(a)));
  }
}

V2V_DEVICE float sign(float d) { return d > 0.0f ? 1.0f : d < 0.0f ? -1.0f : d; }  // keeps NaN

V2V_DEVICE float penalty_grad_a(int function, float a, float b) {
  switch (function) {
    case L1:
      return sign(a - b);
    case MSE:
      return 2.0f * (a - b);
    default: {
      float e = expf(-fabsf(a));  // neither sign overflows
      return (a >= 0.0f ? 1.0f : e) / (1.0f + e) - b;
    }
  }
}

V2V_DEVICE float penalty_grad_b(int function, float a, float b) {
  switch (function) {
    case L1:
      return sign(b - a);
    case MSE:
      return 2.0f * (b - a);
    default:
      return -a;
  }
}

template <int V, typename T>
V2V_DEVICE float sum_penalties(const T *__restrict__ a, const T *__restrict__ b, long long first,
                               long long count, int function) {
  float sum = 0.0f;
  V2V_FOR_EACH_LONG(i, count) {
    float va[V], vb[V];
    load<V>(a + first + i * V, va);
    load<V>(b + first + i * V, vb);
#pragma unroll
    for (int k = 0; k < V; k++) {
      sum += penalty(function, va[k], vb[k]);
    }
  }
  return sum;
}

template <int V, typename T>
V2V_DEVICE void pair_loss(const T *__restrict__ a, const T *__restrict__ b,
                          float *__restrict__ partial, long long n, int function) {
  __shared__ float scratch[32];
  float sum = sum_penalties<V>(a, b, 0, n / V, function);
  if (V > 1) {
    sum += sum_penalties<1>(a, b, n / V * V, n % V, function);
  }
  sum = block_sum(sum, scratch);
  if (threadIdx.x == 0) {
    partial[blockIdx.x] = sum;
  }
}

template <int V, typename T>
V2V_DEVICE void pair_loss_backward(const T *__restrict__ a, const T *__restrict__ b, float g,
                                   T *__restrict__ gradA, T *__restrict__ gradB, long long first,
                                   long long count, int function) {
  V2V_FOR_EACH_LONG(i, count) {
    float va[V], vb[V], out[V];
    load<V>(a + first + i * V, va);
    load<V>(b + first + i * V, vb);
    if (gradA != nullptr) {
#pragma unroll
      for (int k = 0; k < V; k++) {
        out[k] = g * penalty_grad_a(function, va[k], vb[k]);
      }
      store<V>(gradA + first + i * V, out);
    }
    if (gradB != nullptr) {
#pragma unroll
      for (int k = 0; k < V; k++) {
        out[k] = g * penalty_grad_b(function, va[k], vb[k]);
      }
      store<V>(gradB + first + i * V, out);
    }
  }
}

//! kernel pair_loss  op=pair_loss  dtypes=f32,bf16,f16  versions=v1,v2  default=v2  element=one element of a  read=2*S  write=0  flops=3  deterministic=yes  block=256
//! kernel pair_loss_final  op=pair_loss  dtypes=f32  versions=v1  default=v1  element=one partial sum  read=S  write=0  flops=1  deterministic=yes  block=256
//! kernel pair_loss_backward  op=pair_loss_backward  dtypes=f32,bf16,f16  versions=v1,v2  default=v2  element=one element of a, one gradient asked for  read=2*S  write=S  flops=3  deterministic=yes  block=256

V2V_KERNEL pair_loss_final_v1_f32(const float *__restrict__ partial, float *__restrict__ loss,
                                  int blocks, float scale) {
  __shared__ float scratch[32];
  if (blockIdx.x > 0) {
    return;
  }
  float sum = 0.0f;
  for (int i = threadIdx.x; i < blocks; i += blockDim.x) {
    sum += partial[i];
  }
  sum = block_sum(sum, scratch);
  if (threadIdx.x == 0) {
    *loss = scale * sum;
  }
}

#define FORWARD(T)                                                                            \
  const T *__restrict__ a, const T *__restrict__ b, float *__restrict__ partial, long long n, \
      int function
#define BACKWARD(T)                                                                    \
  const T *__restrict__ a, const T *__restrict__ b, const float *__restrict__ gradOut, \
      T *__restrict__ gradA, T *__restrict__ gradB, long long n, int function, float scale

#define ENTRIES(T, suffix)                                                                      \
  V2V_KERNEL pair_loss_v1_##suffix(FORWARD(T)) { pair_loss<1, T>(a, b, partial, n, function); } \
  V2V_KERNEL pair_loss_v2_##suffix(FORWARD(T)) {                                                \
    pair_loss<Vector<T>::size, T>(a, b, partial, n, function);                                  \
  }                                                                                             \
  V2V_KERNEL pair_loss_backward_v1_##suffix(BACKWARD(T)) {                                      \
    pair_loss_backward<1>(a, b, *gradOut * scale, gradA, gradB, 0, n, function);                \
  }                                                                                             \
  V2V_KERNEL pair_loss_backward_v2_##suffix(BACKWARD(T)) {                                      \
    const int V = Vector<T>::size;                                                              \
    pair_loss_backward<V>(a, b, *gradOut * scale, gradA, gradB, 0, n / V, function);            \
    pair_loss_backward<1>(a, b, *gradOut * scale, gradA, gradB, n / V * V, n % V, function);    \
  }

V2V_FLOAT_TYPES(ENTRIES)
