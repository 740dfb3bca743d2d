// channel_norm: batch norm and instance norm. Both normalise x (groups, rows, C) over its rows:
// batch norm has one group of all pixels, instance norm a group for each image.
//
//   y = act((x - mean) / std gamma + beta),  std^2 = variance + eps or max(variance, eps)
//
// channel_norm_upsample writes every cell of images to the four of a square, y (N, 2 H, 2 W, C).
//
// Layout  x and y (groups, rows, C), fewer than 2^31 elements. gamma and beta (C) or both null;
//         mean and biased variance (groups, C); partial (groups, splits, 2, C), means and then
//         squared deviations of a split's rows: all float32. rule as VarianceRule, activation as in
//         unary.cuh, -1 for none.
// Stages  channel_moments, channel_moments_merge, then channel_norm; with given statistics
//         (batch_norm_eval) the last alone. Good numbers of splits give each at least 64
//         rows and the device some 4 blocks a multiprocessor, a block having
//         ceil(C / (32 vectors)) * splits * groups to do.
//
// Moments are running means and squared deviations (Welford 1962), four rows at a time and merged
// pairwise (Chan, Golub and LeVeque 1979), so a mean far from zero costs no precision.
//
// Versions
//   channel_moments        v1  one thread a channel of a split
//                          v2  a window of channels a block (columns.cuh), 16-byte vectors
//   channel_moments_merge  v1  8 channels a block, its rows of threads share the splits
//   channel_norm           v1  one thread an element
//   channel_norm_upsample  v2  one thread a 16-byte vector, its channels kept (channel_map.cuh)
//   running_statistics     v1  one thread a channel
// Determinism exact for a given number of splits and block size: every order is fixed.

#include "channel_map.cuh"
#include "channels.cuh"
#include "moments.cuh"

// ---- statistics --------------------------------------------------------------------------------

template <typename T>
V2V_DEVICE void channel_moments_v1(const T *__restrict__ x, float *__restrict__ partial,
                                   int groups, int rows, int C, int splits) {
  V2V_FOR_EACH(i, groups * splits * C) {
    int c = i % C;
    int split = i / C % splits;
    int group = i / C / splits;
    Rows r = rows_of(rows, split, splits);
    Moments<1> m;
    m.clear();
    for (int row = r.first; row < r.end; row++) {
      float v[1] = {to_f32(x[((long long)group * rows + row) * C + c])};
      m.add(v);
    }
    float *out = partial + (i / C * 2LL) * C + c;
    out[0] = m.mean(0);
    out[C] = m.squares(0);
  }
}

template <int V, typename T>
V2V_DEVICE void channel_moments_v2(const T *__restrict__ x, float *__restrict__ partial,
                                   int groups, int rows, int C, int splits, float *scratch) {
  Window w = Window::of(C / V);
  int perSplit = slabs(w, C / V);
  for (int item = blockIdx.x; item < groups * splits * perSplit; item += gridDim.x) {
    int part = item / perSplit;
    int c = ((item - part * perSplit) * w.width + w.column) * V;
    Rows r = rows_of(rows, part % splits, splits);
    const T *first = x + (long long)(part / splits) * rows * C + c;
    Moments<V> m;
    m.clear();
    if (c < C) {
      int row = r.first + w.row;
      for (; row + 3 * w.rows < r.end; row += 4 * w.rows) {
        float v[4][V];
#pragma unroll
        for (int k = 0; k < 4; k++) {
          load<V>(first + (long long)(row + k * w.rows) * C, v[k]);
        }
        m.add(v);
      }
      for (; row < r.end; row += w.rows) {
        float v[V];
        load<V>(first + (long long)row * C, v);
        m.add(v);
      }
    }
    merge_rows(w, m, scratch);
    if (w.row == 0 && c < C) {
      float *out = partial + 2LL * part * C + c;
#pragma unroll
      for (int k = 0; k < V; k++) {
        out[k] = m.mean(k);
        out[C + k] = m.squares(k);
      }
    }
  }
}

template <typename T>
V2V_DEVICE void channel_moments_v2(const T *__restrict__ x, float *__restrict__ partial,
                                   int groups, int rows, int C, int splits) {
  __shared__ float scratch[Moments<Vector<T>::size>::FLOATS * V2V_COLUMN_BLOCK];
  V2V_BY_VECTOR(T, C, (channel_moments_v2<V>(x, partial, groups, rows, C, splits, scratch)))
}

