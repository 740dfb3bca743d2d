// flow_warp_blend: the previous frame warped by a flow and mixed with the painted one, in one pass.
//
//   y[o, c] = raw[o, c] m[o] + r (1 - m[o]),   r = previous read at o + flow[o] as in flow_warp.cu
//   gradRaw = m g, gradMask = sum over c of (raw - r) g; with (1 - m) g for g, gradPrevious and gradFlow
//   are those of flow_warp
//
// Layout  raw, previous, y (N, H, W, C), flow (N, H, W, 2) float32, mask (N, H, W, 1); `pixels` is N H W.
//
// Versions as of grid_sample
//   flow_warp_blend           v1  one thread an element of y   v2  lanes over 16-byte channel vectors
//   flow_warp_blend_backward  v1  one thread an output pixel   v2  lanes over channel vectors
//   flow_warp_blend_gather    v1  all pixels for every cell    v2  reads the bins of sample_bins.cu
//
// Determinism  all exact, but for gradPrevious of flow_warp_blend_backward, added atomically. For a
//              deterministic backward launch it with gradPrevious = null, and flow_warp_blend_gather.
// Zeroed       gradPrevious of flow_warp_blend_backward, float32 for every type, arrives zeroed.

#include "warp.cuh"

V2V_DEVICE Field<true> flow_field(const float *flow, int H, int W, int padding) {
  Field<true> field = {flow, H, W, H, W, READ_BILINEAR, padding, 1};
  return field;
}

template <typename T>
V2V_DEVICE void flow_warp_blend_v1(const T *__restrict__ raw, const T *__restrict__ previous,
                                   const float *__restrict__ flow, const T *__restrict__ mask,
                                   T *__restrict__ y, int pixels, int H, int W, int C,
                                   int padding) {
  Field<true> field = flow_field(flow, H, W, padding);
  V2V_FOR_EACH_LONG(i, (long long)pixels * C) {
    int o = i / C;
    int c = i % C;
    Taps taps = field.at(o).taps;
    const T *image = previous + (long long)(o / (H * W)) * H * W * C;
    float r = 0.0f;
    for (int t = 0; t < 4; t++) {
      if (taps.inside(t)) {
        r += taps.weight(t) * to_f32(image[taps.cell(t, W) * C + c]);
      }
    }
    float m = to_f32(mask[o]);
    y[i] = from_f32<T>(to_f32(raw[i]) * m + r * (1.0f - m));
  }
}

template <typename T>
V2V_DEVICE void flow_warp_blend_backward_v1(
    const T *__restrict__ gradOut, const T *__restrict__ raw, const T *__restrict__ previous,
    const float *__restrict__ flow, const T *__restrict__ mask, T *__restrict__ gradRaw,
    float *__restrict__ gradPrevious, float *__restrict__ gradFlow, T *__restrict__ gradMask,
    int pixels, int H, int W, int C, int padding) {
  Field<true> field = flow_field(flow, H, W, padding);
  V2V_FOR_EACH(o, pixels) {
    Sample s = field.at(o);
    long long imageAt = (long long)(o / (H * W)) * H * W * C;
    float m = to_f32(mask[o]);
    float sumX = 0.0f, sumY = 0.0f, sumM = 0.0f;
    for (int c = 0; c < C; c++) {
      long long i = (long long)o * C + c;
      float g = to_f32(gradOut[i]);
      float warped = (1.0f - m) * g;
      float r = 0.0f;
      for (int t = 0; t < 4; t++) {
        if (s.taps.inside(t)) {
          long long at = imageAt + s.taps.cell(t, W) * C + c;
          float v = to_f32(previous[at]);
          r += s.taps.weight(t) * v;
          sumX += s.taps.weight_grad_x(t) * v * warped;
          sumY += s.taps.weight_grad_y(t) * v * warped;
          if (gradPrevious != nullptr) {
            atomicAdd(gradPrevious + at, s.taps.weight(t) * warped);
          }
        }
      }
      sumM += (to_f32(raw[i]) - r) * g;
      if (gradRaw != nullptr) {
        gradRaw[i] = from_f32<T>(g * m);
      }
    }
    if (gradFlow != nullptr) {
      gradFlow[2 * (long long)o] = sumX * s.gradX;
      gradFlow[2 * (long long)o + 1] = sumY * s.gradY;
    }
    if (gradMask != nullptr) {
      gradMask[o] = from_f32<T>(sumM);
    }
  }
}

