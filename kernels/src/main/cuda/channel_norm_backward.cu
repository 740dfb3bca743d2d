// channel_norm_backward: the gradients of y = act((x - mean) / std gamma + beta) over x (groups,
// rows, C), for batch norm, instance norm and, with statistics that are constants, batch norm's
// evaluation.
//
//   g          = gradOut act'(z),  z = n gamma + beta,  n = (x - mean) / std, recomputed from x
//   gradBeta   = sum of g,  gradGamma = sum of g n                           over groups and rows
//   gradX      = gamma / std (g - [mean of g] - [n times the mean of g n])   over a group's rows
//
// Constant statistics drop both brackets, a clamped variance (see channel_map.cuh) the second one.
//
// Layout  gradOut, x and gradX (groups, rows, C), fewer than 2^31 elements; gamma and beta (C) or
//         both null, mean and variance (groups, C), gradGamma and gradBeta (C), partial (groups,
//         splits, 2, C) and sums (groups, 2, C), sums of g and then of g n: all float32. beta is
//         read for an activation only. sums is null where the statistics are constants. Any of
//         sums, gradGamma and gradBeta may be null in channel_gradient_merge: nobody asked.
// Stages  channel_gradient_sums, channel_gradient_merge, channel_norm_backward. Splits as for the
//         moments in channel_norm.cu. Up-sampling has no backward of its own: to add its four
//         pixels up first moves fewer bytes than to read all four twice here.
//
// Versions
//   channel_gradient_sums   v1  one thread a channel of a split
//                           v2  a window of channels a block (columns.cuh), 16-byte vectors
//   channel_gradient_merge  v1  8 channels a block; its rows of threads share the splits of one
//                               group, or the groups
//   channel_norm_backward   v1  one thread an element
//                           v2  one thread a 16-byte vector, its channels kept (channel_map.cuh)
// Determinism exact for a given number of splits and block size: every order is fixed.

#include "channel_map.cuh"
#include "channels.cuh"
#include "moments.cuh"

// ---- sums --------------------------------------------------------------------------------------

// Adds one row: v is x, g the gradient of the activated value.
template <int V>
V2V_DEVICE void add_row(const ChannelMap<V> &map, int activation, float slope, float (&v)[V],
                        float (&g)[V], ColumnSums<V> &sums) {
  float z[V];
#pragma unroll
  for (int k = 0; k < V; k++) {
    v[k] -= map.center[k];
    z[k] = v[k] * map.scale[k] + map.shift[k];
  }
  activate_grad(activation, slope, z, g);
#pragma unroll
  for (int k = 0; k < V; k++) {
    sums.at[k] += g[k];
    sums.at[V + k] += g[k] * v[k];
  }
}

// Rows first, first + step, ... below end of V channels.
template <int V, typename T>
V2V_DEVICE ColumnSums<V> sum_rows(const T *__restrict__ gradOut, const T *__restrict__ x,
                            const Normalisation &norm, int group, int c, int first, int end,
                            int step, long long base, int activation, float slope) {
  ChannelMap<V> map = norm.template map<V>(group, c);
  ColumnSums<V> sums;
  sums.clear();
  const T *g0 = gradOut + base * norm.C + c;
  const T *x0 = x + base * norm.C + c;
  int row = first;
  for (; row + step < end; row += 2 * step) {  // two rows, so that four loads are in flight
    long long i = (long long)row * norm.C;
    long long j = (long long)(row + step) * norm.C;
    float g[2][V], v[2][V];
    load<V>(g0 + i, g[0]);
    load<V>(x0 + i, v[0]);
    load<V>(g0 + j, g[1]);
    load<V>(x0 + j, v[1]);
    add_row(map, activation, slope, v[0], g[0], sums);
    add_row(map, activation, slope, v[1], g[1], sums);
  }
  if (row < end) {
    float g[V], v[V];
    load<V>(g0 + (long long)row * norm.C, g);
    load<V>(x0 + (long long)row * norm.C, v);
    add_row(map, activation, slope, v, g, sums);
  }
  float variance[V];
  load_floats(norm.variance + (long long)group * norm.C + c, 0.0f, variance);
#pragma unroll
  for (int k = 0; k < V; k++) {
    sums.at[V + k] *= inverse_std(variance[k], norm.eps, norm.rule);
  }
  return sums;
}

template <typename T>
V2V_DEVICE void channel_gradient_sums_v1(const T *__restrict__ gradOut, const T *__restrict__ x,
                                         const Normalisation &norm, float *__restrict__ partial,
                                         int groups, int rows, int splits, int activation,
                                         float slope) {
  int C = norm.C;
  V2V_FOR_EACH(i, groups * splits * C) {
    int c = i % C;
    int split = i / C % splits;
    int group = i / C / splits;
    Rows r = rows_of(rows, split, splits);
    ColumnSums<1> sums = sum_rows<1>(gradOut, x, norm, group, c, r.first, r.end, 1,
                               (long long)group * rows, activation, slope);
    float *out = partial + (i / C * 2LL) * C + c;
    out[0] = sums.at[0];
    out[C] = sums.at[1];
  }
}

