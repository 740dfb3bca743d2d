// How the lines of a tensor (outer, size, inner) are reduced along `size`, with every line in parts
// where blocks are to share one: the second versions of reduce.
//
//   inner = 1   lanes of a warp share a part up to LONG_LINE elements, a block a longer one
//   inner > 1   a thread keeps V parts that lie side by side: alone below SHORT_LINE rows,
//               otherwise with the other rows of threads of its block (columns.cuh)
//
// All orders are fixed by the launch shape.
#pragma once

#include "columns.cuh"

#define LONG_LINE 4096
#define SHORT_LINE 32

// What is combined: values, values times a sign of which the largest is kept, squared deviations.
enum Mode { TOTAL, EXTREMUM, DEVIATIONS };

template <int MODE>
V2V_DEVICE float identity() {
  return MODE == EXTREMUM ? -__int_as_float(0x7f800000) : 0.0f;
}

template <int MODE>
V2V_DEVICE float combine(float a, float b) {
  return MODE == EXTREMUM ? (b > a || b != b ? b : a) : a + b;
}

// `p` is the sign or the mean.
template <int MODE>
V2V_DEVICE float value(float v, float p) {
  return MODE == EXTREMUM ? p * v : MODE == DEVIATIONS ? (v - p) * (v - p) : v;
}

// The lines of (outer, size, inner), each in `splits` parts of `part` elements, the last ones less.
template <typename In, typename Out>
struct Lines {
  const In *__restrict__ x;
  Out *__restrict__ y;  // (outer, splits, inner)
  int outer, size, inner, splits, part;
  float scale;

  __device__ __forceinline__ int lines() const { return outer * splits; }

  // Start of part l % splits of line l / splits, and its length.
  __device__ __forceinline__ const In *start(int l) const {
    return x + ((long long)(l / splits) * size + (long long)(l % splits) * part) * inner;
  }

  __device__ __forceinline__ int length(int l) const {
    return max(0, min(part, size - (l % splits) * part));
  }
};

template <int MODE, int V, typename In>
V2V_DEVICE float combine_line(const In *__restrict__ x, int length, int thread, int threads,
                              float p) {
  float total[V];
#pragma unroll
  for (int k = 0; k < V; k++) {
    total[k] = identity<MODE>();
  }
  for (int s = thread * V; s < length; s += threads * V) {
    float v[V];
    load<V>(x + s, v);
#pragma unroll
    for (int k = 0; k < V; k++) {
      total[k] = combine<MODE>(total[k], value<MODE>(v[k], p));
    }
  }
#pragma unroll
  for (int k = 1; k < V; k++) {
    total[0] = combine<MODE>(total[0], total[k]);
  }
  return total[0];
}

template <int MODE>
V2V_DEVICE float combine_lanes(const Lanes &lanes, float total) {
  for (int step = lanes.count() >> 1; step > 0; step >>= 1) {
    total = combine<MODE>(total, __shfl_xor_sync(lanes.mask, total, step));
  }
  return total;
}

template <int MODE>
V2V_DEVICE float combine_block(float total, float *scratch) {
  return MODE == EXTREMUM ? block_max(total, scratch) : block_sum(total, scratch);
}

// Lines that lie one after the other. With VARIANCE the first pass finds the mean for the second.
template <int MODE, bool VARIANCE, int V, typename In, typename Out>
V2V_DEVICE void reduce_rows(const Lines<In, Out> &a, float sign, float *scratch) {
  if (a.part <= LONG_LINE) {
    Lanes lanes = Lanes::of(a.part / V);
    for (int l = lanes.index(); l < a.lines(); l += lanes.groups()) {
      const In *x = a.start(l);
      int n = a.length(l);
      float p = sign;
      if (VARIANCE) {
        p = combine_lanes<TOTAL>(
                lanes, combine_line<TOTAL, V>(x, n, lanes.lane, lanes.count(), 0.0f)) / n;
      }
      float total =
          combine_lanes<MODE>(lanes, combine_line<MODE, V>(x, n, lanes.lane, lanes.count(), p));
      if (lanes.lane == 0) {
        a.y[l] = from_f32<Out>(total * a.scale);
      }
    }
    return;
  }
  for (int l = blockIdx.x; l < a.lines(); l += gridDim.x) {
    const In *x = a.start(l);
    int n = a.length(l);
    float p = sign;
    if (VARIANCE) {
      p = block_sum(combine_line<TOTAL, V>(x, n, threadIdx.x, blockDim.x, 0.0f), scratch) / n;
    }
    float total = combine_block<MODE>(
        combine_line<MODE, V>(x, n, threadIdx.x, blockDim.x, p), scratch);
    if (threadIdx.x == 0) {
      a.y[l] = from_f32<Out>(total * a.scale);
    }
  }
}

