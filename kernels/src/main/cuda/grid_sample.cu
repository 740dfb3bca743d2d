// grid_sample: an image read at the positions of a grid.
//
//   y[o, c] = sum over taps t of weight_t(o) x[cell_t(o), c]
//   position = pad(unnormalize(grid[o])), bilinear taps or the nearest cell; see sampling.cuh
//
// Layout  x (N, H, W, C), grid (N M, Ho, Wo, 2) float32 as (x, y), y (N M, Ho, Wo, C). `pixels` is
//         N M Ho Wo, `perImage` M Ho Wo, `cells` N H W. Modes are numbered as in sampling.cuh.
//
// Versions
//   grid_sample           v1  one thread an element of y: the formula, nothing else
//                         v2  lanes over 16-byte channel vectors, taps computed once a lane (warp.cuh)
//   grid_sample_backward  v1  one thread an output pixel, channels in a loop
//                         v2  lanes over channel vectors; sm_90 adds four floats per instruction
//   grid_sample_gather    v1  every cell of x scans all pixels of its image: quadratic, no bins needed
//                         v2  reads the bins of sample_bins.cu, which it needs ready
//
// Determinism  forward and gradGrid exact. grid_sample_backward adds gradX atomically, in no fixed
//              order; grid_sample_gather adds it in a fixed one. For a deterministic backward launch
//              grid_sample_backward with gradX = null, and the gather.
// Zeroed       gradX of grid_sample_backward, which is float32 for every type, arrives zeroed.

#include "warp.cuh"

template <typename T>
V2V_DEVICE void grid_sample_v1(const T *__restrict__ x, const float *__restrict__ grid,
                               T *__restrict__ y, int pixels, int perImage, int H, int W, int C,
                               int reading, int padding, int align) {
  Field<false> field = {grid, H, W, 0, 0, reading, padding, align};
  V2V_FOR_EACH_LONG(i, (long long)pixels * C) {
    int o = i / C;
    int c = i % C;
    Taps taps = field.at(o).taps;
    const T *image = x + (long long)(o / perImage) * H * W * C;
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
V2V_DEVICE void grid_sample_backward_v1(const T *__restrict__ gradOut, const T *__restrict__ x,
                                        const float *__restrict__ grid, float *__restrict__ gradX,
                                        float *__restrict__ gradGrid, int pixels, int perImage,
                                        int H, int W, int C, int reading, int padding, int align) {
  Field<false> field = {grid, H, W, 0, 0, reading, padding, align};
  V2V_FOR_EACH(o, pixels) {
    Sample s = field.at(o);
    long long imageAt = (long long)(o / perImage) * H * W * C;
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
    if (gradGrid != nullptr) {
      gradGrid[2 * (long long)o] = sumX * s.gradX;
      gradGrid[2 * (long long)o + 1] = sumY * s.gradY;
    }
  }
}

//! kernel grid_sample  op=grid_sample  dtypes=f32,bf16,f16  versions=v1,v2  default=v2  element=one element of y, x as large as y  read=S+8/C  write=S  flops=8+40/C  deterministic=yes  block=256
//! kernel grid_sample_backward  op=grid_sample_backward  dtypes=f32,bf16,f16  versions=v1,v2  default=v2  element=one element of gradOut, x as large  read=2*S+4+8/C  write=4+8/C  flops=20+60/C  deterministic=no  block=256
//! kernel grid_sample_gather  op=grid_sample_backward  dtypes=f32,bf16,f16  versions=v1,v2  default=v2  element=one element of gradX, gradOut as large  read=S+32/C  write=S  flops=8+160/C  deterministic=yes  block=256

#define ENTRIES(T, suffix)                                                                        \
  V2V_KERNEL grid_sample_v1_##suffix(const T *__restrict__ x, const float *__restrict__ grid,     \
                                     T *__restrict__ y, int pixels, int perImage, int H, int W,   \
                                     int C, int reading, int padding, int align) {                \
    grid_sample_v1<T>(x, grid, y, pixels, perImage, H, W, C, reading, padding, align);            \
  }                                                                                               \
  V2V_KERNEL grid_sample_v2_##suffix(const T *__restrict__ x, const float *__restrict__ grid,     \
                                     T *__restrict__ y, int pixels, int perImage, int H, int W,   \
                                     int C, int reading, int padding, int align) {                \
    Field<false> field = {grid, H, W, 0, 0, reading, padding, align};                             \
    V2V_BY_VECTOR(T, C, (warp_forward<TAIL_NONE, V, T>(field, x, nullptr, nullptr, y, pixels,     \
                                                       perImage, C)))                             \
  }                                                                                               \
  V2V_KERNEL grid_sample_backward_v1_##suffix(                                                    \
      const T *__restrict__ gradOut, const T *__restrict__ x, const float *__restrict__ grid,     \
      float *__restrict__ gradX, float *__restrict__ gradGrid, int pixels, int perImage, int H,   \
      int W, int C, int reading, int padding, int align) {                                        \
    grid_sample_backward_v1<T>(gradOut, x, grid, gradX, gradGrid, pixels, perImage, H, W, C,      \
                               reading, padding, align);                                          \
  }                                                                                               \
  V2V_KERNEL grid_sample_backward_v2_##suffix(                                                    \
      const T *__restrict__ gradOut, const T *__restrict__ x, const float *__restrict__ grid,     \
      float *__restrict__ gradX, float *__restrict__ gradGrid, int pixels, int perImage, int H,   \
      int W, int C, int reading, int padding, int align) {                                        \
    Field<false> field = {grid, H, W, 0, 0, reading, padding, align};                             \
    V2V_BY_VECTOR(T, C, (warp_backward<TAIL_NONE, V, T>(field, gradOut, x, nullptr, nullptr,      \
                                                        gradX, nullptr, gradGrid, nullptr,        \
                                                        pixels, perImage, C)))                    \
  }                                                                                               \
  V2V_KERNEL grid_sample_gather_v1_##suffix(                                                      \
      const T *__restrict__ gradOut, const float *__restrict__ grid,                              \
      const int *__restrict__ starts, const int *__restrict__ members, T *__restrict__ gradX,     \
      int cells, int perImage, int H, int W, int C, int reading, int padding, int align) {        \
    Field<false> field = {grid, H, W, 0, 0, reading, padding, align};                             \
    warp_gather_all<TAIL_NONE, T>(field, gradOut, nullptr, gradX, cells, perImage, C);            \
  }                                                                                               \
  V2V_KERNEL grid_sample_gather_v2_##suffix(                                                      \
      const T *__restrict__ gradOut, const float *__restrict__ grid,                              \
      const int *__restrict__ starts, const int *__restrict__ members, T *__restrict__ gradX,     \
      int cells, int perImage, int H, int W, int C, int reading, int padding, int align) {        \
    Field<false> field = {grid, H, W, 0, 0, reading, padding, align};                             \
    V2V_BY_VECTOR(T, C, (warp_gather<TAIL_NONE, V, T>(field, gradOut, nullptr, starts, members,   \
                                                      gradX, cells, C)))                          \
  }

V2V_FLOAT_TYPES(ENTRIES)
