// keypoint: Gaussian heat maps, spatial softmax, expected positions, and Jacobians under a heat map.
//
//   gaussian_heatmap   y[n, z, k] = exp(-|z - p_k|^2 / (2 variance))
//   softmax_spatial    p[n, z, k] = exp(x / t) / sum over z' of exp(x' / t), the maximum subtracted first
//   soft_argmax        the same p, and point_k = sum over z of p_k(z) z
//     both backward    gradX = p (g - sum over z of p g) / t, with g(z) = gradP(z) + gradPoint . z
//   heatmap_jacobian   J_k = sum over z of p_k(z) map_k(z)
//     backward         gradMap = gradJ p, summed over k if the map is shared; gradP = gradJ . map
//
// Layout  heat maps (N, H, W, K), points (N, K, 2), Jacobians (N, K, 2, 2), map (N, H, W, 4 K) or, shared
//         by all points, (N, H, W, 4). Heat maps, points and Jacobians are float32; logits, their
//         gradient and the map are of the kernel's type. `points` is N K, `cells` H W, `pixels` N H W.
//
// Thread map  per element: gaussian_heatmap, heatmap_jacobian_backward (per cell if shared).
//             one block a key point: everything that sums over cells; lanes of neighbouring blocks share
//             the sectors, which stay in L2, the maps being small.
// Versions    softmax_spatial, soft_argmax: v1 three passes (maximum, sum, write); v2 two, the maximum
//             and the sum in one (Milakov and Gimelshein 2018). The others one.
// Determinism exact; sums in a fixed order. Exponentials are expf, within 2 ulp.

#include "motion.cuh"
#include "quad.cuh"

// Where point q of the batch has cell 0 in an (N, H, W, K) tensor; cells are K apart.
V2V_DEVICE long long first_cell(int q, int cells, int K) {
  return (long long)(q / K) * cells * K + q % K;
}

//! kernel gaussian_heatmap  op=gaussian_heatmap  dtypes=f32  versions=v1  default=v1  element=one element of y  read=0  write=4  flops=18  deterministic=yes  block=256
V2V_KERNEL gaussian_heatmap_v1_f32(const float *__restrict__ points, float *__restrict__ y,
                                   int pixels, int K, int height, int width, float variance) {
  V2V_FOR_EACH_LONG(i, (long long)pixels * K) {
    int o = i / K;
    int k = i % K;
    float2 p = reinterpret_cast<const float2 *>(points)[o / (height * width) * K + k];
    float dx = cell_coordinate(o % width, width) - p.x;
    float dy = cell_coordinate(o / width % height, height) - p.y;
    y[i] = expf(-0.5f * (dx * dx + dy * dy) / variance);
  }
}

//! kernel gaussian_heatmap_backward  op=gaussian_heatmap_backward  dtypes=f32  versions=v1  default=v1  element=one element of gradOut  read=4  write=0  flops=24  deterministic=yes  block=256
V2V_KERNEL gaussian_heatmap_backward_v1_f32(const float *__restrict__ gradOut,
                                            const float *__restrict__ points,
                                            float *__restrict__ gradPoints, int count, int K,
                                            int height, int width, float variance) {
  __shared__ float scratch[32];
  int cells = height * width;
  for (int q = blockIdx.x; q < count; q += gridDim.x) {
    const float *g = gradOut + first_cell(q, cells, K);
    float2 p = reinterpret_cast<const float2 *>(points)[q];
    float sumX = 0.0f, sumY = 0.0f;
    for (int z = threadIdx.x; z < cells; z += blockDim.x) {
      float dx = cell_coordinate(z % width, width) - p.x;
      float dy = cell_coordinate(z / width, height) - p.y;
      float gh = g[(long long)z * K] * expf(-0.5f * (dx * dx + dy * dy) / variance);
      sumX = fmaf(gh, dx, sumX);
      sumY = fmaf(gh, dy, sumY);
    }
    sumX = block_sum(sumX, scratch);
    sumY = block_sum(sumY, scratch);
    if (threadIdx.x == 0) {
      reinterpret_cast<float2 *>(gradPoints)[q] = make_float2(sumX / variance, sumY / variance);
    }
  }
}

V2V_DEVICE float larger(float a, float b) { return b > a || b != b ? b : a; }  // NaN wins

// The part of a sum of exponentials that was taken below maximum m, seen from maximum M >= m.
V2V_DEVICE float rescale(float sum, float m, float M, float t) {
  return m == M ? sum : sum * expf((m - M) / t);
}

// The maximum of x over a channel, in every thread of the block, and the sum of exp((x - maximum) / t).
template <bool ONE_PASS, typename T>
V2V_DEVICE void softmax_statistics(const T *__restrict__ x, int cells, int K, float t, float &most,
                                   float &sum, float *scratch) {
  const float none = -__int_as_float(0x7f800000);
  float m = none;
  float s = 0.0f;
  for (int z = threadIdx.x; z < cells; z += blockDim.x) {
    float v = to_f32(x[(long long)z * K]);
    if (!ONE_PASS) {
      m = larger(m, v);
    } else if (v > m || v != v) {
      s = rescale(s, m, v, t) + 1.0f;
      m = v;
    } else if (v != none) {
      s += expf((v - m) / t);
    }
  }
  most = block_max(m, scratch);
  if (ONE_PASS) {
    s = rescale(s, m, most, t);
  } else {
    for (int z = threadIdx.x; z < cells; z += blockDim.x) {
      s += expf((to_f32(x[(long long)z * K]) - most) / t);
    }
  }
  sum = block_sum(s, scratch);
}

