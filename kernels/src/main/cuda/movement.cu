// Operators that only move elements: permute, flip, slice, broadcast_to gather them, concat and the
// backward of slice scatter them.
//
//   strided_gather   y[i] = x[offset(i)]
//   strided_scatter  y[offset(i)] = x[i]
//   transpose        y[b, c, r] = x[b, r, c]
//
// Layout  the dense side has n elements over the extents of strided.cuh, the other side has
//         strides; its pointer already includes the offset of the first element. transpose has B
//         matrices of R rows and C columns.
// Sizes   elements are moved by size. Where the last stride is 1 and 16 bytes divide the last
//         extent, all other strides and the offset, the host passes b128 and counts in these.
//
// Order   concat: one strided_scatter a part. slice_backward: fill, then strided_scatter. permute:
//         transpose where the joined extents are (B, R, C) -> (B, C, R), otherwise strided_gather.
//
// Thread map  strided_*: one thread an element. One version: it is bound by memory as it stands.
//             transpose v1: one thread an element of y
//                       v2: a block moves tiles of 32 x 32 through shared memory, so that both
//                           sides are read and written in rows; a column of padding keeps
//                           the banks apart
// Determinism exact; the strides of a scatter must not overlap.
// Limits      n below 2^31.

#include "strided.cuh"
#include "typed.cuh"

template <typename B>
V2V_DEVICE void gather(const B *__restrict__ x, B *__restrict__ y, int n, const Extents &extents,
                       const Strides &strides) {
  V2V_FOR_EACH(i, n) { y[i] = x[offset(unravel(i, extents), strides)]; }
}

template <typename B>
V2V_DEVICE void scatter(const B *__restrict__ x, B *__restrict__ y, int n, const Extents &extents,
                        const Strides &strides) {
  V2V_FOR_EACH(i, n) { y[offset(unravel(i, extents), strides)] = x[i]; }
}

template <typename T>
V2V_DEVICE void transpose_v1(const T *__restrict__ x, T *__restrict__ y, int B, int R, int C) {
  V2V_FOR_EACH(i, B * R * C) {
    unsigned int r = i % R;
    unsigned int c = i / R % C;
    unsigned int b = i / R / C;
    y[i] = x[(b * R + r) * C + c];
  }
}

#define TILE 32

template <typename T>
V2V_DEVICE void transpose_v2(const T *__restrict__ x, T *__restrict__ y, int B, int R, int C) {
  __shared__ T tile[TILE][TILE + 1];
  int tilesR = (R + TILE - 1) / TILE;
  int tilesC = (C + TILE - 1) / TILE;
  int lane = threadIdx.x % TILE;
  int row = threadIdx.x / TILE;
  int rows = blockDim.x / TILE;  // that the block moves at once
  for (int t = blockIdx.x; t < B * tilesR * tilesC; t += gridDim.x) {
    int c0 = t % tilesC * TILE;
    int r0 = t / tilesC % tilesR * TILE;
    int base = t / tilesC / tilesR * R * C;
    for (int k = row; k < TILE; k += rows) {
      if (r0 + k < R && c0 + lane < C) {
        tile[k][lane] = x[base + (r0 + k) * C + c0 + lane];
      }
    }
    __syncthreads();
    for (int k = row; k < TILE; k += rows) {
      if (c0 + k < C && r0 + lane < R) {
        y[base + (c0 + k) * R + r0 + lane] = tile[lane][k];
      }
    }
    __syncthreads();
  }
}

//! kernel strided_gather  op=permute,flip,slice,broadcast_to  dtypes=b8,b16,b32,b64,b128  versions=v1  default=v1  element=one element of y, each of x read once  read=S  write=S  flops=0  deterministic=yes  block=256
//! kernel strided_scatter  op=concat,slice_backward  dtypes=b8,b16,b32,b64,b128  versions=v1  default=v1  element=one element of x  read=S  write=S  flops=0  deterministic=yes  block=256
//! kernel transpose  op=permute  dtypes=b8,b16,b32,b64  versions=v1,v2  default=v2  element=one element of y  read=S  write=S  flops=0  deterministic=yes  block=256

#define STRIDED_ENTRIES(B, suffix)                                                          \
  V2V_KERNEL strided_gather_v1_##suffix(const B *__restrict__ x, B *__restrict__ y, int n,  \
                                        V2V_EXTENTS(d), V2V_STRIDES(s)) {                   \
    gather<B>(x, y, n, V2V_EXTENTS_BY(d, 1), V2V_STRIDES_OF(s));                            \
  }                                                                                         \
  V2V_KERNEL strided_scatter_v1_##suffix(const B *__restrict__ x, B *__restrict__ y, int n, \
                                         V2V_EXTENTS(d), V2V_STRIDES(s)) {                  \
    scatter<B>(x, y, n, V2V_EXTENTS_BY(d, 1), V2V_STRIDES_OF(s));                           \
  }

V2V_SIZES(STRIDED_ENTRIES)
STRIDED_ENTRIES(uint4, b128)

#define TRANSPOSE_ENTRIES(T, suffix)                                                         \
  V2V_KERNEL transpose_v1_##suffix(const T *__restrict__ x, T *__restrict__ y, int B, int R, \
                                   int C) {                                                  \
    transpose_v1<T>(x, y, B, R, C);                                                          \
  }                                                                                          \
  V2V_KERNEL transpose_v2_##suffix(const T *__restrict__ x, T *__restrict__ y, int B, int R, \
                                   int C) {                                                  \
    transpose_v2<T>(x, y, B, R, C);                                                          \
  }

V2V_SIZES(TRANSPOSE_ENTRIES)