//! kernel channel_moments  op=batch_norm_train,instance_norm  dtypes=f32,bf16,f16  versions=v1,v2  default=v2  element=one element of x  read=S  write=0  flops=4  deterministic=yes  block=256
//! kernel channel_moments_merge  op=batch_norm_train,instance_norm  dtypes=f32  versions=v1  default=v1  element=one channel of a split  read=2*S  write=0  flops=8  deterministic=yes  block=256
//! kernel channel_norm  op=batch_norm_train,batch_norm_eval,instance_norm  dtypes=f32,bf16,f16  versions=v1,v2  default=v2  element=one element of x  read=S  write=S  flops=4  deterministic=yes  block=256
//! kernel channel_norm_upsample  op=batch_norm_train,instance_norm  dtypes=f32,bf16,f16  versions=v1,v2  default=v2  element=one element of x  read=S  write=4*S  flops=4  deterministic=yes  block=256
//! kernel running_statistics  op=running_statistics  dtypes=f32  versions=v1  default=v1  element=one channel  read=4*S  write=2*S  flops=7  deterministic=yes  block=256

V2V_KERNEL channel_moments_merge_v1_f32(const float *__restrict__ partial,
                                        float *__restrict__ mean, float *__restrict__ variance,
                                        int groups, int rows, int C, int splits) {
  __shared__ float scratch[Moments<1>::FLOATS * V2V_COLUMN_BLOCK];
  Window w = Window::of(8);
  int perGroup = slabs(w, C);
  for (int item = blockIdx.x; item < groups * perGroup; item += gridDim.x) {
    int group = item / perGroup;
    int c = (item - group * perGroup) * w.width + w.column;
    Moments<1> total;
    total.clear();
    if (c < C) {
      for (int split = w.row; split < splits; split += w.rows) {
        const float *in = partial + 2LL * (group * splits + split) * C + c;
        Rows r = rows_of(rows, split, splits);
        Moments<1> part = {{in[0], in[C], (float)(r.end - r.first)}};
        total.merge(part);
      }
    }
    merge_rows(w, total, scratch);
    if (w.row == 0 && c < C) {
      mean[(long long)group * C + c] = total.mean(0);
      variance[(long long)group * C + c] = total.squares(0) / rows;
    }
  }
}

// running = (1 - momentum) running + momentum batch; unbias is rows / (rows - 1).
V2V_KERNEL running_statistics_v1_f32(const float *__restrict__ mean,
                                     const float *__restrict__ variance,
                                     float *__restrict__ runningMean,
                                     float *__restrict__ runningVariance, int C, float keep,
                                     float momentum, float unbias) {
  V2V_FOR_EACH(c, C) {
    runningMean[c] = keep * runningMean[c] + momentum * mean[c];
    runningVariance[c] = keep * runningVariance[c] + momentum * (variance[c] * unbias);
  }
}

#define MOMENTS(T) \
  const T *__restrict__ x, float *__restrict__ partial, int groups, int rows, int C, int splits
#define PLAIN(T)                                                                             \
  const T *__restrict__ x, const float *__restrict__ gamma, const float *__restrict__ beta,  \
      const float *__restrict__ mean, const float *__restrict__ variance, T *__restrict__ y, \
      int groups, int rows, int C, float eps, int rule, int activation, float slope
#define UPSAMPLE(T)                                                                          \
  const T *__restrict__ x, const float *__restrict__ gamma, const float *__restrict__ beta,  \
      const float *__restrict__ mean, const float *__restrict__ variance, T *__restrict__ y, \
      int groups, int rows, int C, int width, float eps, int rule, int activation, float slope
#define MAP \
  Normalisation { gamma, beta, mean, variance, C, eps, rule }
#define RUN(V) map_channels<V>(x, y, MAP, groups, rows, C, activation, slope)
#define RUN_UPSAMPLE(V) \
  map_channels_upsample<V>(x, y, MAP, groups, rows, width, C, activation, slope)

#define ENTRIES(T, suffix)                                                          \
  V2V_KERNEL channel_moments_v1_##suffix(MOMENTS(T)) {                              \
    channel_moments_v1<T>(x, partial, groups, rows, C, splits);                     \
  }                                                                                 \
  V2V_KERNEL channel_moments_v2_##suffix(MOMENTS(T)) {                              \
    channel_moments_v2<T>(x, partial, groups, rows, C, splits);                     \
  }                                                                                 \
  V2V_KERNEL channel_norm_v1_##suffix(PLAIN(T)) {                                   \
    map_channels_v1(x, y, MAP, groups, rows, C, activation, slope);                 \
  }                                                                                 \
  V2V_KERNEL channel_norm_v2_##suffix(PLAIN(T)) {                                   \
    V2V_BY_VECTOR(T, C, (RUN(V)))                                                   \
  }                                                                                 \
  V2V_KERNEL channel_norm_upsample_v1_##suffix(UPSAMPLE(T)) {                       \
    map_channels_upsample_v1(x, y, MAP, groups, rows, width, C, activation, slope); \
  }                                                                                 \
  V2V_KERNEL channel_norm_upsample_v2_##suffix(UPSAMPLE(T)) {                       \
    V2V_BY_VECTOR(T, C, (RUN_UPSAMPLE(V)))                                          \
  }

V2V_FLOAT_TYPES(ENTRIES)
