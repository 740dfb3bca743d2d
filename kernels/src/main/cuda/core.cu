// fill, cast, accumulate: what autograd itself needs.
//
//   fill        y[i] = bits                         by size of element; the host makes the bits
//   cast        y[i] = x[i] in y's type             entries by the type of x, y's type as a code
//   accumulate  y[i] = y[i] + x[i]                  in place, one rounding
//
// Layout      any shape, n elements.
// Conversions as the host's: floating to integer truncates, NaN becomes 0, beyond int32 or int64 it
//             saturates; 8 and 16 bits are the low bits of the int32. Int64 passes through float64
//             on its way to a floating type.
// Thread map  v1 one thread an element; v2 one thread 16 bytes of y (fill, accumulate) or four
//             elements (cast), the rest one by one.
// Determinism exact.

#include "typed.cuh"

// ---- fill --------------------------------------------------------------------------------------

template <typename B>
V2V_DEVICE void fill(B *__restrict__ y, long long first, long long n, B value) {
  V2V_FOR_EACH_LONG(i, n) { y[first + i] = value; }
}

// 16 bytes of the same value.
template <typename B>
V2V_DEVICE uint4 repeat(B value) {
  unsigned long long w = value;
#pragma unroll
  for (int bits = 8 * sizeof(B); bits < 64; bits *= 2) {
    w |= w << bits;
  }
  unsigned int lo = (unsigned int)w;
  unsigned int hi = (unsigned int)(w >> 32);
  return make_uint4(lo, hi, lo, hi);
}

template <typename B>
V2V_DEVICE void fill_vectors(B *__restrict__ y, long long n, B value) {
  const int V = 16 / sizeof(B);
  uint4 vector = repeat(value);
  V2V_FOR_EACH_LONG(i, n / V) { reinterpret_cast<uint4 *>(y)[i] = vector; }
  fill<B>(y, n / V * V, n % V, value);
}

// ---- cast --------------------------------------------------------------------------------------

template <int N, typename From, typename To>
V2V_DEVICE void cast(const From *__restrict__ x, To *__restrict__ y, long long first,
                     long long count) {
#pragma unroll 1
  V2V_FOR_EACH_LONG(i, count) {
    Group<N, From> in = *reinterpret_cast<const Group<N, From> *>(x + first + i * N);
    Group<N, To> out;
#pragma unroll
    for (int k = 0; k < N; k++) {
      out.at[k] = convert<To>(in.at[k]);
    }
    *reinterpret_cast<Group<N, To> *>(y + first + i * N) = out;
  }
}

template <int N, typename From, typename To>
V2V_DEVICE void cast_all(const From *__restrict__ x, void *__restrict__ y, long long n) {
  cast<N>(x, (To *)y, 0, n / N);
  if (N > 1) {
    cast<1>(x, (To *)y, n / N * N, n % N);
  }
}

template <int N, typename From>
V2V_DEVICE void cast_to(const From *__restrict__ x, void *__restrict__ y, long long n, int type) {
  switch (type) {
#define CASE(name, T)              \
  case name:                       \
    cast_all<N, From, T>(x, y, n); \
    break;
    V2V_TYPE_CODES(CASE)
#undef CASE
  }
}

// ---- accumulate --------------------------------------------------------------------------------

template <int V, typename T>
V2V_DEVICE void accumulate(const T *__restrict__ x, T *__restrict__ y, long long first,
                           long long count) {
  V2V_FOR_EACH_LONG(i, count) {
    float a[V], b[V];
    load<V>(x + first + i * V, a);
    load<V>(y + first + i * V, b);
#pragma unroll
    for (int k = 0; k < V; k++) {
      b[k] += a[k];
    }
    store<V>(y + first + i * V, b);
  }
}

//! kernel fill  op=fill  dtypes=b8,b16,b32,b64  versions=v1,v2  default=v2  element=one element of y  read=0  write=S  flops=0  deterministic=yes  block=256
//! kernel cast  op=cast  dtypes=f32,bf16,f16,i64,i32,i16,i8,u8  versions=v1,v2  default=v2  element=one element of x, y of the same size  read=S  write=S  flops=0  deterministic=yes  block=256
//! kernel accumulate  op=accumulate  dtypes=f32,bf16,f16  versions=v1,v2  default=v2  element=one element of y  read=2*S  write=S  flops=1  deterministic=yes  block=256

#define FILL_ENTRIES(B, suffix)                                                 \
  V2V_KERNEL fill_v1_##suffix(B *__restrict__ y, long long n, long long bits) { \
    fill<B>(y, 0, n, (B)bits);                                                  \
  }                                                                             \
  V2V_KERNEL fill_v2_##suffix(B *__restrict__ y, long long n, long long bits) { \
    fill_vectors<B>(y, n, (B)bits);                                             \
  }

FILL_ENTRIES(unsigned char, b8)
FILL_ENTRIES(unsigned short, b16)
FILL_ENTRIES(unsigned int, b32)
FILL_ENTRIES(unsigned long long, b64)

#define CAST_PARAMETERS(T) const T *__restrict__ x, void *__restrict__ y, long long n, int type

#define CAST_ENTRIES(T, suffix)                                                  \
  V2V_KERNEL cast_v1_##suffix(CAST_PARAMETERS(T)) { cast_to<1>(x, y, n, type); } \
  V2V_KERNEL cast_v2_##suffix(CAST_PARAMETERS(T)) { cast_to<4>(x, y, n, type); }

V2V_ALL_TYPES(CAST_ENTRIES)

#define ACCUMULATE_ENTRIES(T, suffix)                                                          \
  V2V_KERNEL accumulate_v1_##suffix(const T *__restrict__ x, T *__restrict__ y, long long n) { \
    accumulate<1>(x, y, 0, n);                                                                 \
  }                                                                                            \
  V2V_KERNEL accumulate_v2_##suffix(const T *__restrict__ x, T *__restrict__ y, long long n) { \
    const int V = Vector<T>::size;                                                             \
    accumulate<V>(x, y, 0, n / V);                                                             \
    accumulate<1>(x, y, n / V * V, n % V);                                                     \
  }

V2V_FLOAT_TYPES(ACCUMULATE_ENTRIES)