// Writes the probabilities, and the expected position of each point if `points` is not null.
template <bool ONE_PASS, typename T>
V2V_DEVICE void softmax_cells(const T *__restrict__ x, float *__restrict__ p,
                              float *__restrict__ points, int count, int K, int height, int width,
                              float t) {
  __shared__ float scratch[32];
  int cells = height * width;
  for (int q = blockIdx.x; q < count; q += gridDim.x) {
    long long first = first_cell(q, cells, K);
    float most, sum;
    softmax_statistics<ONE_PASS>(x + first, cells, K, t, most, sum, scratch);
    float meanX = 0.0f, meanY = 0.0f;
    for (int z = threadIdx.x; z < cells; z += blockDim.x) {
      long long at = first + (long long)z * K;
      float v = expf((to_f32(x[at]) - most) / t) / sum;
      p[at] = v;
      meanX = fmaf(v, cell_coordinate(z % width, width), meanX);
      meanY = fmaf(v, cell_coordinate(z / width, height), meanY);
    }
    if (points != nullptr) {
      meanX = block_sum(meanX, scratch);
      meanY = block_sum(meanY, scratch);
      if (threadIdx.x == 0) {
        reinterpret_cast<float2 *>(points)[q] = make_float2(meanX, meanY);
      }
    }
  }
}

// Either of the incoming gradients may be null, for zeros.
template <typename T>
V2V_DEVICE void softmax_cells_backward(const float *__restrict__ gradPoints,
                                       const float *__restrict__ gradP,
                                       const float *__restrict__ p, T *__restrict__ gradX,
                                       int count, int K, int height, int width, float t) {
  __shared__ float scratch[32];
  int cells = height * width;
  for (int q = blockIdx.x; q < count; q += gridDim.x) {
    long long first = first_cell(q, cells, K);
    float2 gp = gradPoints == nullptr ? make_float2(0.0f, 0.0f)
                                      : reinterpret_cast<const float2 *>(gradPoints)[q];
    float mean = 0.0f;
    for (int pass = 0; pass < 2; pass++) {
      for (int z = threadIdx.x; z < cells; z += blockDim.x) {
        long long at = first + (long long)z * K;
        float g = gradP == nullptr ? 0.0f : gradP[at];
        g = fmaf(gp.x, cell_coordinate(z % width, width), g);
        g = fmaf(gp.y, cell_coordinate(z / width, height), g);
        if (pass == 0) {
          mean = fmaf(p[at], g, mean);
        } else {
          gradX[at] = from_f32<T>(p[at] * (g - mean) / t);
        }
      }
      if (pass == 0) {
        mean = block_sum(mean, scratch);
      }
    }
  }
}

// Index of the four entries of the map for point k at a cell.
V2V_DEVICE long long map_at(long long pixel, int k, int K, int shared) {
  return 4 * (shared ? pixel : pixel * K + k);
}

template <typename T>
V2V_DEVICE void heatmap_jacobian(const T *__restrict__ map, const float *__restrict__ p,
                                 float *__restrict__ jacobian, int count, int K, int cells,
                                 int shared) {
  __shared__ float scratch[32];
  for (int q = blockIdx.x; q < count; q += gridDim.x) {
    float sums[4] = {0.0f, 0.0f, 0.0f, 0.0f};
    for (int z = threadIdx.x; z < cells; z += blockDim.x) {
      long long pixel = (long long)(q / K) * cells + z;
      float v = p[pixel * K + q % K];
      float m[4];
      load<4>(map + map_at(pixel, q % K, K, shared), m);
#pragma unroll
      for (int e = 0; e < 4; e++) {
        sums[e] = fmaf(v, m[e], sums[e]);
      }
    }
#pragma unroll
    for (int e = 0; e < 4; e++) {
      sums[e] = block_sum(sums[e], scratch);
    }
    if (threadIdx.x == 0) {
      store<4>(jacobian + 4LL * q, sums);
    }
  }
}

