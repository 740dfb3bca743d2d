// layer_norm: y = act(n gamma + beta), n = (x - mean) / std over the C channels of each row, and its
// backward.
//
//   g         = gradOut act'(z),  z = n gamma + beta, recomputed from x
//   gradX     = (h - mean of h - n mean of (h n)) / std,  h = g gamma
//   gradBeta  = sum over rows of g,  gradGamma = sum over rows of g n
//
// Layout  x, y and their gradients (rows, C); gamma and beta (C) or both null; mean and biased
//         variance (rows): float32. rows below 2^31. rule as VarianceRule; a clamped variance
//         (channel_map.cuh) drops the last term of gradX. partial (splits, 2, C) float32.
//         activation as in unary.cuh, -1 for none; backward reads beta for one only.
// Stages  forward: layer_norm. backward: layer_norm_backward for gradX; layer_norm_gradient_sums
//         and channel_gradient_merge with one group for gradGamma and gradBeta.
//
// Versions
//   layer_norm, layer_norm_backward  v1  one thread a row
//                                    v2  lanes of a warp share a row, in 16-byte vectors where C
//                                        is a multiple; the row is read again from the cache
//   layer_norm_gradient_sums         v1  one thread a channel of a split
//                                    v2  a window of channels a block (columns.cuh)
// Determinism exact for a given number of splits and block size: every order is fixed.

#include "channel_map.cuh"
#include "channels.cuh"
#include "moments.cuh"

// ---- forward -----------------------------------------------------------------------------------

// The moments of a row, in every lane.
template <int V, typename T>
V2V_DEVICE Moments<1> row_moments(const T *__restrict__ row, int C, const Lanes &lanes) {
  Moments<V> own;
  own.clear();
  for (int c = lanes.lane * V; c < C; c += lanes.count() * V) {
    float v[V];
    load<V>(row + c, v);
    own.add(v);
  }
  Moments<1> total;
  total.clear();
#pragma unroll
  for (int k = 0; k < V; k++) {
    Moments<1> column = {{own.mean(k), own.squares(k), own.count()}};
    total.merge(column);
  }
  for (int step = lanes.count() >> 1; step > 0; step >>= 1) {
    Moments<1> other;
#pragma unroll
    for (int k = 0; k < Moments<1>::FLOATS; k++) {
      other.at[k] = __shfl_xor_sync(lanes.mask, total.at[k], step);
    }
    // Both lanes merge in the same order, so that all end with the same bits.
    bool lower = (lanes.lane & step) == 0;
    Moments<1> a = lower ? total : other;
    a.merge(lower ? other : total);
    total = a;
  }
  return total;
}

template <int V, typename T>
V2V_DEVICE void layer_norm(const T *__restrict__ x, const float *__restrict__ gamma,
                           const float *__restrict__ beta, T *__restrict__ y,
                           float *__restrict__ mean, float *__restrict__ variance, int rows,
                           int C, float eps, int rule, int activation, float slope,
                           const Lanes &lanes) {
  for (int r = lanes.index(); r < rows; r += lanes.groups()) {
    const T *row = x + (long long)r * C;
    Moments<1> m = row_moments<V>(row, C, lanes);
    float rowVariance = m.squares(0) / C;
    float inverse = inverse_std(rowVariance, eps, rule);
    for (int c = lanes.lane * V; c < C; c += lanes.count() * V) {
      float v[V], factor[V], shift[V];
      load<V>(row + c, v);
      load_floats(at(gamma, c), 1.0f, factor);
      load_floats(at(beta, c), 0.0f, shift);
#pragma unroll
      for (int k = 0; k < V; k++) {
        v[k] = (v[k] - m.mean(0)) * inverse * factor[k] + shift[k];
      }
      activate(activation, slope, v);
      store<V>(y + (long long)r * C + c, v);
    }
    if (lanes.lane == 0) {
      mean[r] = m.mean(0);
      variance[r] = rowVariance;
    }
  }
}

// ---- backward ----------------------------------------------------------------------------------

// n = (x - center) inverse in place of x, g = gradOut act'(n factor + shift), in place of gradOut.
template <int V>
V2V_DEVICE void normalise(float center, float inverse, const float (&factor)[V],
                          const float (&shift)[V], int activation, float slope, float (&x)[V],
                          float (&g)[V]) {
  float z[V];
#pragma unroll
  for (int k = 0; k < V; k++) {
    x[k] = (x[k] - center) * inverse;
    z[k] = x[k] * factor[k] + shift[k];
  }
  activate_grad(activation, slope, z, g);
}

