// reduce: sum, mean, variance, maximum and minimum of the lines of a tensor, and backward.
//
//   y[o, i] = f over s of x[o, s, i]
//   gradX[o, s, i] = gradOut[o, i] times scale                       sum, mean
//                    2 gradOut[o, i] scale (x[o, s, i] - mean)       variance
//                    gradOut[o, i] at the first extreme value        maximum, minimum
//
// Layout  x (outer, size, inner), y (outer, inner); outer * inner and size below 2^31 each, for
//         reduce_backward all elements of x. scale is 1 for a sum, 1 / size for a mean, 1 / max(0,
//         size - correction) for a variance; an empty mean is then 0 * inf = NaN. A NaN is an
//         extreme value. `function` as Reduce.Function.
// Stages  few long lines fill a device only if several blocks share one: reduce_partial cuts every
//         line in `splits` parts, whose results (outer, splits, inner) reduce_final reduces. Not
//         for a variance. A part is worth a block if it has some 4096 elements, for inner > 1
//         some 128 rows; a block then takes 32 vectors of lines side by side. More than 4 blocks
//         a multiprocessor gain nothing.
//
// Versions
//   reduce           v1  one thread a line, its formula
//                    v2  16-byte vectors, threads share long lines: see lines.cuh
//   reduce_backward  v1  one thread a line
//                    v2  sum and mean: one thread a 16-byte vector of gradX; the others as v1,
//                        since nothing that is trained differentiates them at size
// Determinism  exact for a given launch shape: every order is fixed.

#include "lines.cuh"

// In the order of Reduce.Function.
enum ReduceFunction { REDUCE_SUM, REDUCE_MEAN, REDUCE_VAR, REDUCE_MAX, REDUCE_MIN };

// ---- v1 ----------------------------------------------------------------------------------------

template <int MODE, typename T>
V2V_DEVICE float reduce_line(const T *__restrict__ x, int size, int inner, float p) {
  float total = identity<MODE>();
#pragma unroll 1
  for (int s = 0; s < size; s++) {
    total = combine<MODE>(total, value<MODE>(to_f32(x[(long long)s * inner]), p));
  }
  return total;
}

// The first index of the largest (sign 1) or smallest (sign -1) value.
template <typename T>
V2V_DEVICE int extremum_of_line(const T *__restrict__ x, int size, int inner, float sign) {
  int best = 0;
  float top = identity<EXTREMUM>();
#pragma unroll 1
  for (int s = 0; s < size; s++) {
    float v = sign * to_f32(x[(long long)s * inner]);
    if (v > top || (v != v && top == top) || s == 0) {
      top = v;
      best = s;
    }
  }
  return best;
}

template <typename T>
V2V_DEVICE float mean_of_line(const T *__restrict__ x, int size, int inner) {
  return reduce_line<TOTAL>(x, size, inner, 0.0f) / size;
}

template <typename T>
V2V_DEVICE void reduce_v1(const T *__restrict__ x, T *__restrict__ y, int outer, int size,
                          int inner, int function, float scale) {
  V2V_FOR_EACH(i, outer * inner) {
    const T *line = x + (long long)(i / inner) * size * inner + i % inner;
    float result;
    if (function == REDUCE_VAR) {
      result = scale * reduce_line<DEVIATIONS>(line, size, inner, mean_of_line(line, size, inner));
    } else if (function == REDUCE_MAX || function == REDUCE_MIN) {
      float sign = function == REDUCE_MAX ? 1.0f : -1.0f;
      result = sign * reduce_line<EXTREMUM>(line, size, inner, sign);
    } else {
      result = scale * reduce_line<TOTAL>(line, size, inner, 0.0f);
    }
    y[i] = from_f32<T>(result);
  }
}

template <typename T>
V2V_DEVICE void reduce_backward_v1(const T *__restrict__ gradOut, const T *__restrict__ x,
                                   T *__restrict__ gradX, int outer, int size, int inner,
                                   int function, float scale) {
  V2V_FOR_EACH(i, outer * inner) {
    long long start = (long long)(i / inner) * size * inner + i % inner;
    float g = to_f32(gradOut[i]);
    float mean = 0.0f;
    int extremum = 0;
    if (function == REDUCE_VAR) {
      mean = mean_of_line(x + start, size, inner);
    } else if (function == REDUCE_MAX || function == REDUCE_MIN) {
      extremum = extremum_of_line(x + start, size, inner, function == REDUCE_MAX ? 1.0f : -1.0f);
    }
#pragma unroll 1
    for (int s = 0; s < size; s++) {
      long long at = start + (long long)s * inner;
      float gx = function == REDUCE_VAR ? 2.0f * g * scale * (to_f32(x[at]) - mean)
                 : function == REDUCE_SUM || function == REDUCE_MEAN ? g * scale
                 : s == extremum                                     ? g
                                                                     : 0.0f;
      gradX[at] = from_f32<T>(gx);
    }
  }
}

// ---- v2 ----------------------------------------------------------------------------------------

