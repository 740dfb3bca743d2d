// anti_alias_downsample: a Gaussian blur of which every factor-th row and column is kept and computed.
//
//   y[i, j] = sum over a, b of k[a] k[b] x[f i + a - r, f j + b - r], zeros outside, f the factor
//   k[a] = exp(-(a - r)^2 / (2 sigma^2)) over their sum, sigma = (f - 1) / 2, radius r = 2 (f - 1)
//   backward  gradX[q] = sum over the outputs that read q
//
// Layout  x (N, H, W, C), y (N, Ho, Wo, C); profile (2 r + 1) float32, written by anti_alias_profile on
//         the same stream before. `pixels` is N Ho Wo, `cells` N H W.
//
// Thread map  anti_alias_profile: one block.
//   forward   v1 one thread an element of y, all (2 r + 1)^2 taps
//             v2 one block a piece of a row of y: down the columns into shared memory, then along the row,
//                which takes 2 (2 r + 1) taps; falls back to v1 where not even one output fits
//   backward  v1 one thread an element of x
// Determinism exact, in a fixed order.

#include "common.cuh"

//! kernel anti_alias_profile  op=anti_alias_downsample,anti_alias_downsample_backward  dtypes=f32  versions=v1  default=v1  element=one weight  read=0  write=4  flops=12  deterministic=yes  block=256
V2V_KERNEL anti_alias_profile_v1_f32(float *__restrict__ profile, int factor) {
  __shared__ float scratch[32];
  if (blockIdx.x > 0) {  // one block does it all
    return;
  }
  int radius = 2 * (factor - 1);
  float sigma = 0.5f * (factor - 1);
  float sum = 0.0f;
  for (int i = threadIdx.x; i <= 2 * radius; i += blockDim.x) {
    float d = i - radius;
    float k = radius == 0 ? 1.0f : expf(-d * d / (2.0f * sigma * sigma));
    profile[i] = k;
    sum += k;
  }
  sum = block_sum(sum, scratch);
  for (int i = threadIdx.x; i <= 2 * radius; i += blockDim.x) {
    profile[i] /= sum;
  }
}

struct Blur {
  const float *__restrict__ profile;
  int factor, H, W, Ho, Wo, C;

  __device__ __forceinline__ int radius() const { return 2 * (factor - 1); }
};

template <typename T>
V2V_DEVICE void downsample_v1(const T *__restrict__ x, T *__restrict__ y, int pixels, Blur b) {
  int r = b.radius();
  V2V_FOR_EACH_LONG(i, (long long)pixels * b.C) {
    int o = i / b.C;
    int c = i % b.C;
    int top = o / b.Wo % b.Ho * b.factor - r;
    int left = o % b.Wo * b.factor - r;
    const T *image = x + (long long)(o / b.Wo / b.Ho) * b.H * b.W * b.C;
    float sum = 0.0f;
    for (int a = max(0, -top); a <= min(2 * r, b.H - 1 - top); a++) {
      float line = 0.0f;
      for (int e = max(0, -left); e <= min(2 * r, b.W - 1 - left); e++) {
        line = fmaf(b.profile[e], to_f32(image[((top + a) * b.W + left + e) * b.C + c]), line);
      }
      sum = fmaf(b.profile[a], line, sum);
    }
    y[i] = from_f32<T>(sum);
  }
}

// Floats of a row piece: what the columns add up to, before the pass along the row.
#define BLUR_FLOATS 4096

