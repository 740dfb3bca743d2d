// Operators that move elements by content: gather, index_select and their backward, one_hot,
// sequence.
//
//   gather           y[o, k, i] = x[o, index[..], i]              0 for an index outside [0, D)
//   gather_backward  gradX[o, d, i] = sum of gradOut[o, k, i] over all k with index[..] = d
//   one_hot          y[p, c] = 1 if labels[p] = c, else 0
//   sequence         y[i] = start + i step
//
// Layout  x and gradX (outer, D, inner), y and gradOut (outer, K, inner). index is (outer, K,
//         inner) if `single`, as of gather, or (K), as of index_select; int64 if `wide`, else
//         int32. gather moves by size; index_select counts inner in b128 where 16 bytes divide it.
//         labels (n / classes) of the integer type that labelType is the code of (typed.cuh);
//         `one` is the number 1 in y's bits. start and step are float64 bits; the sum is computed
//         in float64 and rounded once. Fewer than 2^31 elements of each but in sequence.
//
// Thread map  gather, sequence: one thread an element of y
//             gather_backward: one thread an element of gradX, which looks at all K indices
//             one_hot v1 one thread an element of y
//                     v2 one thread 16 bytes of y, counting on; the rest one by one
// Determinism exact; gather_backward adds in order of k.

#include "typed.cuh"

// ---- gather ------------------------------------------------------------------------------------

struct Index {
  const void *__restrict__ values;
  int wide;

  __device__ __forceinline__ long long at(unsigned int i) const {
    return wide ? ((const long long *)values)[i] : ((const int *)values)[i];
  }
};

template <typename B>
V2V_DEVICE void gather(const B *__restrict__ x, Index index, B *__restrict__ y, int outer, int D,
                       int K, int inner, int single) {
  V2V_FOR_EACH(i, outer * K * inner) {
    unsigned int line = i / inner;
    unsigned int o = line / K;
    long long d = index.at(single ? i : line - o * K);
    B value = {};
    if (d >= 0 && d < D) {
      value = x[(o * (unsigned int)D + d) * inner + i % inner];
    }
    y[i] = value;
  }
}

template <typename T>
V2V_DEVICE void gather_backward(const T *__restrict__ gradOut, Index index,
                                T *__restrict__ gradX, int outer, int D, int K, int inner,
                                int single) {
  V2V_FOR_EACH(j, outer * D * inner) {
    unsigned int line = j / inner;
    unsigned int o = line / D;
    unsigned int d = line - o * D;
    unsigned int first = o * K * inner + j % inner;
    float sum = 0.0f;
    for (int k = 0; k < K; k++) {
      unsigned int i = first + k * inner;
      if (index.at(single ? i : k) == d) {
        sum += to_f32(gradOut[i]);
      }
    }
    gradX[j] = from_f32<T>(sum);
  }
}

// ---- one_hot -----------------------------------------------------------------------------------

V2V_DEVICE long long label_at(const void *__restrict__ labels, unsigned int i, int type) {
  switch (type) {
    case TYPE_I64:
      return ((const long long *)labels)[i];
    case TYPE_I32:
      return ((const int *)labels)[i];
    case TYPE_I16:
      return ((const short *)labels)[i];
    case TYPE_I8:
      return ((const signed char *)labels)[i];
    default:
      return ((const unsigned char *)labels)[i];
  }
}

template <typename B>
V2V_DEVICE void one_hot(const void *__restrict__ labels, B *__restrict__ y, int first, int n,
                        int classes, int labelType, B one) {
  V2V_FOR_EACH(i, n) {
    unsigned int at = first + i;
    unsigned int p = at / classes;
    y[at] = label_at(labels, p, labelType) == at - p * classes ? one : (B)0;
  }
}

