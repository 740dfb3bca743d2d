// argmax: y[o, i] = the smallest s with x[o, s, i] = max over s.
//
// Layout  x (outer, size, inner), y (outer, inner) int64; outer * inner below 2^31. NaN is the
//         largest value.
//
// Thread map  v1 one thread a line
//             v2 lanes of a warp share a line where inner = 1; otherwise as v1, since neighbouring
//                threads then read neighbouring lines
// Determinism exact, ties included.

#include "typed.cuh"

V2V_DEVICE float ordered(float v) { return v; }
V2V_DEVICE float ordered(bf16 v) { return to_f32(v); }
V2V_DEVICE float ordered(f16 v) { return to_f32(v); }
template <typename I>
V2V_DEVICE long long ordered(I v) {
  return v;
}

// The largest value so far and where it was; -1 is nowhere.
template <typename N>
struct Best {
  N value;
  int index;

  __device__ __forceinline__ void take(N v, int s) {
    bool larger = index < 0 || v > value || (v != v && value == value);
    bool equal = v == value || (v != v && value != value);
    if (s >= 0 && (larger || (equal && s < index))) {
      value = v;
      index = s;
    }
  }
};

template <typename T>
V2V_DEVICE auto best_of_line(const T *__restrict__ x, int size, int inner, int first, int step) {
  Best<decltype(ordered(*x))> best = {0, -1};
  for (int s = first; s < size; s += step) {
    best.take(ordered(x[(long long)s * inner]), s);
  }
  return best;
}

template <typename T>
V2V_DEVICE void argmax_v1(const T *__restrict__ x, long long *__restrict__ y, int outer, int size,
                          int inner) {
  V2V_FOR_EACH(i, outer * inner) {
    const T *line = x + (long long)(i / inner) * size * inner + i % inner;
    y[i] = best_of_line(line, size, inner, 0, 1).index;
  }
}

template <typename T>
V2V_DEVICE void argmax_v2(const T *__restrict__ x, long long *__restrict__ y, int outer, int size,
                          int inner) {
  if (inner > 1) {
    argmax_v1(x, y, outer, size, inner);
    return;
  }
  Lanes lanes = Lanes::of(size);
  for (int o = lanes.index(); o < outer; o += lanes.groups()) {
    auto best = best_of_line(x + (long long)o * size, size, 1, lanes.lane, lanes.count());
    for (int step = lanes.count() >> 1; step > 0; step >>= 1) {
      auto value = __shfl_xor_sync(lanes.mask, best.value, step);
      int index = __shfl_xor_sync(lanes.mask, best.index, step);
      best.take(value, index);
    }
    if (lanes.lane == 0) {
      y[o] = best.index;
    }
  }
}

//! kernel argmax  op=argmax  dtypes=f32,bf16,f16,i64,i32,i16,i8,u8  versions=v1,v2  default=v2  element=one element of x  read=S  write=0  flops=1  deterministic=yes  block=256

#define ENTRIES(T, suffix)                                                                     \
  V2V_KERNEL argmax_v1_##suffix(const T *__restrict__ x, long long *__restrict__ y, int outer, \
                                int size, int inner) {                                         \
    argmax_v1<T>(x, y, outer, size, inner);                                                    \
  }                                                                                            \
  V2V_KERNEL argmax_v2_##suffix(const T *__restrict__ x, long long *__restrict__ y, int outer, \
                                int size, int inner) {                                         \
    argmax_v2<T>(x, y, outer, size, inner);                                                    \
  }

V2V_ALL_TYPES(ENTRIES)