// A variance needs whole lines.
template <bool WHOLE, typename In, typename Out>
V2V_DEVICE void reduce_v2(const In *__restrict__ x, Out *__restrict__ y, int outer, int size,
                          int inner, int splits, int function, float scale) {
  int part = size;
  if (splits > 1) {
    part = (size + splits - 1) / splits;
    part = (part + 7) / 8 * 8;  // whole vectors
  }
  Lines<In, Out> lines = {x, y, outer, size, inner, splits, part, scale};
  __shared__ float scratch[Vector<In>::size * V2V_COLUMN_BLOCK];
  if (function == REDUCE_MAX || function == REDUCE_MIN) {
    float sign = function == REDUCE_MAX ? 1.0f : -1.0f;
    reduce_lines<EXTREMUM, false>(lines, sign, scratch);
  } else if (!WHOLE || function != REDUCE_VAR) {
    reduce_lines<TOTAL, false>(lines, 1.0f, scratch);
  } else {
    reduce_lines<DEVIATIONS, true>(lines, 1.0f, scratch);
  }
}

// gradX[o, s, i] = gradOut[o, i] scale, V along i, or along s where inner = 1.
template <int V, typename T>
V2V_DEVICE void spread(const T *__restrict__ gradOut, T *__restrict__ gradX, int outer, int size,
                       int inner, float scale) {
  int row = inner == 1 ? size : inner;
  V2V_FOR_EACH(i, (long long)outer * size * inner / V) {
    unsigned int line = i * V / row;
    float g[V];
    if (inner == 1) {
      fill(g, to_f32(gradOut[line]));
    } else {
      load<V>(gradOut + (line / size) * inner + (i * V - line * row), g);
    }
#pragma unroll
    for (int k = 0; k < V; k++) {
      g[k] *= scale;
    }
    store<V>(gradX + (long long)i * V, g);
  }
}

template <typename T>
V2V_DEVICE void reduce_backward_v2(const T *__restrict__ gradOut, const T *__restrict__ x,
                                   T *__restrict__ gradX, int outer, int size, int inner,
                                   int function, float scale) {
  const int V = Vector<T>::size;
  if (function != REDUCE_SUM && function != REDUCE_MEAN) {
    reduce_backward_v1(gradOut, x, gradX, outer, size, inner, function, scale);
  } else if ((inner == 1 ? size : inner) % V == 0) {
    spread<V>(gradOut, gradX, outer, size, inner, scale);
  } else {
    spread<1>(gradOut, gradX, outer, size, inner, scale);
  }
}

//! kernel reduce  op=reduce,sum_to  dtypes=f32,bf16,f16  versions=v1,v2  default=v2  element=one element of x  read=S  write=0  flops=1  deterministic=yes  block=256
//! kernel reduce_partial  op=reduce,sum_to  dtypes=f32,bf16,f16  versions=v1  default=v1  element=one element of x  read=S  write=0  flops=1  deterministic=yes  block=256
//! kernel reduce_final  op=reduce,sum_to  dtypes=f32,bf16,f16  versions=v1  default=v1  element=one element of the partial results  read=4  write=0  flops=1  deterministic=yes  block=256
//! kernel reduce_backward  op=reduce_backward  dtypes=f32,bf16,f16  versions=v1,v2  default=v2  element=one element of gradX  read=0  write=S  flops=1  deterministic=yes  block=256

#define FORWARD(T)                                                                          \
  const T *__restrict__ x, T *__restrict__ y, int outer, int size, int inner, int function, \
      float scale
#define BACKWARD(T)                                                                         \
  const T *__restrict__ gradOut, const T *__restrict__ x, T *__restrict__ gradX, int outer, \
      int size, int inner, int function, float scale

#define ENTRIES(T, suffix)                                                                    \
  V2V_KERNEL reduce_v1_##suffix(FORWARD(T)) {                                                 \
    reduce_v1<T>(x, y, outer, size, inner, function, scale);                                  \
  }                                                                                           \
  V2V_KERNEL reduce_v2_##suffix(FORWARD(T)) {                                                 \
    reduce_v2<true, T, T>(x, y, outer, size, inner, 1, function, scale);                      \
  }                                                                                           \
  V2V_KERNEL reduce_partial_v1_##suffix(const T *__restrict__ x, float *__restrict__ partial, \
                                        int outer, int size, int inner, int splits,           \
                                        int function) {                                       \
    reduce_v2<false, T, float>(x, partial, outer, size, inner, splits, function, 1.0f);       \
  }                                                                                           \
  V2V_KERNEL reduce_final_v1_##suffix(const float *__restrict__ partial, T *__restrict__ y,   \
                                      int outer, int splits, int inner, int function,         \
                                      float scale) {                                          \
    reduce_v2<false, float, T>(partial, y, outer, splits, inner, 1, function, scale);         \
  }                                                                                           \
  V2V_KERNEL reduce_backward_v1_##suffix(BACKWARD(T)) {                                       \
    reduce_backward_v1<T>(gradOut, x, gradX, outer, size, inner, function, scale);            \
  }                                                                                           \
  V2V_KERNEL reduce_backward_v2_##suffix(BACKWARD(T)) {                                       \
    reduce_backward_v2<T>(gradOut, x, gradX, outer, size, inner, function, scale);            \
  }

V2V_FLOAT_TYPES(ENTRIES)
