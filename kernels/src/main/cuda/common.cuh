// What every kernel shares: storage types, 16-byte accesses, reductions and index loops.
//
// Types      float32, bf16 and f16 are storage; all arithmetic is float32. Conversions round to nearest
//            even; NaN stays NaN; f16 overflows to infinity and keeps subnormals, as on the host.
// Includes   none, not even CUDA's own headers: NVRTC on a machine with only a driver has none.
// Launching  one-dimensional grids and blocks unless a kernel says otherwise; blockDim.x is a multiple
//            of 32; gridDim.x * blockDim.x < 2^31. Any grid size computes the whole result.
// Limits     pixel counts and the elements of one image fit in 31 bits, element counts in 63.
#pragma once

#define V2V_DEVICE static __device__ __forceinline__

// ---- storage types -----------------------------------------------------------------------------

struct bf16 {
  unsigned short bits;
};

struct f16 {
  unsigned short bits;
};

V2V_DEVICE float to_f32(float v) { return v; }

V2V_DEVICE float to_f32(bf16 v) { return __uint_as_float((unsigned int)v.bits << 16); }

V2V_DEVICE float to_f32(f16 v) {
  float wide;
  asm("cvt.f32.f16 %0, %1;" : "=f"(wide) : "h"(v.bits));
  return wide;
}

V2V_DEVICE void round_to(float &narrow, float v) { narrow = v; }

V2V_DEVICE void round_to(bf16 &narrow, float v) {
#if __CUDA_ARCH__ >= 800
  asm("cvt.rn.bf16.f32 %0, %1;" : "=h"(narrow.bits) : "f"(v));
#else
  unsigned int u = __float_as_uint(v);
  unsigned int rounded = (u + 0x7fffu + ((u >> 16) & 1u)) >> 16;
  narrow.bits = (unsigned short)(v == v ? rounded : 0x7fffu);  // what cvt gives for NaN
#endif
}

V2V_DEVICE void round_to(f16 &narrow, float v) {
  asm("cvt.rn.f16.f32 %0, %1;" : "=h"(narrow.bits) : "f"(v));
}

template <typename T>
V2V_DEVICE T from_f32(float v) {
  T narrow;
  round_to(narrow, v);
  return narrow;
}

// Two at once, `lo` in the lower half; sm_80 has an instruction for it.
V2V_DEVICE void round_pair(unsigned int &pair, float lo, float hi, bf16) {
#if __CUDA_ARCH__ >= 800
  asm("cvt.rn.bf16x2.f32 %0, %1, %2;" : "=r"(pair) : "f"(hi), "f"(lo));
#else
  pair = from_f32<bf16>(lo).bits | (unsigned int)from_f32<bf16>(hi).bits << 16;
#endif
}

V2V_DEVICE void round_pair(unsigned int &pair, float lo, float hi, f16) {
#if __CUDA_ARCH__ >= 800
  asm("cvt.rn.f16x2.f32 %0, %1, %2;" : "=r"(pair) : "f"(hi), "f"(lo));
#else
  pair = from_f32<f16>(lo).bits | (unsigned int)from_f32<f16>(hi).bits << 16;
#endif
}

// ---- vectors -----------------------------------------------------------------------------------

// How many T make 16 bytes. A tensor starts at a multiple of 16 bytes, so a row of C elements can be
// accessed in such vectors where C is a multiple of this.
template <typename T>
struct Vector {
  static const int size = 16 / sizeof(T);
};

// load<V>(p, v) reads V consecutive elements into floats, store<V>(p, v) rounds them back. V is 1 or
// Vector<T>::size, then p is aligned to 16 bytes and one instruction moves all of it.
template <int V, typename T>
struct Access {
  V2V_DEVICE void load(const T *__restrict__ p, float (&v)[V]) {
    static_assert(V == 8 && sizeof(T) == 2, "eight elements of 16 bits");
    uint4 w = *reinterpret_cast<const uint4 *>(p);
    unpack(w.x, v[0], v[1]);
    unpack(w.y, v[2], v[3]);
    unpack(w.z, v[4], v[5]);
    unpack(w.w, v[6], v[7]);
  }

  V2V_DEVICE void store(T *__restrict__ p, const float (&v)[V]) {
    uint4 w;
    round_pair(w.x, v[0], v[1], T());
    round_pair(w.y, v[2], v[3], T());
    round_pair(w.z, v[4], v[5], T());
    round_pair(w.w, v[6], v[7], T());
    *reinterpret_cast<uint4 *>(p) = w;
  }

 private:
  V2V_DEVICE void unpack(unsigned int pair, float &lo, float &hi) {
    T a, b;
    a.bits = (unsigned short)pair;
    b.bits = (unsigned short)(pair >> 16);
    lo = to_f32(a);
    hi = to_f32(b);
  }
};

template <>
struct Access<4, float> {
  V2V_DEVICE void load(const float *__restrict__ p, float (&v)[4]) {
    float4 w = *reinterpret_cast<const float4 *>(p);
    v[0] = w.x;
    v[1] = w.y;
    v[2] = w.z;
    v[3] = w.w;
  }

  V2V_DEVICE void store(float *__restrict__ p, const float (&v)[4]) {
    *reinterpret_cast<float4 *>(p) = make_float4(v[0], v[1], v[2], v[3]);
  }
};

template <typename T>
struct Access<1, T> {
  V2V_DEVICE void load(const T *__restrict__ p, float (&v)[1]) { v[0] = to_f32(*p); }