template <typename T>
V2V_DEVICE void downsample_v2(const T *__restrict__ x, T *__restrict__ y, int pixels, Blur b) {
  __shared__ float columns[BLUR_FLOATS];
  int r = b.radius();
  int piece = min(b.Wo, (BLUR_FLOATS / b.C - 2 * r - 1) / b.factor + 1);  // outputs of a block
  if (BLUR_FLOATS / b.C < 2 * r + 1) {
    downsample_v1<T>(x, y, pixels, b);
    return;
  }
  int pieces = (b.Wo + piece - 1) / piece;
  int jobs = pixels / b.Wo * pieces;
  for (int job = blockIdx.x; job < jobs; job += gridDim.x) {
    int line = job / pieces;  // row of y over the batch
    int firstO = job % pieces * piece;
    int outputs = min(piece, b.Wo - firstO);
    int top = line % b.Ho * b.factor - r;
    int left = firstO * b.factor - r;
    int width = ((outputs - 1) * b.factor + 2 * r + 1) * b.C;
    const T *image = x + (long long)(line / b.Ho) * b.H * b.W * b.C;
    for (int k = threadIdx.x; k < width; k += blockDim.x) {
      int column = left + k / b.C;
      float sum = 0.0f;
      if (column >= 0 && column < b.W) {
        for (int a = max(0, -top); a <= min(2 * r, b.H - 1 - top); a++) {
          float v = to_f32(image[((top + a) * b.W + left) * b.C + k]);
          sum = fmaf(b.profile[a], v, sum);
        }
      }
      columns[k] = sum;
    }
    __syncthreads();
    T *row = y + ((long long)line * b.Wo + firstO) * b.C;
    for (int k = threadIdx.x; k < outputs * b.C; k += blockDim.x) {
      const float *from = columns + k / b.C * b.factor * b.C + k % b.C;
      float sum = 0.0f;
      for (int e = 0; e <= 2 * r; e++) {
        sum = fmaf(b.profile[e], from[e * b.C], sum);
      }
      row[k] = from_f32<T>(sum);
    }
    __syncthreads();  // columns are free again
  }
}

// The outputs [low, high] of an axis whose window of 2 r + 1 cells holds cell q.
V2V_DEVICE void windows_over(int q, int factor, int r, int outputs, int &low, int &high) {
  low = q <= r ? 0 : (q - r + factor - 1) / factor;
  high = min(outputs - 1, (q + r) / factor);
}

template <typename T>
V2V_DEVICE void downsample_backward(const T *__restrict__ gradOut, T *__restrict__ gradX, int cells,
                                    Blur b) {
  int r = b.radius();
  V2V_FOR_EACH_LONG(i, (long long)cells * b.C) {
    int q = i / b.C;
    int c = i % b.C;
    int cx = q % b.W;
    int cy = q / b.W % b.H;
    const T *image = gradOut + (long long)(q / b.W / b.H) * b.Ho * b.Wo * b.C;
    int top, bottom, left, right;
    windows_over(cy, b.factor, r, b.Ho, top, bottom);
    windows_over(cx, b.factor, r, b.Wo, left, right);
    float sum = 0.0f;
    for (int oy = top; oy <= bottom; oy++) {
      float line = 0.0f;
      for (int ox = left; ox <= right; ox++) {
        float k = b.profile[cx - ox * b.factor + r];
        line = fmaf(k, to_f32(image[(oy * b.Wo + ox) * b.C + c]), line);
      }
      sum = fmaf(b.profile[cy - oy * b.factor + r], line, sum);
    }
    gradX[i] = from_f32<T>(sum);
  }
}

//! kernel anti_alias_downsample  op=anti_alias_downsample  dtypes=f32,bf16,f16  versions=v1,v2  default=v2  element=one element of x  read=S  write=S/(f*f)  flops=20/f  deterministic=yes  block=256
//! kernel anti_alias_downsample_backward  op=anti_alias_downsample_backward  dtypes=f32,bf16,f16  versions=v1  default=v1  element=one element of gradX  read=S/(f*f)  write=S  flops=40  deterministic=yes  block=256

#define FORWARD_PARAMETERS(T)                                                                     \
  const T *__restrict__ x, const float *__restrict__ profile, T *__restrict__ y, int pixels,      \
      int H, int W, int Ho, int Wo, int C, int factor

#define ENTRIES(T, suffix)                                                                        \
  V2V_KERNEL anti_alias_downsample_v1_##suffix(FORWARD_PARAMETERS(T)) {                           \
    downsample_v1<T>(x, y, pixels, Blur{profile, factor, H, W, Ho, Wo, C});                       \
  }                                                                                               \
  V2V_KERNEL anti_alias_downsample_v2_##suffix(FORWARD_PARAMETERS(T)) {                           \
    downsample_v2<T>(x, y, pixels, Blur{profile, factor, H, W, Ho, Wo, C});                       \
  }                                                                                               \
  V2V_KERNEL anti_alias_downsample_backward_v1_##suffix(                                          \
      const T *__restrict__ gradOut, const float *__restrict__ profile, T *__restrict__ gradX,    \
      int cells, int H, int W, int Ho, int Wo, int C, int factor) {                               \
    downsample_backward<T>(gradOut, gradX, cells, Blur{profile, factor, H, W, Ho, Wo, C});        \
  }

V2V_FLOAT_TYPES(ENTRIES)