// One thread a cell of a shared map, which sums over the points; else one thread a cell of a point.
template <typename T>
V2V_DEVICE void heatmap_jacobian_backward(const T *__restrict__ map, const float *__restrict__ p,
                                          const float *__restrict__ gradJacobian,
                                          T *__restrict__ gradMap, float *__restrict__ gradP,
                                          int pixels, int K, int cells, int shared) {
  int perThread = shared ? K : 1;
  V2V_FOR_EACH_LONG(i, (long long)pixels * K / perThread) {
    long long pixel = i * perThread / K;
    int firstK = shared ? 0 : (int)(i % K);
    long long at = map_at(pixel, firstK, K, shared);
    float m[4], gm[4] = {0.0f, 0.0f, 0.0f, 0.0f};
    load<4>(map + at, m);
    for (int k = firstK; k < firstK + perThread; k++) {
      float g[4];
      load<4>(gradJacobian + 4 * (pixel / cells * K + k), g);
      float v = p[pixel * K + k];
      float sum = 0.0f;
#pragma unroll
      for (int e = 0; e < 4; e++) {
        gm[e] = fmaf(g[e], v, gm[e]);
        sum = fmaf(g[e], m[e], sum);
      }
      if (gradP != nullptr) {
        gradP[pixel * K + k] = sum;
      }
    }
    if (gradMap != nullptr) {
      store<4>(gradMap + at, gm);
    }
  }
}

//! kernel softmax_spatial  op=softmax_spatial  dtypes=f32,bf16,f16  versions=v1,v2  default=v2  element=one element of x  read=S  write=4  flops=20  deterministic=yes  block=256
//! kernel softmax_spatial_backward  op=softmax_spatial_backward  dtypes=f32,bf16,f16  versions=v1  default=v1  element=one element of p  read=8  write=S  flops=5  deterministic=yes  block=256
//! kernel soft_argmax  op=soft_argmax  dtypes=f32,bf16,f16  versions=v1,v2  default=v2  element=one element of x  read=S  write=4  flops=34  deterministic=yes  block=256
//! kernel soft_argmax_backward  op=soft_argmax_backward  dtypes=f32,bf16,f16  versions=v1  default=v1  element=one element of p  read=8  write=S  flops=28  deterministic=yes  block=256
//! kernel heatmap_jacobian  op=heatmap_jacobian  dtypes=f32,bf16,f16  versions=v1  default=v1  element=one cell of one point, map not shared  read=4+4*S  write=0  flops=8  deterministic=yes  block=256
//! kernel heatmap_jacobian_backward  op=heatmap_jacobian_backward  dtypes=f32,bf16,f16  versions=v1  default=v1  element=one cell of one point, map not shared  read=4+4*S  write=4+4*S  flops=12  deterministic=yes  block=256

#define SOFTMAX_PARAMETERS(T)                                                                     \
  const T *__restrict__ x, float *__restrict__ p, int count, int K, int height, int width, float t

#define ARGMAX_PARAMETERS(T)                                                                      \
  const T *__restrict__ x, float *__restrict__ points, float *__restrict__ p, int count, int K,   \
      int height, int width, float t

#define ENTRIES(T, suffix)                                                                        \
  V2V_KERNEL softmax_spatial_v1_##suffix(SOFTMAX_PARAMETERS(T)) {                                 \
    softmax_cells<false, T>(x, p, nullptr, count, K, height, width, t);                           \
  }                                                                                               \
  V2V_KERNEL softmax_spatial_v2_##suffix(SOFTMAX_PARAMETERS(T)) {                                 \
    softmax_cells<true, T>(x, p, nullptr, count, K, height, width, t);                            \
  }                                                                                               \
  V2V_KERNEL softmax_spatial_backward_v1_##suffix(                                                \
      const float *__restrict__ gradP, const float *__restrict__ p, T *__restrict__ gradX,        \
      int count, int K, int height, int width, float t) {                                         \
    softmax_cells_backward<T>(nullptr, gradP, p, gradX, count, K, height, width, t);              \
  }                                                                                               \
  V2V_KERNEL soft_argmax_v1_##suffix(ARGMAX_PARAMETERS(T)) {                                      \
    softmax_cells<false, T>(x, p, points, count, K, height, width, t);                            \
  }                                                                                               \
  V2V_KERNEL soft_argmax_v2_##suffix(ARGMAX_PARAMETERS(T)) {                                      \
    softmax_cells<true, T>(x, p, points, count, K, height, width, t);                             \
  }                                                                                               \
  V2V_KERNEL soft_argmax_backward_v1_##suffix(                                                    \
      const float *__restrict__ gradPoints, const float *__restrict__ gradP,                      \
      const float *__restrict__ p, T *__restrict__ gradX, int count, int K, int height,           \
      int width, float t) {                                                                       \
    softmax_cells_backward<T>(gradPoints, gradP, p, gradX, count, K, height, width, t);           \
  }                                                                                               \
  V2V_KERNEL heatmap_jacobian_v1_##suffix(const T *__restrict__ map, const float *__restrict__ p, \
                                          float *__restrict__ jacobian, int count, int K,         \
                                          int cells, int shared) {                                \
    heatmap_jacobian<T>(map, p, jacobian, count, K, cells, shared);                               \
  }                                                                                               \
  V2V_KERNEL heatmap_jacobian_backward_v1_##suffix(                                               \
      const T *__restrict__ map, const float *__restrict__ p,                                     \
      const float *__restrict__ gradJacobian, T *__restrict__ gradMap,                            \
      float *__restrict__ gradP, int pixels, int K, int cells, int shared) {                      \
    heatmap_jacobian_backward<T>(map, p, gradJacobian, gradMap, gradP, pixels, K, cells, shared); \
  }

V2V_FLOAT_TYPES(ENTRIES)
