// motion_composition: FOMM's dense motion at inference, without its intermediate fields in memory.
//
//   motion_input  y[n, z, s] = (heat_s(z), x read at T_s(z)), interleaved slot by slot
//                 heat_0 = 0, heat_s(z) = exp(-|z - p_D|^2 / (2 v)) - exp(-|z - p_S|^2 / (2 v))
//   motion_flow   mask = softmax over slots of the logits, flow[n, z] = sum over s of mask_s T_s(z)
//
// with T_0(z) = z and T_k(z) = A_k (z - p_D,k) + p_S,k as in motion.cu, read bilinearly with zeros
// outside. motion_input is sparse_motion, grid_sample, two gaussian_heatmaps, their difference, permute,
// concat and a cast; motion_flow is cast, softmax and dense_motion. Equal to them but for rounding.
//
// Layout  x (N, h, w, C) float32; y (N, h, w, S (C + 1)); logits (N, h, w, S); mask (N, h, w, S) and
//         flow (N, h, w, 2) float32. S = K + 1 slots, `pixels` is N h w. Key points as in motion.cu.
//
// Thread map  motion_input: v1 one thread a slot of a pixel, so that neighbours write neighbouring
//             addresses. motion_flow: v1 one thread a pixel, logits read twice.
// Determinism exact.

#include "motion.cuh"
#include "sampling.cuh"

V2V_DEVICE float heat(float2 z, float2 p, float variance) {
  float dx = z.x - p.x;
  float dy = z.y - p.y;
  return expf(-0.5f * (dx * dx + dy * dy) / variance);
}

template <typename T>
V2V_DEVICE void motion_input(const float *__restrict__ x, KeyPoints points, T *__restrict__ y,
                             int pixels, int slots, int H, int W, int C, float variance,
                             int align) {
  V2V_FOR_EACH_LONG(i, (long long)pixels * slots) {
    int o = i / slots;
    int slot = i % slots;
    int n = o / (H * W);
    int inImage = o % (H * W);
    float2 z = make_float2(cell_coordinate(inImage % W, W), cell_coordinate(inImage / W, H));
    float2 at = z;
    float difference = 0.0f;
    if (slot > 0) {
      int q = n * (slots - 1) + slot - 1;
      at = points.move(q, points.matrix(q), z.x, z.y);
      difference = heat(z, reinterpret_cast<const float2 *>(points.driving)[q], variance) -
                   heat(z, reinterpret_cast<const float2 *>(points.source)[q], variance);
    }
    Taps taps = taps_at(unnormalize(at.x, W, align), unnormalize(at.y, H, align), H, W,
                        READ_BILINEAR);
    const float *image = x + (long long)n * H * W * C;
    T *out = y + i * (C + 1);
    out[0] = from_f32<T>(difference);
    for (int c = 0; c < C; c++) {
      float sum = 0.0f;
#pragma unroll
      for (int t = 0; t < 4; t++) {
        if (taps.inside(t)) {
          sum = fmaf(taps.weight(t), image[taps.cell(t, W) * C + c], sum);
        }
      }
      out[c + 1] = from_f32<T>(sum);
    }
  }
}

template <typename T>
V2V_DEVICE void motion_flow(const T *__restrict__ logits, KeyPoints points,
                            float *__restrict__ mask, float *__restrict__ flow, int pixels,
                            int slots, int H, int W) {
  V2V_FOR_EACH(o, pixels) {
    int n = o / (H * W);
    int inImage = o % (H * W);
    float2 z = make_float2(cell_coordinate(inImage % W, W), cell_coordinate(inImage / W, H));
    const T *row = logits + (long long)o * slots;
    float largest = to_f32(row[0]);
    for (int s = 1; s < slots; s++) {
      float v = to_f32(row[s]);
      largest = v > largest || v != v ? v : largest;  // NaN wins
    }
    float total = 0.0f;
    float2 sum = make_float2(0.0f, 0.0f);
    for (int s = 0; s < slots; s++) {
      float e = expf(to_f32(row[s]) - largest);
      int q = n * (slots - 1) + s - 1;
      float2 m = s == 0 ? z : points.move(q, points.matrix(q), z.x, z.y);
      total += e;
      sum.x = fmaf(e, m.x, sum.x);
      sum.y = fmaf(e, m.y, sum.y);
    }
    reinterpret_cast<float2 *>(flow)[o] = make_float2(sum.x / total, sum.y / total);
    for (int s = 0; s < slots; s++) {
      mask[(long long)o * slots + s] = expf(to_f32(row[s]) - largest) / total;
    }
  }
}

//! kernel motion_input  op=motion_input  dtypes=f32,bf16,f16  versions=v1  default=v1  element=one slot of one pixel  read=4*C/slots  write=S*(C+1)  flops=80+8*C  deterministic=yes  block=256
//! kernel motion_flow  op=motion_flow  dtypes=f32,bf16,f16  versions=v1  default=v1  element=one slot of one pixel  read=S  write=4+8/slots  flops=40  deterministic=yes  block=256

#define ENTRIES(T, suffix)                                                                        \
  V2V_KERNEL motion_input_v1_##suffix(                                                            \
      const float *__restrict__ x, const float *__restrict__ source,                              \
      const float *__restrict__ sourceJacobian, const float *__restrict__ driving,                \
      const float *__restrict__ drivingJacobian, T *__restrict__ y, int pixels, int slots,        \
      int H, int W, int C, float variance, int align) {                                           \
    KeyPoints points = {source, sourceJacobian, driving, drivingJacobian};                        \
    motion_input<T>(x, points, y, pixels, slots, H, W, C, variance, align);                       \
  }                                                                                               \
  V2V_KERNEL motion_flow_v1_##suffix(                                                             \
      const T *__restrict__ logits, const float *__restrict__ source,                             \
      const float *__restrict__ sourceJacobian, const float *__restrict__ driving,                \
      const float *__restrict__ drivingJacobian, float *__restrict__ mask,                        \
      float *__restrict__ flow, int pixels, int slots, int H, int W) {                            \
    KeyPoints points = {source, sourceJacobian, driving, drivingJacobian};                        \
    motion_flow<T>(logits, points, mask, flow, pixels, slots, H, W);                              \
  }

V2V_FLOAT_TYPES(ENTRIES)