template <int V, typename T>
V2V_DEVICE void channel_gradient_sums_v2(const T *__restrict__ gradOut, const T *__restrict__ x,
                                         const Normalisation &norm, float *__restrict__ partial,
                                         int groups, int rows, int splits, int activation,
                                         float slope, float *scratch) {
  int C = norm.C;
  Window w = Window::of(C / V);
  int perSplit = slabs(w, C / V);
  for (int item = blockIdx.x; item < groups * splits * perSplit; item += gridDim.x) {
    int part = item / perSplit;
    int group = part / splits;
    int c = ((item - part * perSplit) * w.width + w.column) * V;
    Rows r = rows_of(rows, part % splits, splits);
    ColumnSums<V> sums;
    sums.clear();
    if (c < C) {
      sums = sum_rows<V>(gradOut, x, norm, group, c, r.first + w.row, r.end, w.rows,
                         (long long)group * rows, activation, slope);
    }
    merge_rows(w, sums, scratch);
    if (w.row == 0 && c < C) {
      float *out = partial + 2LL * part * C + c;
#pragma unroll
      for (int k = 0; k < V; k++) {
        out[k] = sums.at[k];
        out[C + k] = sums.at[V + k];
      }
    }
  }
}

template <typename T>
V2V_DEVICE void channel_gradient_sums_v2(const T *__restrict__ gradOut, const T *__restrict__ x,
                                         const Normalisation &norm, float *__restrict__ partial,
                                         int groups, int rows, int splits, int activation,
                                         float slope) {
  __shared__ float scratch[ColumnSums<Vector<T>::size>::FLOATS * V2V_COLUMN_BLOCK];
  V2V_BY_VECTOR(T, norm.C,
                (channel_gradient_sums_v2<V>(gradOut, x, norm, partial, groups, rows, splits,
                                             activation, slope, scratch)))
}

// ---- gradX -------------------------------------------------------------------------------------

// gradX = scale g - byValue (x - mean) - constant
template <int V>
struct GradientMap {
  ChannelMap<V> forward;
  float byValue[V], constant[V];

  __device__ __forceinline__ void load_for(const Normalisation &norm,
                                           const float *__restrict__ sums, int group, int c,
                                           float perRow) {
    forward = norm.template map<V>(group, c);
    const float *own = at(sums, 2LL * group * norm.C + c);
    load_floats(own, 0.0f, constant);
    load_floats(at(own, norm.C), 0.0f, byValue);
    float variance[V];
    load_floats(norm.variance + (long long)group * norm.C + c, 0.0f, variance);
#pragma unroll
    for (int k = 0; k < V; k++) {
      bool follows = follows_variance(variance[k], norm.eps, norm.rule);
      float inverse = inverse_std(variance[k], norm.eps, norm.rule);
      constant[k] *= forward.scale[k] * perRow;
      byValue[k] = follows ? byValue[k] * forward.scale[k] * perRow * inverse : 0.0f;
    }
  }

  __device__ __forceinline__ void apply(const float (&v)[V], float (&g)[V], int activation,
                                        float slope) const {
    float centered[V], z[V];
#pragma unroll
    for (int k = 0; k < V; k++) {
      centered[k] = v[k] - forward.center[k];
      z[k] = centered[k] * forward.scale[k] + forward.shift[k];
    }
    activate_grad(activation, slope, z, g);
#pragma unroll
    for (int k = 0; k < V; k++) {
      g[k] = forward.scale[k] * g[k] - (byValue[k] * centered[k] + constant[k]);
    }
  }
};

template <typename T>
V2V_DEVICE void channel_norm_backward_v1(const T *__restrict__ gradOut, const T *__restrict__ x,
                                         const Normalisation &norm,
                                         const float *__restrict__ sums, T *__restrict__ gradX,
                                         int groups, int rows, int activation, float slope) {
  V2V_FOR_EACH(i, groups * rows * norm.C) {
    GradientMap<1> map;
    map.load_for(norm, sums, i / norm.C / rows, i % norm.C, 1.0f / rows);
    float v[1] = {to_f32(x[i])};
    float g[1] = {to_f32(gradOut[i])};
    map.apply(v, g, activation, slope);
    gradX[i] = from_f32<T>(g[0]);
  }
}

template <int V, typename T>
V2V_DEVICE void channel_norm_backward_v2(const T *__restrict__ gradOut, const T *__restrict__ x,
                                         const Normalisation &norm,
                                         const float *__restrict__ sums, T *__restrict__ gradX,
                                         int groups, int rows, int activation, float slope) {
  ChannelWalk walk = ChannelWalk::of(groups, rows, norm.C / V);
  GradientMap<V> map;
  unsigned int held = 0xffffffffu;
  for (unsigned int i = walk.first; i < walk.count; i += walk.step) {
    float g[V], v[V];
    load<V>(gradOut + (long long)i * V, g);
    load<V>(x + (long long)i * V, v);
    unsigned int vector = i % walk.perRow;
    unsigned int group = i < walk.perGroup ? 0 : i / walk.perGroup;
    unsigned int channel = group * walk.perRow + vector;
    if (channel != held) {
      map.load_for(norm, sums, group, vector * V, 1.0f / rows);
      held = channel;
    }
    map.apply(v, g, activation, slope);
    store<V>(gradX + (long long)i * V, g);
  }
}

