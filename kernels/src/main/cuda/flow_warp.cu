// flow_warp: an image read where a flow in pixels points.
//
//   y[o, c] = sum over taps t of weight_t(o) x[cell_t(o), c]
//   position = pad(o + flow[o]), bilinear, corners aligned; see sampling.cuh
//
// Layout  x and y (N, H, W, C), flow (N, H, W, 2) float32 as (dx, dy); `pixels` is N H W.
//
// Versions as of grid_sample
//   flow_warp           v1  one thread an element of y     v2  lanes over 16-byte channel vectors
//   flow_warp_backward  v1  one thread an output pixel     v2  lanes over channel vectors
//   flow_warp_gather    v1  all pixels for every cell      v2  reads the bins of sample_bins.cu
//
// Determinism  forward and gradFlow exact. flow_warp_backward adds gradX atomically, in no fixed order;
//              for a deterministic backward launch it with gradX = null, and flow_warp_gather.
// Zeroed       gradX of flow_warp_backward, which is float32 for every type, arrives zeroed.

#include "warp.cuh"

V2V_DEVICE Field<true> flow_field(const float *flow, int H, int W, int padding) {
  Field<true> field = {flow, H, W, H, W, READ_BILINEAR, padding, 1};
  return field;
}

template <typename T>
V2V_DEVICE void flow_warp_v1(const T *__restrict__ x, const float *__restrict__ flow,
                             T *__restrict__ y, int pixels, int H, int W, int C, int padding) {
  Field<true> field = flow_field(flow, H, W, padding);
  V2V_FOR_EACH_LONG(i, (long long)pixels * C) {
    int o = i / C;
    int c = i % C;
    Taps taps = field.at(o).taps;
    const T *image = x + (long long)(o / (H * W)) * H * W * C;
    float sum = 0.0f;
    for (int t = 0; t < 4; t++) {
      if (taps.inside(t)) {
        sum += taps.weight(t) * to_f32(image[taps.cell(t, W) * C + c]);
      }
    }
    y[i] = from_f32<T>(sum);
  }
}

template <typename T>
V2V_DEVICE void flow_warp_backward_v1(const T *__restrict__ gradOut, const T *__restrict__ x,
                                      const float *__restrict__ flow, float *__restrict__ gradX,
                                      float *__restrict__ gradFlow, int pixels, int H, int W, int C,
                                      int padding) {
  Field<true> field = flow_field(flow, H, W, padding);
  V2V_FOR_EACH(o, pixels) {
    Sample s = field.at(o);
    long long imageAt = (long long)(o / (H * W)) * H * W * C;
    float sumX = 0.0f, sumY = 0.0f;
    for (int c = 0; c < C; c++) {
      float g = to_f32(gradOut[(long long)o * C + c]);
      for (int t = 0; t < 4; t++) {
        if (s.taps.inside(t)) {
          long long at = imageAt + s.taps.cell(t, W) * C + c;
          float v = to_f32(x[at]);
          sumX += s.taps.weight_grad_x(t) * v * g;
          sumY += s.taps.weight_grad_y(t) * v * g;
          if (gradX != nullptr) {
            atomicAdd(gradX + at, s.taps.weight(t) * g);
          }
        }
      }
    }
    if (gradFlow != nullptr) {
      gradFlow[2 * (long long)o] = sumX * s.gradX;
      gradFlow[2 * (long long)o + 1] = sumY * s.gradY;
    }
  }
}

//! kernel flow_warp  op=flow_warp  dtypes=f32,bf16,f16  versions=v1,v2  default=v2  element=one element of y  read=S+8/C  write=S  flops=8+30/C  deterministic=yes  block=256
//! kernel flow_warp_backward  op=flow_warp_backward  dtypes=f32,bf16,f16  versions=v1,v2  default=v2  element=one element of gradOut  read=2*S+4+8/C  write=4+8/C  flops=20+50/C  deterministic=no  block=256
//! kernel flow_warp_gather  op=flow_warp_backward  dtypes=f32,bf16,f16  versions=v1,v2  default=v2  element=one element of gradX  read=S+32/C  write=S  flops=8+120/C  deterministic=yes  block=256

#define ENTRIES(T, suffix)                                                                        \
  V2V_KERNEL flow_warp_v1_##suffix(const T *__restrict__ x, const float *__restrict__ flow,       \
                                   T *__restrict__ y, int pixels, int H, int W, int C,            \
                                   int padding) {                                                 \
    flow_warp_v1<T>(x, flow, y, pixels, H, W, C, padding);                                        \
  }                                                                                               \
  V2V_KERNEL flow_warp_v2_##suffix(const T *__restrict__ x, const float *__restrict__ flow,       \
                                   T *__restrict__ y, int pixels, int H, int W, int C,            \
                                   int padding) {                                                 \
    Field<true> field = flow_field(flow, H, W, padding);                                          \
    V2V_BY_VECTOR(T, C, (warp_forward<TAIL_NONE, V, T>(field, x, nullptr, nullptr, y, pixels,     \
                                                       H * W, C)))                                \
  }                                                                                               \
  V2V_KERNEL flow_warp_backward_v1_##suffix(                                                      \
      const T *__restrict__ gradOut, const T *__restrict__ x, const float *__restrict__ flow,     \
      float *__restrict__ gradX, float *__restrict__ gradFlow, int pixels, int H, int W, int C,   \
      int padding) {                                                                              \
    flow_warp_backward_v1<T>(gradOut, x, flow, gradX, gradFlow, pixels, H, W, C, padding);        \
  }                                                                                               \
  V2V_KERNEL flow_warp_backward_v2_##suffix(                                                      \
      const T *__restrict__ gradOut, const T *__restrict__ x, const float *__restrict__ flow,     \
      float *__restrict__ gradX, float *__restrict__ gradFlow, int pixels, int H, int W, int C,   \
      int padding) {                                                                              \
    Field<true> field = flow_field(flow, H, W, padding);                                          \
    V2V_BY_VECTOR(T, C, (warp_backward<TAIL_NONE, V, T>(field, gradOut, x, nullptr, nullptr,      \
                                                        gradX, nullptr, gradFlow, nullptr,        \
                                                        pixels, H * W, C)))                       \
  }                                                                                               \
  V2V_KERNEL flow_warp_gather_v1_##suffix(                                                        \
      const T *__restrict__ gradOut, const float *__restrict__ flow,                              \
      const int *__restrict__ starts, const int *__restrict__ members, T *__restrict__ gradX,     \
      int pixels, int H, int W, int C, int padding) {                                             \
    Field<true> field = flow_field(flow, H, W, padding);                                          \
    warp_gather_all<TAIL_NONE, T>(field, gradOut, nullptr, gradX, pixels, H * W, C);              \
  }                                                                                               \
  V2V_KERNEL flow_warp_gather_v2_##suffix(                                                        \
      const T *__restrict__ gradOut, const float *__restrict__ flow,                              \
      const int *__restrict__ starts, const int *__restrict__ members, T *__restrict__ gradX,     \
      int pixels, int H, int W, int C, int padding) {                                             \
    Field<true> field = flow_field(flow, H, W, padding);                                          \
    V2V_BY_VECTOR(T, C, (warp_gather<TAIL_NONE, V, T>(field, gradOut, nullptr, starts, members,   \
                                                      gradX, pixels, C)))                         \
  }

V2V_FLOAT_TYPES(ENTRIES)