// One division for 16 bytes: the class is counted on from the first.
template <typename B>
V2V_DEVICE void one_hot_vectors(const void *__restrict__ labels, B *__restrict__ y, int n,
                                int classes, int labelType, B one) {
  const int V = 16 / sizeof(B);
  V2V_FOR_EACH(i, n / V) {
    unsigned int p = i * V / classes;
    int c = i * V - p * classes;
    long long label = label_at(labels, p, labelType);
    Group<V, B> group;
#pragma unroll
    for (int k = 0; k < V; k++) {
      group.at[k] = label == c ? one : (B)0;
      if (++c == classes && k + 1 < V) {
        c = 0;
        label = label_at(labels, ++p, labelType);
      }
    }
    reinterpret_cast<Group<V, B> *>(y)[i] = group;
  }
  one_hot(labels, y, n / V * V, n % V, classes, labelType, one);
}

// ---- sequence ----------------------------------------------------------------------------------

template <typename T>
V2V_DEVICE void sequence(T *__restrict__ y, long long n, long long start, long long step) {
  double first = __longlong_as_double(start);
  double difference = __longlong_as_double(step);
  V2V_FOR_EACH_LONG(i, n) {
    // Two roundings, as on the host: a fused one would differ.
    y[i] = round_double<T>(__dadd_rn(first, __dmul_rn((double)i, difference)));
  }
}

//! kernel gather  op=gather,index_select  dtypes=b8,b16,b32,b64,b128  versions=v1  default=v1  element=one element of y  read=S+8  write=S  flops=0  deterministic=yes  block=256
//! kernel gather_backward  op=gather_backward,index_select_backward  dtypes=f32,bf16,f16  versions=v1  default=v1  element=one element of gradX, gradOut as large  read=S+8  write=S  flops=1  deterministic=yes  block=256
//! kernel one_hot  op=one_hot  dtypes=b8,b16,b32,b64  versions=v1,v2  default=v2  element=one element of y, of C classes  read=1/C  write=S  flops=0  deterministic=yes  block=256
//! kernel sequence  op=sequence  dtypes=f32,bf16,f16,i64,i32,i16,i8,u8  versions=v1  default=v1  element=one element of y  read=0  write=S  flops=2  deterministic=yes  block=256

#define GATHER_ENTRIES(B, suffix)                                                        \
  V2V_KERNEL gather_v1_##suffix(const B *__restrict__ x, const void *__restrict__ index, \
                                B *__restrict__ y, int outer, int D, int K, int inner,   \
                                int single, int wide) {                                  \
    gather<B>(x, Index{index, wide}, y, outer, D, K, inner, single);                     \
  }

V2V_SIZES(GATHER_ENTRIES)
GATHER_ENTRIES(uint4, b128)

#define BACKWARD_ENTRIES(T, suffix)                                                         \
  V2V_KERNEL gather_backward_v1_##suffix(                                                   \
      const T *__restrict__ gradOut, const void *__restrict__ index, T *__restrict__ gradX, \
      int outer, int D, int K, int inner, int single, int wide) {                           \
    gather_backward<T>(gradOut, Index{index, wide}, gradX, outer, D, K, inner, single);     \
  }

V2V_FLOAT_TYPES(BACKWARD_ENTRIES)

#define ONE_HOT(B)                                                                       \
  const void *__restrict__ labels, B *__restrict__ y, int n, int classes, int labelType, \
      long long one

#define ONE_HOT_ENTRIES(B, suffix)                                \
  V2V_KERNEL one_hot_v1_##suffix(ONE_HOT(B)) {                    \
    one_hot<B>(labels, y, 0, n, classes, labelType, (B)one);      \
  }                                                               \
  V2V_KERNEL one_hot_v2_##suffix(ONE_HOT(B)) {                    \
    one_hot_vectors<B>(labels, y, n, classes, labelType, (B)one); \
  }

V2V_SIZES(ONE_HOT_ENTRIES)

#define SEQUENCE_ENTRIES(T, suffix)                                                \
  V2V_KERNEL sequence_v1_##suffix(T *__restrict__ y, long long n, long long start, \
                                  long long step) {                                \
    sequence<T>(y, n, start, step);                                                \
  }

V2V_ALL_TYPES(SEQUENCE_ENTRIES)
