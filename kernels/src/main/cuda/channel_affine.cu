// channel_affine: y = act(x scale + shift) for each channel, act one of the activations that layers
// have.
//
// Layout  x and y (rows, C), rows * C below 2^31. scale and shift (C), float32 if `wide`, else like
//         x. activation as in unary.cuh, -1 for none; slope is that of the leaky ReLU.
//
// Versions    v1  one thread an element
//             v2  one thread a 16-byte vector where C is a multiple of one, with its channels kept
// Determinism exact.

#include "channel_map.cuh"
#include "channels.cuh"

//! kernel channel_affine  op=channel_affine  dtypes=f32,bf16,f16  versions=v1,v2  default=v2  element=one element of x  read=S  write=S  flops=3  deterministic=yes  block=256

#define PLAIN(T)                                                                           \
  const T *__restrict__ x, const void *__restrict__ scale, const void *__restrict__ shift, \
      T *__restrict__ y, int rows, int C, int wide, int activation, float slope
#define MAP(T) \
  Affine<T> { scale, shift, wide }
#define ENTRIES(T, suffix)                                                              \
  V2V_KERNEL channel_affine_v1_##suffix(PLAIN(T)) {                                     \
    map_channels_v1(x, y, MAP(T), 1, rows, C, activation, slope);                       \
  }                                                                                     \
  V2V_KERNEL channel_affine_v2_##suffix(PLAIN(T)) {                                     \
    V2V_BY_VECTOR(T, C, (map_channels<V>(x, y, MAP(T), 1, rows, C, activation, slope))) \
  }

V2V_FLOAT_TYPES(ENTRIES)
