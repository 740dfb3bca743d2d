// channel_affine: y = act(x scale + shift) for each channel, act one of the activations that layers
// have; channel_affine_up2 writes every pixel twice each way, as the nearest up-sampling after it
// would.
//
// Layout  x (rows, C), y like x or for up2 x (N, H, W, C) with rows = N H, of W pixels each, and y
//         (N, 2 H, 2 W, C); rows * W * C below 2^31. scale and shift (C), float32 if `wide`, else
//         like x. activation as in unary.cuh, -1 for none; slope is that of the leaky ReLU.
//
// Versions    v1  one thread an element
//             v2  one thread a 16-byte vector where C is a multiple of one, with its channels kept
// Determinism exact.

#include "channel_map.cuh"
#include "channels.cuh"

//! kernel channel_affine  op=channel_affine  dtypes=f32,bf16,f16  versions=v1,v2  default=v2  element=one element of x  read=S  write=S  flops=3  deterministic=yes  block=256
//! kernel channel_affine_up2  op=channel_affine  dtypes=f32,bf16,f16  versions=v1,v2  default=v2  element=one element of x  read=S  write=4*S  flops=3  deterministic=yes  block=256

#define PLAIN(T)                                                                           \
  const T *__restrict__ x, const void *__restrict__ scale, const void *__restrict__ shift, \
      T *__restrict__ y, int rows, int C, int wide, int activation, float slope
#define UP2(T)                                                                             \
  const T *__restrict__ x, const void *__restrict__ scale, const void *__restrict__ shift, \
      T *__restrict__ y, int rows, int W, int C, int wide, int activation, float slope

#define MAP(T) \
  Affine<T> { scale, shift, wide }
#define RUN(UP, V, T, rows, W) \
  map_channels<UP, V>(x, y, MAP(T), 1, rows, W, C, activation, slope)

#define ENTRIES(T, suffix)                                                  \
  V2V_KERNEL channel_affine_v1_##suffix(PLAIN(T)) {                         \
    map_channels_v1<1>(x, y, MAP(T), 1, rows, 1, C, activation, slope);     \
  }                                                                         \
  V2V_KERNEL channel_affine_v2_##suffix(PLAIN(T)) {                         \
    V2V_BY_VECTOR(T, C, (RUN(1, V, T, rows, 1)))                            \
  }                                                                         \
  V2V_KERNEL channel_affine_up2_v1_##suffix(UP2(T)) {                       \
    map_channels_v1<2>(x, y, MAP(T), 1, rows * W, W, C, activation, slope); \
  }                                                                         \
  V2V_KERNEL channel_affine_up2_v2_##suffix(UP2(T)) {                       \
    V2V_BY_VECTOR(T, C, (RUN(2, V, T, rows * W, W)))                        \
  }

V2V_FLOAT_TYPES(ENTRIES)