  V2V_DEVICE void store(T *__restrict__ p, const float (&v)[1]) { *p = from_f32<T>(v[0]); }
};

template <int V, typename T>
V2V_DEVICE void load(const T *__restrict__ p, float (&v)[V]) {
  Access<V, T>::load(p, v);
}

template <int V, typename T>
V2V_DEVICE void store(T *__restrict__ p, const float (&v)[V]) {
  Access<V, T>::store(p, v);
}

// ---- threads -----------------------------------------------------------------------------------

V2V_DEVICE unsigned int thread_index() { return blockIdx.x * blockDim.x + threadIdx.x; }

V2V_DEVICE unsigned int thread_count() { return gridDim.x * blockDim.x; }

// Visits i = 0 .. count - 1 with all threads of the grid; count is below 2^31, so i cannot wrap.
#define V2V_FOR_EACH(i, count) \
  for (unsigned int i = thread_index(); i < (unsigned int)(count); i += thread_count())

// The same for element counts that need 63 bits.
#define V2V_FOR_EACH_LONG(i, count) \
  for (long long i = thread_index(); i < (count); i += thread_count())

// A power of two of neighbouring lanes, at most a warp, that share one pixel and split its channels.
struct Lanes {
  int log2;          // of the number of lanes
  int lane;          // this thread's place among them
  unsigned int mask; // the lanes' bits in their warp

  // As many lanes as there are units of work, rounded down to a power of two.
  V2V_DEVICE Lanes of(int units) {
    Lanes g;
    g.log2 = units >= 32 ? 5 : units < 2 ? 0 : 31 - __clz(units);
    int count = 1 << g.log2;
    int inWarp = threadIdx.x & 31;
    g.lane = inWarp & (count - 1);
    g.mask = (0xffffffffu >> (32 - count)) << (inWarp & ~(count - 1));
    return g;
  }

  __device__ __forceinline__ int count() const { return 1 << log2; }

  // Index of this group in the grid, and the number of groups; all lanes of a group agree.
  __device__ __forceinline__ unsigned int index() const { return thread_index() >> log2; }
  __device__ __forceinline__ unsigned int groups() const { return thread_count() >> log2; }

  // The sum over the group, in every lane, in a fixed order.
  __device__ __forceinline__ float sum(float v) const {
    for (int step = count() >> 1; step > 0; step >>= 1) {
      v += __shfl_xor_sync(mask, v, step);
    }
    return v;
  }
};

// ---- reductions, each in a fixed order -----------------------------------------------------------

V2V_DEVICE float warp_sum(float v) {
#pragma unroll
  for (int step = 16; step > 0; step >>= 1) {
    v += __shfl_xor_sync(0xffffffffu, v, step);
  }
  return v;
}

V2V_DEVICE float warp_max(float v) {
#pragma unroll
  for (int step = 16; step > 0; step >>= 1) {
    float other = __shfl_xor_sync(0xffffffffu, v, step);
    v = other > v || other != other ? other : v; // NaN wins
  }
  return v;
}

// Over the block, the result in every thread. `scratch` is 32 floats of shared memory, free again when
// the call returns. All threads of the block take part.
V2V_DEVICE float block_sum(float v, float *scratch) {
  int lane = threadIdx.x & 31;
  v = warp_sum(v);
  if (lane == 0) {
    scratch[threadIdx.x >> 5] = v;
  }
  __syncthreads();
  v = warp_sum(lane < (blockDim.x >> 5) ? scratch[lane] : 0.0f);
  __syncthreads();
  return v;
}

V2V_DEVICE float block_max(float v, float *scratch) {
  int lane = threadIdx.x & 31;
  v = warp_max(v);
  if (lane == 0) {
    scratch[threadIdx.x >> 5] = v;
  }
  __syncthreads();
  v = warp_max(lane < (blockDim.x >> 5) ? scratch[lane] : -__int_as_float(0x7f800000));
  __syncthreads();
  return v;
}

// ---- atomic adds of floats -----------------------------------------------------------------------

// sm_90 adds four aligned floats with one instruction, which compilers know from CUDA 12.1 on.
#if __CUDA_ARCH__ >= 900 && \
    (__CUDACC_VER_MAJOR__ > 12 || (__CUDACC_VER_MAJOR__ == 12 && __CUDACC_VER_MINOR__ >= 1))
#define V2V_ADDS_FOUR true
#else
#define V2V_ADDS_FOUR false
#endif

// Adds V floats to consecutive addresses, aligned to 16 bytes where V is more than 1.
template <int V>
V2V_DEVICE void atomic_add(float *p, const float (&v)[V]) {
  if constexpr (V2V_ADDS_FOUR && V % 4 == 0) {
#pragma unroll
    for (int i = 0; i < V; i += 4) {
      asm volatile("red.global.add.v4.f32 [%0], {%1, %2, %3, %4};" ::"l"(p + i), "f"(v[i]),
                   "f"(v[i + 1]), "f"(v[i + 2]), "f"(v[i + 3])
                   : "memory");
    }
  } else {
#pragma unroll
    for (int i = 0; i < V; i++) {
      atomicAdd(p + i, v[i]);
    }
  }
}

// ---- entry points --------------------------------------------------------------------------------

// ENTRY(type, suffix) for each storage type: instantiates the extern "C" kernels of one family.
#define V2V_FLOAT_TYPES(ENTRY) ENTRY(float, f32) ENTRY(bf16, bf16) ENTRY(f16, f16)

#define V2V_KERNEL extern "C" __global__ void