//! kernel channel_gradient_sums  op=batch_norm_train_backward,batch_norm_eval_backward,instance_norm_backward  dtypes=f32,bf16,f16  versions=v1,v2  default=v2  element=one element of x  read=2*S  write=0  flops=5  deterministic=yes  block=256
//! kernel channel_gradient_merge  op=batch_norm_train_backward,batch_norm_eval_backward,instance_norm_backward,layer_norm_backward  dtypes=f32  versions=v1  default=v1  element=one channel of a split  read=2*S  write=0  flops=2  deterministic=yes  block=256
//! kernel channel_norm_backward  op=batch_norm_train_backward,batch_norm_eval_backward,instance_norm_backward  dtypes=f32,bf16,f16  versions=v1,v2  default=v2  element=one element of x  read=2*S  write=S  flops=6  deterministic=yes  block=256

V2V_KERNEL channel_gradient_merge_v1_f32(const float *__restrict__ partial,
                                         float *__restrict__ sums,
                                         float *__restrict__ gradGamma,
                                         float *__restrict__ gradBeta, int groups, int C,
                                         int splits) {
  __shared__ float scratch[ColumnSums<1>::FLOATS * V2V_COLUMN_BLOCK];
  Window w = Window::of(8);
  int windows = slabs(w, C);
  for (int item = blockIdx.x; item < windows; item += gridDim.x) {
    int c = item * w.width + w.column;
    ColumnSums<1> total;
    total.clear();
    // One group: every row of threads takes some splits of it. Several: some groups as a whole.
    bool single = groups == 1;
    int splitStep = single ? w.rows : 1;
    for (int group = single ? 0 : w.row; group < groups && c < C; group += w.rows) {
      ColumnSums<1> own;
      own.clear();
      for (int split = single ? w.row : 0; split < splits; split += splitStep) {
        const float *in = partial + 2LL * (group * splits + split) * C + c;
        ColumnSums<1> part = {{in[0], in[C]}};
        own.merge(part);
      }
      if (!single && sums != nullptr) {
        sums[2LL * group * C + c] = own.at[0];
        sums[(2LL * group + 1) * C + c] = own.at[1];
      }
      total.merge(own);
    }
    merge_rows(w, total, scratch);
    if (w.row == 0 && c < C) {
      if (single && sums != nullptr) {
        sums[c] = total.at[0];
        sums[C + c] = total.at[1];
      }
      if (gradBeta != nullptr) {
        gradBeta[c] = total.at[0];
      }
      if (gradGamma != nullptr) {
        gradGamma[c] = total.at[1];
      }
    }
  }
}

#define SUMS(T)                                                                              \
  const T *__restrict__ gradOut, const T *__restrict__ x, const float *__restrict__ gamma,   \
      const float *__restrict__ beta, const float *__restrict__ mean,                        \
      const float *__restrict__ variance, float *__restrict__ partial, int groups, int rows, \
      int C, int splits, float eps, int rule, int activation, float slope
#define BACKWARD(T)                                                                            \
  const T *__restrict__ gradOut, const T *__restrict__ x, const float *__restrict__ gamma,     \
      const float *__restrict__ beta, const float *__restrict__ mean,                          \
      const float *__restrict__ variance, const float *__restrict__ sums,                      \
      T *__restrict__ gradX, int groups, int rows, int C, float eps, int rule, int activation, \
      float slope

#define NORM \
  Normalisation { gamma, beta, mean, variance, C, eps, rule }

#define ENTRIES(T, suffix)                                                                        \
  V2V_KERNEL channel_gradient_sums_v1_##suffix(SUMS(T)) {                                         \
    channel_gradient_sums_v1(gradOut, x, NORM, partial, groups, rows, splits, activation, slope); \
  }                                                                                               \
  V2V_KERNEL channel_gradient_sums_v2_##suffix(SUMS(T)) {                                         \
    channel_gradient_sums_v2(gradOut, x, NORM, partial, groups, rows, splits, activation, slope); \
  }                                                                                               \
  V2V_KERNEL channel_norm_backward_v1_##suffix(BACKWARD(T)) {                                     \
    channel_norm_backward_v1(gradOut, x, NORM, sums, gradX, groups, rows, activation, slope);     \
  }                                                                                               \
  V2V_KERNEL channel_norm_backward_v2_##suffix(BACKWARD(T)) {                                     \
    V2V_BY_VECTOR(T, C, (channel_norm_backward_v2<V>(gradOut, x, NORM, sums, gradX, groups, rows, \
                                                     activation, slope)))                         \
  }

V2V_FLOAT_TYPES(ENTRIES)