//! kernel flow_warp_blend  op=flow_warp_blend  dtypes=f32,bf16,f16  versions=v1,v2  default=v2  element=one element of y  read=2*S+(8+S)/C  write=S  flops=11+30/C  deterministic=yes  block=256
//! kernel flow_warp_blend_backward  op=flow_warp_blend_backward  dtypes=f32,bf16,f16  versions=v1,v2  default=v2  element=one element of gradOut  read=3*S+4+(8+S)/C  write=S+4+(8+S)/C  flops=24+60/C  deterministic=no  block=256
//! kernel flow_warp_blend_gather  op=flow_warp_blend_backward  dtypes=f32,bf16,f16  versions=v1,v2  default=v2  element=one element of gradPrevious  read=S+(32+S)/C  write=S  flops=8+120/C  deterministic=yes  block=256

#define BACKWARD_PARAMETERS(T)                                                                    \
  const T *__restrict__ gradOut, const T *__restrict__ raw, const T *__restrict__ previous,       \
      const float *__restrict__ flow, const T *__restrict__ mask, T *__restrict__ gradRaw,        \
      float *__restrict__ gradPrevious, float *__restrict__ gradFlow, T *__restrict__ gradMask,   \
      int pixels, int H, int W, int C, int padding

#define GATHER_PARAMETERS(T)                                                                      \
  const T *__restrict__ gradOut, const float *__restrict__ flow, const T *__restrict__ mask,      \
      const int *__restrict__ starts, const int *__restrict__ members,                            \
      T *__restrict__ gradPrevious, int pixels, int H, int W, int C, int padding

#define ENTRIES(T, suffix)                                                                        \
  V2V_KERNEL flow_warp_blend_v1_##suffix(                                                         \
      const T *__restrict__ raw, const T *__restrict__ previous, const float *__restrict__ flow,  \
      const T *__restrict__ mask, T *__restrict__ y, int pixels, int H, int W, int C,             \
      int padding) {                                                                              \
    flow_warp_blend_v1<T>(raw, previous, flow, mask, y, pixels, H, W, C, padding);                \
  }                                                                                               \
  V2V_KERNEL flow_warp_blend_v2_##suffix(                                                         \
      const T *__restrict__ raw, const T *__restrict__ previous, const float *__restrict__ flow,  \
      const T *__restrict__ mask, T *__restrict__ y, int pixels, int H, int W, int C,             \
      int padding) {                                                                              \
    Field<true> field = flow_field(flow, H, W, padding);                                          \
    V2V_BY_VECTOR(T, C, (warp_forward<TAIL_BLEND, V, T>(field, previous, raw, mask, y, pixels,    \
                                                        H * W, C)))                               \
  }                                                                                               \
  V2V_KERNEL flow_warp_blend_backward_v1_##suffix(BACKWARD_PARAMETERS(T)) {                       \
    flow_warp_blend_backward_v1<T>(gradOut, raw, previous, flow, mask, gradRaw, gradPrevious,     \
                                   gradFlow, gradMask, pixels, H, W, C, padding);                 \
  }                                                                                               \
  V2V_KERNEL flow_warp_blend_backward_v2_##suffix(BACKWARD_PARAMETERS(T)) {                       \
    Field<true> field = flow_field(flow, H, W, padding);                                          \
    V2V_BY_VECTOR(T, C, (warp_backward<TAIL_BLEND, V, T>(field, gradOut, previous, raw, mask,     \
                                                         gradPrevious, gradRaw, gradFlow,         \
                                                         gradMask, pixels, H * W, C)))            \
  }                                                                                               \
  V2V_KERNEL flow_warp_blend_gather_v1_##suffix(GATHER_PARAMETERS(T)) {                           \
    Field<true> field = flow_field(flow, H, W, padding);                                          \
    warp_gather_all<TAIL_BLEND, T>(field, gradOut, mask, gradPrevious, pixels, H * W, C);         \
  }                                                                                               \
  V2V_KERNEL flow_warp_blend_gather_v2_##suffix(GATHER_PARAMETERS(T)) {                           \
    Field<true> field = flow_field(flow, H, W, padding);                                          \
    V2V_BY_VECTOR(T, C, (warp_gather<TAIL_BLEND, V, T>(field, gradOut, mask, starts, members,     \
                                                       gradPrevious, pixels, C)))                 \
  }

V2V_FLOAT_TYPES(ENTRIES)
