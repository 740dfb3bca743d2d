// random: uniform and normal numbers from Philox4x32-10, a function of seed and offset.
//
//   element i uses word i mod 4 of block offset + i / 4; a word w gives u = floor(w / 2^8) 2^-24
//   UNIFORM  a + b u, b the width, rounded after each operation
//   NORMAL   words in pairs (v, w) with r = sqrt(-2 ln(1 - u(v))) and t = 2 pi u(w):
//            a + b r cos t, a + b r sin t
//
// Layout  y dense, n elements. `distribution` as Random.Distribution. base is null, or a number in
//         device memory that is added to offset, so that a captured graph draws new numbers each
//         time it is replayed.
//
// Thread map  one thread a block of four numbers; v1 stores them one by one, v2 as one vector
// Determinism exact. UNIFORM equals the host bit for bit: so the product must not be fused. NORMAL
//             differs by the rounding of logf (1 ulp), sqrtf and sincospif (1 ulp).
// Reference   Salmon, Moraes, Dror and Shaw 2011, section 3.3; Box and Muller 1958.

#include "typed.cuh"

// In the order of Random.Distribution.
enum Distribution { UNIFORM, NORMAL };

V2V_DEVICE uint4 philox(unsigned long long counter, unsigned long long key) {
  uint4 x = make_uint4((unsigned int)counter, (unsigned int)(counter >> 32), 0u, 0u);
  unsigned int k0 = (unsigned int)key;
  unsigned int k1 = (unsigned int)(key >> 32);
#pragma unroll
  for (int round = 0; round < 10; round++) {
    unsigned int low0 = 0xD2511F53u * x.x;
    unsigned int high0 = __umulhi(0xD2511F53u, x.x);
    unsigned int low1 = 0xCD9E8D57u * x.z;
    unsigned int high1 = __umulhi(0xCD9E8D57u, x.z);
    x = make_uint4(high1 ^ x.y ^ k0, low1, high0 ^ x.w ^ k1, low0);
    k0 += 0x9E3779B9u;  // golden ratio
    k1 += 0xBB67AE85u;  // sqrt(3) - 1
  }
  return x;
}

V2V_DEVICE float unit(unsigned int word) { return (float)(word >> 8) * 5.9604644775390625e-8f; }

V2V_DEVICE void normal_pair(unsigned int v, unsigned int w, float mean, float deviation,
                            float &first, float &second) {
  float radius = sqrtf(-2.0f * logf(1.0f - unit(v)));  // 1 - u is exact
  float sine, cosine;
  sincospif(2.0f * unit(w), &sine, &cosine);
  first = mean + deviation * (radius * cosine);
  second = mean + deviation * (radius * sine);
}

V2V_DEVICE void draw(uint4 words, int distribution, float a, float b, float (&v)[4]) {
  if (distribution == UNIFORM) {
    v[0] = __fadd_rn(a, __fmul_rn(b, unit(words.x)));
    v[1] = __fadd_rn(a, __fmul_rn(b, unit(words.y)));
    v[2] = __fadd_rn(a, __fmul_rn(b, unit(words.z)));
    v[3] = __fadd_rn(a, __fmul_rn(b, unit(words.w)));
  } else {
    normal_pair(words.x, words.y, a, b, v[0], v[1]);
    normal_pair(words.z, words.w, a, b, v[2], v[3]);
  }
}

template <bool VECTOR, typename T>
V2V_DEVICE void random(T *__restrict__ y, long long n, long long seed, long long offset,
                       const long long *__restrict__ base, int distribution, float a, float b) {
  unsigned long long first = offset + (base == nullptr ? 0 : *base);
  V2V_FOR_EACH_LONG(i, (n + 3) / 4) {
    float v[4];
    draw(philox(first + i, seed), distribution, a, b, v);
    if (VECTOR && 4 * i + 4 <= n) {
      Group<4, T> group;
#pragma unroll
      for (int k = 0; k < 4; k++) {
        group.at[k] = from_f32<T>(v[k]);
      }
      reinterpret_cast<Group<4, T> *>(y)[i] = group;
    } else {
#pragma unroll
      for (int k = 0; k < 4; k++) {
        if (4 * i + k < n) {
          y[4 * i + k] = from_f32<T>(v[k]);
        }
      }
    }
  }
}

//! kernel random  op=random  dtypes=f32,bf16,f16  versions=v1,v2  default=v2  element=one element of y  read=0  write=S  flops=20  deterministic=yes  block=256

#define PARAMETERS(T)                                               \
  T *__restrict__ y, long long n, long long seed, long long offset, \
      const long long *__restrict__ base, int distribution, float a, float b

#define ENTRIES(T, suffix)                                          \
  V2V_KERNEL random_v1_##suffix(PARAMETERS(T)) {                    \
    random<false, T>(y, n, seed, offset, base, distribution, a, b); \
  }                                                                 \
  V2V_KERNEL random_v2_##suffix(PARAMETERS(T)) {                    \
    random<true, T>(y, n, seed, offset, base, distribution, a, b);  \
  }

V2V_FLOAT_TYPES(ENTRIES)
