// sum_to: y[j] = sum of x[i] over all i that broadcast from j, where kept and reduced extents take
// turns. Where they do not, that is for (outer, size, inner), reduce does the same faster.
//
// Layout  x dense. y has `kept` elements over the extents k, dense, whose strides in x are a; each
//         is the sum of `reduced` elements over the extents r, whose strides in x are b. Extents
//         and strides as strided.cuh says.
//
// Thread map  v1 one thread an element of y; v2 lanes of a warp, as many as there is to add
// Determinism exact: every order is fixed.
// Limits      x has fewer than 2^31 elements.

#include "strided.cuh"

template <typename T>
V2V_DEVICE float sum_strided(const T *__restrict__ x, int n, int first, int step,
                             const Extents &extents, const Strides &strides) {
  float sum = 0.0f;
  for (int i = first; i < n; i += step) {
    sum += to_f32(x[offset(unravel(i, extents), strides)]);
  }
  return sum;
}

template <typename T>
V2V_DEVICE void sum_to_v1(const T *__restrict__ x, T *__restrict__ y, int kept, int reduced,
                          const Extents &k, const Extents &r, const Strides &a, const Strides &b) {
  V2V_FOR_EACH(j, kept) {
    const T *first = x + offset(unravel(j, k), a);
    y[j] = from_f32<T>(sum_strided(first, reduced, 0, 1, r, b));
  }
}

template <typename T>
V2V_DEVICE void sum_to_v2(const T *__restrict__ x, T *__restrict__ y, int kept, int reduced,
                          const Extents &k, const Extents &r, const Strides &a, const Strides &b) {
  Lanes lanes = Lanes::of(reduced);
  for (int j = lanes.index(); j < kept; j += lanes.groups()) {
    const T *first = x + offset(unravel(j, k), a);
    float sum = lanes.sum(sum_strided(first, reduced, lanes.lane, lanes.count(), r, b));
    if (lanes.lane == 0) {
      y[j] = from_f32<T>(sum);
    }
  }
}

//! kernel sum_to  op=sum_to  dtypes=f32,bf16,f16  versions=v1,v2  default=v2  element=one element of x  read=S  write=0  flops=1  deterministic=yes  block=256

#define PARAMETERS(T)                                                                \
  const T *__restrict__ x, T *__restrict__ y, int kept, int reduced, V2V_EXTENTS(k), \
      V2V_EXTENTS(r), V2V_STRIDES(a), V2V_STRIDES(b)
#define ARGUMENTS                                                                     \
  x, y, kept, reduced, V2V_EXTENTS_BY(k, 1), V2V_EXTENTS_BY(r, 1), V2V_STRIDES_OF(a), \
      V2V_STRIDES_OF(b)

#define ENTRIES(T, suffix)                                                  \
  V2V_KERNEL sum_to_v1_##suffix(PARAMETERS(T)) { sum_to_v1<T>(ARGUMENTS); } \
  V2V_KERNEL sum_to_v2_##suffix(PARAMETERS(T)) { sum_to_v2<T>(ARGUMENTS); }

V2V_FLOAT_TYPES(ENTRIES)
