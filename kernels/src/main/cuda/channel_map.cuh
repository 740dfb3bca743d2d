// What normalisations do to channels: y = act((x - center) scale + shift), channel by channel, and
// the walk in which a thread keeps its channels.
#pragma once

#include "unary.cuh"

// In the order of VarianceRule.
enum VarianceRule { ADD_EPS, CLAMP };

V2V_DEVICE float inverse_std(float variance, float eps, int rule) {
  return 1.0f / sqrtf(each_time(rule) == ADD_EPS ? variance + eps : fmaxf(variance, eps));
}

// Whether the variance passes a gradient on; a clamped one does not.
V2V_DEVICE bool follows_variance(float variance, float eps, int rule) {
  return each_time(rule) == ADD_EPS || variance >= eps;
}

// V consecutive floats, or `fallback` where there are none.
template <int V>
V2V_DEVICE void load_floats(const float *__restrict__ p, float fallback, float (&v)[V]) {
  if (each_time(p) == nullptr) {
#pragma unroll
    for (int k = 0; k < V; k++) {
      v[k] = fallback;
    }
  } else if constexpr (V % 4 == 0) {
#pragma unroll
    for (int k = 0; k < V; k += 4) {
      float4 four = *reinterpret_cast<const float4 *>(p + k);
      v[k] = four.x;
      v[k + 1] = four.y;
      v[k + 2] = four.z;
      v[k + 3] = four.w;
    }
  } else {
#pragma unroll
    for (int k = 0; k < V; k++) {
      v[k] = p[k];
    }
  }
}

V2V_DEVICE const float *at(const float *p, long long i) { return p == nullptr ? p : p + i; }

// Of V neighbouring channels.
template <int V>
struct ChannelMap {
  float center[V], scale[V], shift[V];

  __device__ __forceinline__ void apply(float (&v)[V]) const {
#pragma unroll
    for (int k = 0; k < V; k++) {
      v[k] = (v[k] - center[k]) * scale[k] + shift[k];
    }
  }
};

// A normalisation of (groups, rows, C) by the statistics (groups, C); gamma and beta (C) or null.
struct Normalisation {
  const float *__restrict__ gamma;
  const float *__restrict__ beta;
  const float *__restrict__ mean;
  const float *__restrict__ variance;
  int C;
  float eps;
  int rule;

  template <int V>
  __device__ __forceinline__ ChannelMap<V> map(int group, int c) const {
    ChannelMap<V> m;
    long long statistic = (long long)group * C + c;
    load_floats(mean + statistic, 0.0f, m.center);
    load_floats(variance + statistic, 0.0f, m.scale);
    load_floats(at(beta, c), 0.0f, m.shift);
    float factor[V];
    load_floats(at(gamma, c), 1.0f, factor);
#pragma unroll
    for (int k = 0; k < V; k++) {
      m.scale[k] = inverse_std(m.scale[k], eps, rule) * factor[k];
    }
    return m;
  }
};

// A scale and a shift for each channel, as wide as the data or float32.
template <typename T>
struct Affine {
  const void *__restrict__ scale;
  const void *__restrict__ shift;
  int wide;

  template <int V>
  __device__ __forceinline__ ChannelMap<V> map(int group, int c) const {
    ChannelMap<V> m;
    if (each_time(wide)) {
      load_floats((const float *)scale + c, 1.0f, m.scale);
      load_floats((const float *)shift + c, 0.0f, m.shift);
    } else {
      load<V>((const T *)scale + c, m.scale);
      load<V>((const T *)shift + c, m.shift);
    }
#pragma unroll
    for (int k = 0; k < V; k++) {
      m.center[k] = 0.0f;
    }
    return m;
  }
};

// Visits the vectors of (groups, rows, C / V) in such steps that a thread stays on its channels as
// long as the grid has a thread for each: its map then changes with the group only.
struct ChannelWalk {
  unsigned int first, step, count;  // count + 2 step fits in 32 bits
  unsigned int perRow, perGroup;

  V2V_DEVICE ChannelWalk of(int groups, int rows, int vectors) {
    ChannelWalk w;
    w.perRow = vectors;
    w.perGroup = rows * vectors;
    w.count = groups * w.perGroup;
    w.first = thread_index();
    w.step = thread_count();
    if (w.step >= w.perRow) {
      w.step -= w.step % w.perRow;
      w.first = w.first < w.step ? w.first : w.count;  // the threads that are left over rest
    }
    return w;
  }
};