template <int V, typename T>
V2V_DEVICE void layer_norm_backward(const T *__restrict__ gradOut, const T *__restrict__ x,
                                    const float *__restrict__ gamma,
                                    const float *__restrict__ beta,
                                    const float *__restrict__ mean,
                                    const float *__restrict__ variance, T *__restrict__ gradX,
                                    int rows, int C, float eps, int rule, int activation,
                                    float slope, const Lanes &lanes) {
  for (int r = lanes.index(); r < rows; r += lanes.groups()) {
    long long start = (long long)r * C;
    float center = mean[r];
    float inverse = inverse_std(variance[r], eps, rule);
    float sum = 0.0f, sumByValue = 0.0f;  // of h and h n
    for (int c = lanes.lane * V; c < C; c += lanes.count() * V) {
      float g[V], v[V], factor[V], shift[V];
      load<V>(gradOut + start + c, g);
      load<V>(x + start + c, v);
      load_floats(at(gamma, c), 1.0f, factor);
      load_floats(at(beta, c), 0.0f, shift);
      normalise(center, inverse, factor, shift, activation, slope, v, g);
#pragma unroll
      for (int k = 0; k < V; k++) {
        float h = g[k] * factor[k];
        sum += h;
        sumByValue += h * v[k];
      }
    }
    sum = lanes.sum(sum) / C;
    sumByValue = lanes.sum(sumByValue) / C;
    if (!follows_variance(variance[r], eps, rule)) {
      sumByValue = 0.0f;
    }
    for (int c = lanes.lane * V; c < C; c += lanes.count() * V) {
      float g[V], v[V], factor[V], shift[V];
      load<V>(gradOut + start + c, g);
      load<V>(x + start + c, v);
      load_floats(at(gamma, c), 1.0f, factor);
      load_floats(at(beta, c), 0.0f, shift);
      normalise(center, inverse, factor, shift, activation, slope, v, g);
#pragma unroll
      for (int k = 0; k < V; k++) {
        v[k] = inverse * (g[k] * factor[k] - sum - v[k] * sumByValue);
      }
      store<V>(gradX + start + c, v);
    }
  }
}

// The rows of a normalisation and what it was given.
template <typename T>
struct NormalisedRows {
  const T *__restrict__ gradOut;
  const T *__restrict__ x;
  Normalisation norm;
  int activation;
  float slope;

  // Sums of g and of g n over rows first, first + step, ... below end of V channels.
  template <int V>
  __device__ __forceinline__ ColumnSums<V> sum(int first, int end, int step, int c) const {
    ColumnSums<V> sums;
    sums.clear();
    float factor[V], shift[V];
    load_floats(at(norm.gamma, c), 1.0f, factor);
    load_floats(at(norm.beta, c), 0.0f, shift);
    for (int r = first; r < end; r += step) {
      float g[V], v[V];
      load<V>(gradOut + (long long)r * norm.C + c, g);
      load<V>(x + (long long)r * norm.C + c, v);
      float inverse = inverse_std(norm.variance[r], norm.eps, norm.rule);
      normalise(norm.mean[r], inverse, factor, shift, activation, slope, v, g);
#pragma unroll
      for (int k = 0; k < V; k++) {
        sums.at[k] += g[k];
        sums.at[V + k] += g[k] * v[k];
      }
    }
    return sums;
  }
};

template <typename T>
V2V_DEVICE void layer_norm_gradient_sums_v1(const NormalisedRows<T> &all,
                                            float *__restrict__ partial, int rows, int splits) {
  int C = all.norm.C;
  V2V_FOR_EACH(i, splits * C) {
    int c = i % C;
    int split = i / C;
    Rows r = rows_of(rows, split, splits);
    ColumnSums<1> sums = all.template sum<1>(r.first, r.end, 1, c);
    partial[2LL * split * C + c] = sums.at[0];
    partial[(2LL * split + 1) * C + c] = sums.at[1];
  }
}

