// occlusion_blend: painted and warped images mixed by a mask.
//
//   y[o, c] = raw[o, c] m[o] + warped[o, c] (1 - m[o])
//   gradRaw = m g, gradWarped = (1 - m) g, gradMask = sum over c of (raw - warped) g
//
// Layout  raw, warped, y (N, H, W, C), mask (N, H, W, 1); `pixels` is N H W.
//
// Versions  forward  v1  one thread an element      v2  lanes over 16-byte channel vectors
//           backward v1  one thread a pixel         v2  lanes over channel vectors
//
// Determinism  exact, in a fixed order. Any gradient may be null.

#include "channels.cuh"

template <typename T>
V2V_DEVICE void occlusion_blend_v1(const T *__restrict__ raw, const T *__restrict__ warped,
                                   const T *__restrict__ mask, T *__restrict__ y, int pixels,
                                   int C) {
  V2V_FOR_EACH_LONG(i, (long long)pixels * C) {
    float m = to_f32(mask[i / C]);
    y[i] = from_f32<T>(to_f32(raw[i]) * m + to_f32(warped[i]) * (1.0f - m));
  }
}

template <int V, typename T>
V2V_DEVICE void occlusion_blend_v2(const T *__restrict__ raw, const T *__restrict__ warped,
                                   const T *__restrict__ mask, T *__restrict__ y, int pixels,
                                   int C) {
  Lanes lanes = lanes_for<V>(C);
  for (unsigned int o = lanes.index(); o < pixels; o += lanes.groups()) {
    float m = to_f32(mask[o]);
    for (int c = lanes.lane * V; c < C; c += lanes.count() * V) {
      long long at = (long long)o * C + c;
      float r[V], w[V];
      load<V>(raw + at, r);
      load<V>(warped + at, w);
#pragma unroll
      for (int i = 0; i < V; i++) {
        r[i] = r[i] * m + w[i] * (1.0f - m);
      }
      store<V>(y + at, r);
    }
  }
}

template <typename T>
V2V_DEVICE void occlusion_blend_backward_v1(
    const T *__restrict__ gradOut, const T *__restrict__ raw, const T *__restrict__ warped,
    const T *__restrict__ mask, T *__restrict__ gradRaw, T *__restrict__ gradWarped,
    T *__restrict__ gradMask, int pixels, int C) {
  V2V_FOR_EACH(o, pixels) {
    float m = to_f32(mask[o]);
    float sum = 0.0f;
    for (int c = 0; c < C; c++) {
      long long i = (long long)o * C + c;
      float g = to_f32(gradOut[i]);
      sum += (to_f32(raw[i]) - to_f32(warped[i])) * g;
      if (gradRaw != nullptr) {
        gradRaw[i] = from_f32<T>(m * g);
      }
      if (gradWarped != nullptr) {
        gradWarped[i] = from_f32<T>((1.0f - m) * g);
      }
    }
    if (gradMask != nullptr) {
      gradMask[o] = from_f32<T>(sum);
    }
  }
}

template <int V, typename T>
V2V_DEVICE void occlusion_blend_backward_v2(
    const T *__restrict__ gradOut, const T *__restrict__ raw, const T *__restrict__ warped,
    const T *__restrict__ mask, T *__restrict__ gradRaw, T *__restrict__ gradWarped,
    T *__restrict__ gradMask, int pixels, int C) {
  Lanes lanes = lanes_for<V>(C);
  for (unsigned int o = lanes.index(); o < pixels; o += lanes.groups()) {
    float m = to_f32(mask[o]);
    float sum = 0.0f;
    for (int c = lanes.lane * V; c < C; c += lanes.count() * V) {
      long long at = (long long)o * C + c;
      float g[V], r[V], w[V];
      load<V>(gradOut + at, g);
      load<V>(raw + at, r);
      load<V>(warped + at, w);
#pragma unroll
      for (int i = 0; i < V; i++) {
        sum = fmaf(r[i] - w[i], g[i], sum);
        r[i] = m * g[i];
        w[i] = (1.0f - m) * g[i];
      }
      if (gradRaw != nullptr) {
        store<V>(gradRaw + at, r);
      }
      if (gradWarped != nullptr) {
        store<V>(gradWarped + at, w);
      }
    }
    sum = lanes.sum(sum);
    if (gradMask != nullptr && lanes.lane == 0) {
      gradMask[o] = from_f32<T>(sum);
    }
  }
}

//! kernel occlusion_blend  op=occlusion_blend  dtypes=f32,bf16,f16  versions=v1,v2  default=v2  element=one element of y  read=2*S+S/C  write=S  flops=3  deterministic=yes  block=256
//! kernel occlusion_blend_backward  op=occlusion_blend_backward  dtypes=f32,bf16,f16  versions=v1,v2  default=v2  element=one element of gradOut  read=3*S+S/C  write=2*S+S/C  flops=5  deterministic=yes  block=256

#define FORWARD_PARAMETERS(T)                                                                     \
  const T *__restrict__ raw, const T *__restrict__ warped, const T *__restrict__ mask,            \
      T *__restrict__ y, int pixels, int C

#define BACKWARD_PARAMETERS(T)                                                                    \
  const T *__restrict__ gradOut, const T *__restrict__ raw, const T *__restrict__ warped,         \
      const T *__restrict__ mask, T *__restrict__ gradRaw, T *__restrict__ gradWarped,            \
      T *__restrict__ gradMask, int pixels, int C

#define ENTRIES(T, suffix)                                                                        \
  V2V_KERNEL occlusion_blend_v1_##suffix(FORWARD_PARAMETERS(T)) {                                 \
    occlusion_blend_v1<T>(raw, warped, mask, y, pixels, C);                                       \
  }                                                                                               \
  V2V_KERNEL occlusion_blend_v2_##suffix(FORWARD_PARAMETERS(T)) {                                 \
    V2V_BY_VECTOR(T, C, (occlusion_blend_v2<V, T>(raw, warped, mask, y, pixels, C)))              \
  }                                                                                               \
  V2V_KERNEL occlusion_blend_backward_v1_##suffix(BACKWARD_PARAMETERS(T)) {                       \
    occlusion_blend_backward_v1<T>(gradOut, raw, warped, mask, gradRaw, gradWarped, gradMask,     \
                                   pixels, C);                                                    \
  }                                                                                               \
  V2V_KERNEL occlusion_blend_backward_v2_##suffix(BACKWARD_PARAMETERS(T)) {                       \
    V2V_BY_VECTOR(T, C, (occlusion_blend_backward_v2<V, T>(gradOut, raw, warped, mask, gradRaw,   \
                                                           gradWarped, gradMask, pixels, C)))     \
  }

V2V_FLOAT_TYPES(ENTRIES)
