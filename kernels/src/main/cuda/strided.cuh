// Walks over up to six extents in which every operand has strides of its own: broadcasting,
// permuting, slicing and flipping are nothing else.
//
// The host prepares the extents: it drops those of 1, joins neighbours that all operands walk
// without a gap, and puts ones in front. The inner five are passed, outermost first; the first of
// the six follows from the number of elements. Where more than six are left it launches once for
// each outermost index. A stride is in elements, 0 where the operand is broadcast, negative where
// it is read backwards. One launch covers fewer than 2^31 elements, so indices and offsets have 32
// bits.
#pragma once

#include "common.cuh"

#define V2V_EXTENTS(d) int d##1, int d##2, int d##3, int d##4, int d##5
#define V2V_STRIDES(s) int s##0, int s##1, int s##2, int s##3, int s##4, int s##5

struct Extents {
  unsigned int d[6];  // d[0] is not read
};

struct Strides {
  int s[6];
};

// What the parameters of the macros above say; the last extent counts vectors of V elements.
#define V2V_EXTENTS_BY(d, V)                                                             \
  Extents {                                                                              \
    {0u, (unsigned int)d##1, (unsigned int)d##2, (unsigned int)d##3, (unsigned int)d##4, \
     (unsigned int)(d##5 / (V))}                                                         \
  }
#define V2V_STRIDES_OF(s)                \
  Strides {                              \
    {s##0, s##1, s##2, s##3, s##4, s##5} \
  }

struct Position {
  unsigned int at[6];
};

// Divides only where the index reaches beyond an extent, so contiguous operands divide nothing.
V2V_DEVICE Position unravel(unsigned int i, const Extents &extents) {
  Position p;
#pragma unroll
  for (int k = 5; k > 0; k--) {
    unsigned int outer = 0;
    if (i >= extents.d[k]) {
      outer = i / extents.d[k];
      i -= outer * extents.d[k];
    }
    p.at[k] = i;
    i = outer;
  }
  p.at[0] = i;
  return p;
}

V2V_DEVICE int offset(const Position &p, const Strides &strides) {
  int sum = 0;
#pragma unroll
  for (int k = 0; k < 6; k++) {
    sum += (int)p.at[k] * strides.s[k];
  }
  return sum;
}

// V elements along the last extent, counted in vectors by p.at[5]. For V > 1 its stride is 1 or 0
// and it is a multiple of V, so that a dense operand's vectors are aligned.
template <int V, typename T>
V2V_DEVICE void load_strided(const T *__restrict__ x, const Position &p, const Strides &strides,
                             float (&v)[V]) {
  int first = offset(p, strides) + (V - 1) * (int)p.at[5] * strides.s[5];
  if (strides.s[5] == 1) {
    load<V>(x + first, v);
    return;
  }
  float one = to_f32(x[first]);
#pragma unroll
  for (int k = 0; k < V; k++) {
    v[k] = one;
  }
}
