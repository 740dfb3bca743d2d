// occluded_feature_warp: features read along a motion field and attenuated where occluded, in one pass.
//
//   y[o, c] = r w[o],   r = x read bilinearly at grid[o], zeros outside, as in grid_sample.cu
//   gradOcclusion = sum over c of r g; with w g for g, gradX and gradGrid are those of grid_sample
//
// Layout  x (N, H, W, C), grid (N M, Ho, Wo, 2) float32, occlusion map w (N M, Ho, Wo, 1), y (N M, Ho,
//         Wo, C). `pixels` is N M Ho Wo, `perImage` M Ho Wo, `cells` N H W.
//
// Versions as of grid_sample
//   occluded_feature_warp           v1  one thread an element of y   v2  lanes over channel vectors
//   occluded_feature_warp_backward  v1  one thread an output pixel   v2  lanes over channel vectors
//   occluded_feature_warp_gather    v1  all pixels for every cell    v2  reads sample_bins.cu's bins
//
// Determinism  all exact, but for gradX of occluded_feature_warp_backward, added atomically. For a
//              deterministic backward launch it with gradX = null, and the gather.
// Zeroed       gradX of occluded_feature_warp_backward, float32 for every type, arrives zeroed.

#include "warp.cuh"

V2V_DEVICE Field<false> zeros_field(const float *grid, int H, int W, int align) {
  Field<false> field = {grid, H, W, 0, 0, READ_BILINEAR, PAD_ZEROS, align};
  return field;
}

template <typename T>
V2V_DEVICE void occluded_feature_warp_v1(const T *__restrict__ x, const float *__restrict__ grid,
                                         const T *__restrict__ occlusion, T *__restrict__ y,
                                         int pixels, int perImage, int H, int W, int C,
                                         int align) {
  Field<false> field = zeros_field(grid, H, W, align);
  V2V_FOR_EACH_LONG(i, (long long)pixels * C) {
    int o = i / C;
    int c = i % C;
    Taps taps = field.at(o).taps;
    const T *image = x + (long long)(o / perImage) * H * W * C;
    float r = 0.0f;
    for (int t = 0; t < 4; t++) {
      if (taps.inside(t)) {
        r += taps.weight(t) * to_f32(image[taps.cell(t, W) * C + c]);
      }
    }
    y[i] = from_f32<T>(r * to_f32(occlusion[o]));
  }
}

template <typename T>
V2V_DEVICE void occluded_feature_warp_backward_v1(
    const T *__restrict__ gradOut, const T *__restrict__ x, const float *__restrict__ grid,
    const T *__restrict__ occlusion, float *__restrict__ gradX, float *__restrict__ gradGrid,
    T *__restrict__ gradOcclusion, int pixels, int perImage, int H, int W, int C, int align) {
  Field<false> field = zeros_field(grid, H, W, align);
  V2V_FOR_EACH(o, pixels) {
    Sample s = field.at(o);
    long long imageAt = (long long)(o / perImage) * H * W * C;
    float w = to_f32(occlusion[o]);
    float sumX = 0.0f, sumY = 0.0f, sumW = 0.0f;
    for (int c = 0; c < C; c++) {
      float g = to_f32(gradOut[(long long)o * C + c]);
      for (int t = 0; t < 4; t++) {
        if (s.taps.inside(t)) {
          long long at = imageAt + s.taps.cell(t, W) * C + c;
          float v = to_f32(x[at]);
          sumX += s.taps.weight_grad_x(t) * v * g * w;
          sumY += s.taps.weight_grad_y(t) * v * g * w;
          sumW += s.taps.weight(t) * v * g;
          if (gradX != nullptr) {
            atomicAdd(gradX + at, s.taps.weight(t) * g * w);
          }
        }
      }
    }
    if (gradGrid != nullptr) {
      gradGrid[2 * (long long)o] = sumX * s.gradX;
      gradGrid[2 * (long long)o + 1] = sumY * s.gradY;
    }
    if (gradOcclusion != nullptr) {
      gradOcclusion[o] = from_f32<T>(sumW);
    }
  }
}