template <int V, typename T>
V2V_DEVICE void layer_norm_gradient_sums_v2(const NormalisedRows<T> &all,
                                            float *__restrict__ partial, int rows, int splits,
                                            float *scratch) {
  int C = all.norm.C;
  Window w = Window::of(C / V);
  int perSplit = slabs(w, C / V);
  for (int item = blockIdx.x; item < splits * perSplit; item += gridDim.x) {
    int split = item / perSplit;
    int c = ((item - split * perSplit) * w.width + w.column) * V;
    Rows r = rows_of(rows, split, splits);
    ColumnSums<V> sums;
    sums.clear();
    if (c < C) {
      sums = all.template sum<V>(r.first + w.row, r.end, w.rows, c);
    }
    merge_rows(w, sums, scratch);
    if (w.row == 0 && c < C) {
      float *out = partial + 2LL * split * C + c;
#pragma unroll
      for (int k = 0; k < V; k++) {
        out[k] = sums.at[k];
        out[C + k] = sums.at[V + k];
      }
    }
  }
}

//! kernel layer_norm  op=layer_norm  dtypes=f32,bf16,f16  versions=v1,v2  default=v2  element=one element of x  read=S  write=S  flops=8  deterministic=yes  block=256
//! kernel layer_norm_backward  op=layer_norm_backward  dtypes=f32,bf16,f16  versions=v1,v2  default=v2  element=one element of x  read=2*S  write=S  flops=11  deterministic=yes  block=256
//! kernel layer_norm_gradient_sums  op=layer_norm_backward  dtypes=f32,bf16,f16  versions=v1,v2  default=v2  element=one element of x  read=2*S  write=0  flops=5  deterministic=yes  block=256

#define FORWARD(T)                                                                          \
  const T *__restrict__ x, const float *__restrict__ gamma, const float *__restrict__ beta, \
      T *__restrict__ y, float *__restrict__ mean, float *__restrict__ variance, int rows,  \
      int C, float eps, int rule, int activation, float slope
#define BACKWARD(T)                                                                          \
  const T *__restrict__ gradOut, const T *__restrict__ x, const float *__restrict__ gamma,   \
      const float *__restrict__ beta, const float *__restrict__ mean,                        \
      const float *__restrict__ variance, T *__restrict__ gradX, int rows, int C, float eps, \
      int rule, int activation, float slope
#define SUMS(T)                                                                            \
  const T *__restrict__ gradOut, const T *__restrict__ x, const float *__restrict__ gamma, \
      const float *__restrict__ beta, const float *__restrict__ mean,                      \
      const float *__restrict__ variance, float *__restrict__ partial, int rows, int C,    \
      int splits, float eps, int rule, int activation, float slope

#define RUN_FORWARD(V, lanes)                                                             \
  layer_norm<V>(x, gamma, beta, y, mean, variance, rows, C, eps, rule, activation, slope, \
                Lanes::of(lanes))
#define RUN_BACKWARD(V, lanes)                                                               \
  layer_norm_backward<V>(gradOut, x, gamma, beta, mean, variance, gradX, rows, C, eps, rule, \
                         activation, slope, Lanes::of(lanes))
#define ALL(T)                                                                 \
  NormalisedRows<T> {                                                          \
    gradOut, x, {gamma, beta, mean, variance, C, eps, rule}, activation, slope \
  }

#define ENTRIES(T, suffix)                                                                        \
  V2V_KERNEL layer_norm_v1_##suffix(FORWARD(T)) { RUN_FORWARD(1, 1); }                            \
  V2V_KERNEL layer_norm_v2_##suffix(FORWARD(T)) {                                                 \
    V2V_BY_VECTOR(T, C, (RUN_FORWARD(V, C / V)))                                                  \
  }                                                                                               \
  V2V_KERNEL layer_norm_backward_v1_##suffix(BACKWARD(T)) { RUN_BACKWARD(1, 1); }                 \
  V2V_KERNEL layer_norm_backward_v2_##suffix(BACKWARD(T)) {                                       \
    V2V_BY_VECTOR(T, C, (RUN_BACKWARD(V, C / V)))                                                 \
  }                                                                                               \
  V2V_KERNEL layer_norm_gradient_sums_v1_##suffix(SUMS(T)) {                                      \
    layer_norm_gradient_sums_v1(ALL(T), partial, rows, splits);                                   \
  }                                                                                               \
  V2V_KERNEL layer_norm_gradient_sums_v2_##suffix(SUMS(T)) {                                      \
    __shared__ float scratch[ColumnSums<Vector<T>::size>::FLOATS * V2V_COLUMN_BLOCK];             \
    V2V_BY_VECTOR(T, C, (layer_norm_gradient_sums_v2<V>(ALL(T), partial, rows, splits, scratch))) \
  }

V2V_FLOAT_TYPES(ENTRIES)