// V lines side by side.
template <int MODE, int V>
struct Totals {
  static const int FLOATS = V;
  float at[V];

  __device__ __forceinline__ void clear() {
#pragma unroll
    for (int k = 0; k < V; k++) {
      at[k] = identity<MODE>();
    }
  }

  __device__ __forceinline__ void add(const float (&v)[V], const float (&p)[V]) {
#pragma unroll
    for (int k = 0; k < V; k++) {
      at[k] = combine<MODE>(at[k], value<MODE>(v[k], p[k]));
    }
  }

  __device__ __forceinline__ void merge(const Totals &other) {
#pragma unroll
    for (int k = 0; k < V; k++) {
      at[k] = combine<MODE>(at[k], other.at[k]);
    }
  }
};

// The rows first, first + step, ... of V neighbouring lines.
template <int MODE, int V, typename In>
V2V_DEVICE Totals<MODE, V> combine_rows(const In *__restrict__ x, int length, int inner, int first,
                                        int step, const float (&p)[V]) {
  Totals<MODE, V> total;
  total.clear();
  for (int s = first; s < length; s += step) {
    float v[V];
    load<V>(x + (long long)s * inner, v);
    total.add(v, p);
  }
  return total;
}

template <int V, typename In, typename Out>
V2V_DEVICE void store_lines(const Lines<In, Out> &a, int l, int column, const float (&total)[V]) {
  float scaled[V];
#pragma unroll
  for (int k = 0; k < V; k++) {
    scaled[k] = total[k] * a.scale;
  }
  Out *y = a.y + (long long)l * a.inner + column;
  if constexpr (V == 1 || V == Vector<Out>::size) {
    store<V>(y, scaled);
  } else {  // partial results are wider than what they are made from
#pragma unroll
    for (int k = 0; k < V; k++) {
      y[k] = from_f32<Out>(scaled[k]);
    }
  }
}

template <int V>
V2V_DEVICE void fill(float (&p)[V], float v) {
#pragma unroll
  for (int k = 0; k < V; k++) {
    p[k] = v;
  }
}

template <int V>
V2V_DEVICE void divide(float (&p)[V], const float (&sums)[V], int n) {
#pragma unroll
  for (int k = 0; k < V; k++) {
    p[k] = sums[k] / n;
  }
}

// Lines that lie side by side.
template <int MODE, bool VARIANCE, int V, typename In, typename Out>
V2V_DEVICE void reduce_columns(const Lines<In, Out> &a, float sign, float *scratch) {
  int vectors = a.inner / V;
  float p[V];
  fill(p, sign);
  Window w = a.part < SHORT_LINE ? Window::flat() : Window::of(vectors);
  int perLine = slabs(w, vectors);
  for (int item = blockIdx.x; item < a.lines() * perLine; item += gridDim.x) {
    int l = item / perLine;
    int vector = (item - l * perLine) * w.width + w.column;
    const In *x = a.start(l) + vector * V;
    int n = vector < vectors ? a.length(l) : 0;
    if (VARIANCE) {
      auto sums = combine_rows<TOTAL, V>(x, n, a.inner, w.row, w.rows, p);
      merge_rows(w, sums, scratch);
      share_rows(w, sums, scratch);
      divide(p, sums.at, n);
    }
    auto total = combine_rows<MODE, V>(x, n, a.inner, w.row, w.rows, p);
    merge_rows(w, total, scratch);
    if (w.row == 0 && vector < vectors) {
      store_lines<V>(a, l, vector * V, total.at);
    }
  }
}

// `scratch` is Vector<In>::size * V2V_COLUMN_BLOCK floats of shared memory. A variance is never worth
// the code that vectors take.
template <int MODE, bool VARIANCE, typename In, typename Out>
V2V_DEVICE void reduce_lines(Lines<In, Out> a, float sign, float *scratch) {
  const int V = VARIANCE ? 1 : Vector<In>::size;
  a.scale *= sign;
  if (a.inner == 1) {
    if (V > 1 && a.size % V == 0 && a.part % V == 0) {
      reduce_rows<MODE, VARIANCE, V>(a, sign, scratch);
    } else {
      reduce_rows<MODE, VARIANCE, 1>(a, sign, scratch);
    }
  } else if (V > 1 && a.inner % V == 0) {
    reduce_columns<MODE, VARIANCE, V>(a, sign, scratch);
  } else {
    reduce_columns<MODE, VARIANCE, 1>(a, sign, scratch);
  }
}