//! kernel occluded_feature_warp  op=occluded_feature_warp  dtypes=f32,bf16,f16  versions=v1,v2  default=v2  element=one element of y, x as large  read=S+(8+S)/C  write=S  flops=9+40/C  deterministic=yes  block=256
//! kernel occluded_feature_warp_backward  op=occluded_feature_warp_backward  dtypes=f32,bf16,f16  versions=v1,v2  default=v2  element=one element of gradOut, x as large  read=2*S+4+(8+S)/C  write=4+(8+S)/C  flops=20+60/C  deterministic=no  block=256
//! kernel occluded_feature_warp_gather  op=occluded_feature_warp_backward  dtypes=f32,bf16,f16  versions=v1,v2  default=v2  element=one element of gradX, gradOut as large  read=S+(32+S)/C  write=S  flops=8+160/C  deterministic=yes  block=256

#define FORWARD_PARAMETERS(T)                                                                     \
  const T *__restrict__ x, const float *__restrict__ grid, const T *__restrict__ occlusion,       \
      T *__restrict__ y, int pixels, int perImage, int H, int W, int C, int align

#define BACKWARD_PARAMETERS(T)                                                                    \
  const T *__restrict__ gradOut, const T *__restrict__ x, const float *__restrict__ grid,         \
      const T *__restrict__ occlusion, float *__restrict__ gradX, float *__restrict__ gradGrid,   \
      T *__restrict__ gradOcclusion, int pixels, int perImage, int H, int W, int C, int align

#define GATHER_PARAMETERS(T)                                                                      \
  const T *__restrict__ gradOut, const float *__restrict__ grid, const T *__restrict__ occlusion, \
      const int *__restrict__ starts, const int *__restrict__ members, T *__restrict__ gradX,     \
      int cells, int perImage, int H, int W, int C, int align

#define ENTRIES(T, suffix)                                                                        \
  V2V_KERNEL occluded_feature_warp_v1_##suffix(FORWARD_PARAMETERS(T)) {                           \
    occluded_feature_warp_v1<T>(x, grid, occlusion, y, pixels, perImage, H, W, C, align);         \
  }                                                                                               \
  V2V_KERNEL occluded_feature_warp_v2_##suffix(FORWARD_PARAMETERS(T)) {                           \
    Field<false> field = zeros_field(grid, H, W, align);                                          \
    V2V_BY_VECTOR(T, C, (warp_forward<TAIL_SCALE, V, T>(field, x, nullptr, occlusion, y, pixels,  \
                                                        perImage, C)))                            \
  }                                                                                               \
  V2V_KERNEL occluded_feature_warp_backward_v1_##suffix(BACKWARD_PARAMETERS(T)) {                 \
    occluded_feature_warp_backward_v1<T>(gradOut, x, grid, occlusion, gradX, gradGrid,            \
                                         gradOcclusion, pixels, perImage, H, W, C, align);        \
  }                                                                                               \
  V2V_KERNEL occluded_feature_warp_backward_v2_##suffix(BACKWARD_PARAMETERS(T)) {                 \
    Field<false> field = zeros_field(grid, H, W, align);                                          \
    V2V_BY_VECTOR(T, C, (warp_backward<TAIL_SCALE, V, T>(field, gradOut, x, nullptr, occlusion,   \
                                                         gradX, nullptr, gradGrid, gradOcclusion, \
                                                         pixels, perImage, C)))                   \
  }                                                                                               \
  V2V_KERNEL occluded_feature_warp_gather_v1_##suffix(GATHER_PARAMETERS(T)) {                     \
    Field<false> field = zeros_field(grid, H, W, align);                                          \
    warp_gather_all<TAIL_SCALE, T>(field, gradOut, occlusion, gradX, cells, perImage, C);         \
  }                                                                                               \
  V2V_KERNEL occluded_feature_warp_gather_v2_##suffix(GATHER_PARAMETERS(T)) {                     \
    Field<false> field = zeros_field(grid, H, W, align);                                          \
    V2V_BY_VECTOR(T, C, (warp_gather<TAIL_SCALE, V, T>(field, gradOut, occlusion, starts,         \
                                                       members, gradX, cells, C)))                \
  }

V2V_FLOAT_TYPES(ENTRIES)