// y = act(map(x)).
template <int V, typename T, typename M>
V2V_DEVICE void map_channels(const T *__restrict__ x, T *__restrict__ y, const M &maps, int groups,
                             int rows, int C, int activation, float slope) {
  ChannelWalk walk = ChannelWalk::of(groups, rows, C / V);
  ChannelMap<V> map;
  unsigned int held = 0xffffffffu;
  for (unsigned int first = walk.first; first < walk.count; first += 2 * walk.step) {
    float v[2][V];  // both loads are in flight before the first is used
#pragma unroll
    for (int t = 0; t < 2; t++) {
      unsigned int i = first + t * walk.step;
      if (i < walk.count) {
        load<V>(x + (long long)i * V, v[t]);
      }
    }
#pragma unroll
    for (int t = 0; t < 2; t++) {
      unsigned int i = first + t * walk.step;
      if (i >= walk.count) {
        break;
      }
      unsigned int vector = i % walk.perRow;
      unsigned int group = i < walk.perGroup ? 0 : i / walk.perGroup;
      unsigned int channel = group * walk.perRow + vector;
      if (channel != held) {
        map = maps.template map<V>(group, vector * V);
        held = channel;
      }
      map.apply(v[t]);
      activate(activation, slope, v[t]);
      store<V>(y + (long long)i * V, v[t]);
    }
  }
}

// The same for images `width` wide, each cell of y written to the four of a square: y is (2 rows
// (groups H), 2 width) cells. The upper left one's number follows from the cell's own, for images
// lie one below the other.
template <int V, typename T, typename M>
V2V_DEVICE void map_channels_upsample(const T *__restrict__ x, T *__restrict__ y, const M &maps,
                                      int groups, int rows, int width, int C, int activation,
                                      float slope) {
  ChannelWalk walk = ChannelWalk::of(groups, rows, C / V);
  ChannelMap<V> map;
  unsigned int held = 0xffffffffu;
  for (unsigned int i = walk.first; i < walk.count; i += walk.step) {
    float v[V];
    load<V>(x + (long long)i * V, v);
    unsigned int cell = i / walk.perRow;
    unsigned int vector = i - cell * walk.perRow;
    unsigned int group = i < walk.perGroup ? 0 : i / walk.perGroup;
    unsigned int channel = group * walk.perRow + vector;
    if (channel != held) {
      map = maps.template map<V>(group, vector * V);
      held = channel;
    }
    map.apply(v);
    activate(activation, slope, v);
    unsigned int line = cell / width;
    long long first = 4LL * line * width + 2 * (cell - line * width);
    T *out = y + first * C + vector * V;
    store<V>(out, v);
    store<V>(out + C, v);
    out += 2LL * width * C;
    store<V>(out, v);
    store<V>(out + C, v);
  }
}

// Both, an element a thread and nothing kept.
template <typename T, typename M>
V2V_DEVICE void map_channels_upsample_v1(const T *__restrict__ x, T *__restrict__ y,
                                         const M &maps, int groups, int rows, int width, int C,
                                         int activation, float slope) {
  V2V_FOR_EACH(i, groups * rows * C) {
    float v[1] = {to_f32(x[i])};
    maps.template map<1>(i / C / rows, i % C).apply(v);
    activate(activation, slope, v);
    int cell = i / C;
    for (int k = 0; k < 4; k++) {
      long long line = cell / width * 2LL + k / 2;
      y[(line * 2 * width + cell % width * 2 + k % 2) * C + i % C] = from_f32<T>(v[0]);
    }
  }
}

template <typename T, typename M>
V2V_DEVICE void map_channels_v1(const T *__restrict__ x, T *__restrict__ y, const M &maps,
                                int groups, int rows, int C, int activation, float slope) {
  V2V_FOR_EACH(i, groups * rows * C) {
    float v[1] = {to_f32(x[i])};
    maps.template map<1>(i / C / rows, i % C).apply(v);
    activate(activation, slope, v);
    y[i] = from_f32<T>(v[0]);
  }
}
