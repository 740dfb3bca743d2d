// finite_check: counts what is not a number, and what is infinite.
//
//   report[0] += NaNs, report[1] += infinities, report[2] = min(report[2], index of the first of either)
//
// Layout  x any shape, n elements; report three int64.
// Zeroed  report arrives as 0, 0 and a number above every index.
// Thread map  v1 one thread an element; v2 one thread 16 bytes, the rest one by one. Atomics only where
//             something was found, so that a clean tensor costs one read.
// Determinism exact: integers.

#include "common.cuh"

struct Findings {
  unsigned long long nans, infinities, first;

  __device__ __forceinline__ void look(float v, long long i) {
    bool nan = v != v;
    bool infinite = fabsf(v) == __int_as_float(0x7f800000);
    if (nan || infinite) {
      nans += nan;
      infinities += infinite;
      first = i < first ? i : first;
    }
  }

  __device__ __forceinline__ void add_to(unsigned long long *report) const {
    if (nans + infinities > 0) {
      atomicAdd(report, nans);
      atomicAdd(report + 1, infinities);
      atomicMin(report + 2, first);
    }
  }
};

#define NOTHING_FOUND \
  Findings { 0, 0, 0x7fffffffffffffffull }

template <typename T>
V2V_DEVICE void finite_check_v1(const T *__restrict__ x, unsigned long long *__restrict__ report,
                                long long n) {
  Findings found = NOTHING_FOUND;
  V2V_FOR_EACH_LONG(i, n) { found.look(to_f32(x[i]), i); }
  found.add_to(report);
}

template <typename T>
V2V_DEVICE void finite_check_v2(const T *__restrict__ x, unsigned long long *__restrict__ report,
                                long long n) {
  const int V = Vector<T>::size;
  Findings found = NOTHING_FOUND;
  V2V_FOR_EACH_LONG(i, n / V) {
    float v[V];
    load<V>(x + i * V, v);
    // One test for all: the product of zero and anything else that is finite is zero.
    float zero = 0.0f;
#pragma unroll
    for (int k = 0; k < V; k++) {
      zero = fmaf(v[k], 0.0f, zero);
    }
    if (zero != 0.0f) {
      for (int k = 0; k < V; k++) {
        found.look(v[k], i * V + k);
      }
    }
  }
  long long rest = n / V * V;
  V2V_FOR_EACH_LONG(i, n - rest) { found.look(to_f32(x[rest + i]), rest + i); }
  found.add_to(report);
}

//! kernel finite_check  op=finite_check  dtypes=f32,bf16,f16  versions=v1,v2  default=v2  element=one element of x  read=S  write=0  flops=1  deterministic=yes  block=256

#define ENTRIES(T, suffix)                                                                        \
  V2V_KERNEL finite_check_v1_##suffix(const T *__restrict__ x,                                    \
                                      unsigned long long *__restrict__ report, long long n) {     \
    finite_check_v1<T>(x, report, n);                                                             \
  }                                                                                               \
  V2V_KERNEL finite_check_v2_##suffix(const T *__restrict__ x,                                    \
                                      unsigned long long *__restrict__ report, long long n) {     \
    finite_check_v2<T>(x, report, n);                                                             \
  }

V2V_FLOAT_TYPES(ENTRIES)
