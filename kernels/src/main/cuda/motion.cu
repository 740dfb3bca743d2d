// motion: sampling grids from affine maps and key points.
//
//   coordinate_grid  grid[i, j] = (x_j, y_i), x_j = 2 j / (w - 1) - 1
//   affine_grid      grid[n, i, j] = theta_n (x_j, y_i, 1); unaligned x_j = (2 j + 1) / w - 1
//   sparse_motion    y[n, 0] = z, y[n, k] = T_k(z) = A_k (z - p_D,k) + p_S,k, A_k = J_S,k J_D,k^-1
//   dense_motion     y[n, z] = sum over slots s of mask[n, z, s] motions[n, s, z]
//
// Layout  grids and motions float32, pairs (x, y): grid (N, h, w, 2), motions (N, S, h, w, 2) with S = K
//         + 1 slots; mask (N, h, w, S); theta (N, 2, 3); key points (N, K, 2), Jacobians (N, K, 2, 2),
//         both of which may be null. `fields` is N S, `points` N K, `pixels` N h w.
//
// Versions
//   coordinate_grid, affine_grid         v1  one thread a pair
//   affine_grid_backward                 v1  one block an image, six sums
//   sparse_motion                        v1  one thread a pair, its matrix computed again each time
//                                        v2  one block a tile of a field, the matrix once a thread
//   sparse_motion_backward               v1  one block a key point, six sums, then the closed form
//   dense_motion, dense_motion_backward  v1  one thread an element   v2  one thread a pixel
//
// Determinism  exact; sums in a fixed order.

#include "motion.cuh"

V2V_DEVICE float affine_coordinate(int cell, int size, int align) {
  return align ? cell_coordinate(cell, size) : (2.0f * cell + 1.0f) / size - 1.0f;
}

//! kernel coordinate_grid  op=coordinate_grid  dtypes=f32  versions=v1  default=v1  element=one pair of the grid  read=0  write=8  flops=6  deterministic=yes  block=256
V2V_KERNEL coordinate_grid_v1_f32(float *__restrict__ grid, int height, int width) {
  V2V_FOR_EACH(o, height * width) {
    reinterpret_cast<float2 *>(grid)[o] =
        make_float2(cell_coordinate(o % width, width), cell_coordinate(o / width, height));
  }
}

//! kernel affine_grid  op=affine_grid  dtypes=f32  versions=v1  default=v1  element=one pair of the grid  read=0  write=8  flops=16  deterministic=yes  block=256
V2V_KERNEL affine_grid_v1_f32(const float *__restrict__ theta, float *__restrict__ grid, int images,
                              int height, int width, int align) {
  V2V_FOR_EACH(o, images * height * width) {
    float x = affine_coordinate(o % width, width, align);
    float y = affine_coordinate(o / width % height, height, align);
    const float *t = theta + o / width / height * 6;
    reinterpret_cast<float2 *>(grid)[o] =
        make_float2(t[0] * x + t[1] * y + t[2], t[3] * x + t[4] * y + t[5]);
  }
}

//! kernel affine_grid_backward  op=affine_grid_backward  dtypes=f32  versions=v1  default=v1  element=one pair of gradGrid  read=8  write=0  flops=18  deterministic=yes  block=256
V2V_KERNEL affine_grid_backward_v1_f32(const float *__restrict__ gradGrid,
                                       float *__restrict__ gradTheta, int images, int height,
                                       int width, int align) {
  __shared__ float scratch[32];
  for (int n = blockIdx.x; n < images; n += gridDim.x) {
    const float2 *g = reinterpret_cast<const float2 *>(gradGrid) + (long long)n * height * width;
    float sums[6] = {0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f};
    for (int o = threadIdx.x; o < height * width; o += blockDim.x) {
      float x = affine_coordinate(o % width, width, align);
      float y = affine_coordinate(o / width, height, align);
      float2 go = g[o];
      sums[0] = fmaf(go.x, x, sums[0]);
      sums[1] = fmaf(go.x, y, sums[1]);
      sums[2] += go.x;
      sums[3] = fmaf(go.y, x, sums[3]);
      sums[4] = fmaf(go.y, y, sums[4]);
      sums[5] += go.y;
    }
#pragma unroll
    for (int e = 0; e < 6; e++) {
      float total = block_sum(sums[e], scratch);
      if (threadIdx.x == 0) {
        gradTheta[n * 6 + e] = total;
      }
    }
  }
}

//! kernel sparse_motion  op=sparse_motion  dtypes=f32  versions=v1,v2  default=v2  element=one pair of the motions  read=0  write=8  flops=14  deterministic=yes  block=256
V2V_KERNEL sparse_motion_v1_f32(const float *__restrict__ source,
                                const float *__restrict__ sourceJacobian,
                                const float *__restrict__ driving,
                                const float *__restrict__ drivingJacobian,
                                float *__restrict__ motions, int fields, int slots, int height,
                                int width) {
  KeyPoints points = {source, sourceJacobian, driving, drivingJacobian};
  V2V_FOR_EACH_LONG(i, (long long)fields * height * width) {
    int field = i / (height * width);
    int o = i % (height * width);
    int slot = field % slots;
    float2 z = make_float2(cell_coordinate(o % width, width), cell_coordinate(o / width, height));
    if (slot > 0) {
      int q = field / slots * (slots - 1) + slot - 1;
      z = points.move(q, points.matrix(q), z.x, z.y);
    }
    reinterpret_cast<float2 *>(motions)[i] = z;
  }
}

// The pairs of a field that one block writes.
#define MOTION_TILE 1024

V2V_KERNEL sparse_motion_v2_f32(const float *__restrict__ source,
                                const float *__restrict__ sourceJacobian,
                                const float *__restrict__ driving,
                                const float *__restrict__ drivingJacobian,
                                float *__restrict__ motions, int fields, int slots, int height,
                                int width) {
  KeyPoints points = {source, sourceJacobian, driving, drivingJacobian};
  int pairs = height * width;
  int tiles = (pairs + MOTION_TILE - 1) / MOTION_TILE;
  for (unsigned int job = blockIdx.x; job < fields * tiles; job += gridDim.x) {
    int field = job / tiles;
    int first = job % tiles * MOTION_TILE;
    int slot = field % slots;
    int q = field / slots * (slots - 1) + slot - 1;
    Mat2 a = slot == 0 ? Mat2{1.0f, 0.0f, 0.0f, 1.0f} : points.matrix(q);
    float2 *y = reinterpret_cast<float2 *>(motions) + (long long)field * pairs;
    int end = min(first + MOTION_TILE, pairs);
    for (int o = first + threadIdx.x; o < end; o += blockDim.x) {
      float zx = cell_coordinate(o % width, width);
      float zy = cell_coordinate(o / width, height);
      y[o] = slot == 0 ? make_float2(zx, zy) : points.move(q, a, zx, zy);
    }
  }
}

// With G the sum of g (z - p_D)^T and s the sum of g over the field of a key point:
//   gradP_S = s, gradP_D = -A^T s, gradJ_S = G J_D^-T, gradJ_D = -A^T gradJ_S
//! kernel sparse_motion_backward  op=sparse_motion_backward  dtypes=f32  versions=v1  default=v1  element=one pair of gradOut  read=8  write=0  flops=18  deterministic=yes  block=256
V2V_KERNEL sparse_motion_backward_v1_f32(
    const float *__restrict__ gradOut, const float *__restrict__ sourceJacobian,
    const float *__restrict__ driving, const float *__restrict__ drivingJacobian,
    float *__restrict__ gradSource, float *__restrict__ gradSourceJacobian,
    float *__restrict__ gradDriving, float *__restrict__ gradDrivingJacobian, int points, int slots,
    int height, int width) {
  __shared__ float scratch[32];
  KeyPoints kp = {nullptr, sourceJacobian, driving, drivingJacobian};
  int pairs = height * width;
  for (int q = blockIdx.x; q < points; q += gridDim.x) {
    int field = q / (slots - 1) * slots + q % (slots - 1) + 1;
    const float2 *g = reinterpret_cast<const float2 *>(gradOut) + (long long)field * pairs;
    float2 d = reinterpret_cast<const float2 *>(driving)[q];
    float sx = 0.0f, sy = 0.0f;
    Mat2 outer = {0.0f, 0.0f, 0.0f, 0.0f};
    for (int o = threadIdx.x; o < pairs; o += blockDim.x) {
      float dx = cell_coordinate(o % width, width) - d.x;
      float dy = cell_coordinate(o / width, height) - d.y;
      float2 go = g[o];
      sx += go.x;
      sy += go.y;
      outer.xx = fmaf(go.x, dx, outer.xx);
      outer.xy = fmaf(go.x, dy, outer.xy);
      outer.yx = fmaf(go.y, dx, outer.yx);
      outer.yy = fmaf(go.y, dy, outer.yy);
    }
    sx = block_sum(sx, scratch);
    sy = block_sum(sy, scratch);
    outer.xx = block_sum(outer.xx, scratch);
    outer.xy = block_sum(outer.xy, scratch);
    outer.yx = block_sum(outer.yx, scratch);
    outer.yy = block_sum(outer.yy, scratch);
    if (threadIdx.x == 0) {
      Mat2 a = kp.matrix(q);
      if (gradSource != nullptr) {
        reinterpret_cast<float2 *>(gradSource)[q] = make_float2(sx, sy);
      }
      if (gradDriving != nullptr) {
        reinterpret_cast<float2 *>(gradDriving)[q] =
            make_float2(-(a.xx * sx + a.yx * sy), -(a.xy * sx + a.yy * sy));
      }
      if (sourceJacobian != nullptr) {
        Mat2 inverse = mat2_inverse(mat2_read(drivingJacobian, q));
        Mat2 gs = mat2_times(outer, mat2_transposed(inverse));
        if (gradSourceJacobian != nullptr) {
          mat2_write(gradSourceJacobian, q, gs);
        }
        if (gradDrivingJacobian != nullptr) {
          Mat2 gd = mat2_times(mat2_transposed(a), gs);
          mat2_write(gradDrivingJacobian, q, Mat2{-gd.xx, -gd.xy, -gd.yx, -gd.yy});
        }
      }
    }
  }
}

template <typename T>
V2V_DEVICE void dense_motion_v1(const T *__restrict__ mask, const float *__restrict__ motions,
                                float *__restrict__ y, int pixels, int perImage, int slots) {
  V2V_FOR_EACH_LONG(i, 2LL * pixels) {
    int o = i / 2;
    long long first = ((long long)(o / perImage) * slots * perImage + o % perImage) * 2 + i % 2;
    float sum = 0.0f;
    for (int s = 0; s < slots; s++) {
      sum += to_f32(mask[(long long)o * slots + s]) * motions[first + 2LL * s * perImage];
    }
    y[i] = sum;
  }
}

template <typename T>
V2V_DEVICE void dense_motion_v2(const T *__restrict__ mask, const float *__restrict__ motions,
                                float *__restrict__ y, int pixels, int perImage, int slots) {
  V2V_FOR_EACH(o, pixels) {
    const T *weights = mask + (long long)o * slots;
    const float2 *motion = reinterpret_cast<const float2 *>(motions) +
                           (long long)(o / perImage) * slots * perImage + o % perImage;
    float2 sum = make_float2(0.0f, 0.0f);
#pragma unroll 4
    for (int s = 0; s < slots; s++) {
      float w = to_f32(weights[s]);
      float2 m = motion[(long long)s * perImage];
      sum.x = fmaf(w, m.x, sum.x);
      sum.y = fmaf(w, m.y, sum.y);
    }
    reinterpret_cast<float2 *>(y)[o] = sum;
  }
}

template <typename T>
V2V_DEVICE void dense_motion_backward_v1(const T *__restrict__ mask,
                                         const float *__restrict__ gradOut,
                                         const float *__restrict__ motions,
                                         T *__restrict__ gradMask, float *__restrict__ gradMotions,
                                         int pixels, int perImage, int slots) {
  V2V_FOR_EACH_LONG(i, (long long)pixels * slots) {
    int o = i / slots;
    int s = i % slots;
    long long at = ((long long)(o / perImage) * slots + s) * perImage + o % perImage;
    float gx = gradOut[2LL * o];
    float gy = gradOut[2LL * o + 1];
    if (gradMask != nullptr) {
      gradMask[i] = from_f32<T>(gx * motions[2 * at] + gy * motions[2 * at + 1]);
    }
    if (gradMotions != nullptr) {
      float w = to_f32(mask[i]);
      gradMotions[2 * at] = gx * w;
      gradMotions[2 * at + 1] = gy * w;
    }
  }
}

template <typename T>
V2V_DEVICE void dense_motion_backward_v2(const T *__restrict__ mask,
                                         const float *__restrict__ gradOut,
                                         const float *__restrict__ motions,
                                         T *__restrict__ gradMask, float *__restrict__ gradMotions,
                                         int pixels, int perImage, int slots) {
  V2V_FOR_EACH(o, pixels) {
    float2 g = reinterpret_cast<const float2 *>(gradOut)[o];
    long long first = (long long)(o / perImage) * slots * perImage + o % perImage;
#pragma unroll 2
    for (int s = 0; s < slots; s++) {
      long long at = first + (long long)s * perImage;
      long long i = (long long)o * slots + s;
      if (gradMask != nullptr) {
        float2 m = reinterpret_cast<const float2 *>(motions)[at];
        gradMask[i] = from_f32<T>(g.x * m.x + g.y * m.y);
      }
      if (gradMotions != nullptr) {
        float w = to_f32(mask[i]);
        reinterpret_cast<float2 *>(gradMotions)[at] = make_float2(g.x * w, g.y * w);
      }
    }
  }
}

//! kernel dense_motion  op=dense_motion  dtypes=f32,bf16,f16  versions=v1,v2  default=v2  element=one slot of one pixel  read=S+8  write=8/slots  flops=4  deterministic=yes  block=256
//! kernel dense_motion_backward  op=dense_motion_backward  dtypes=f32,bf16,f16  versions=v1,v2  default=v2  element=one slot of one pixel  read=S+8+8/slots  write=S+8  flops=5  deterministic=yes  block=256

#define FORWARD_PARAMETERS(T)                                                                     \
  const T *__restrict__ mask, const float *__restrict__ motions, float *__restrict__ y,           \
      int pixels, int perImage, int slots

#define BACKWARD_PARAMETERS(T)                                                                    \
  const T *__restrict__ mask, const float *__restrict__ gradOut,                                  \
      const float *__restrict__ motions, T *__restrict__ gradMask,                                \
      float *__restrict__ gradMotions, int pixels, int perImage, int slots

#define ENTRIES(T, suffix)                                                                        \
  V2V_KERNEL dense_motion_v1_##suffix(FORWARD_PARAMETERS(T)) {                                    \
    dense_motion_v1<T>(mask, motions, y, pixels, perImage, slots);                                \
  }                                                                                               \
  V2V_KERNEL dense_motion_v2_##suffix(FORWARD_PARAMETERS(T)) {                                    \
    dense_motion_v2<T>(mask, motions, y, pixels, perImage, slots);                                \
  }                                                                                               \
  V2V_KERNEL dense_motion_backward_v1_##suffix(BACKWARD_PARAMETERS(T)) {                          \
    dense_motion_backward_v1<T>(mask, gradOut, motions, gradMask, gradMotions, pixels, perImage,  \
                                slots);                                                           \
  }                                                                                               \
  V2V_KERNEL dense_motion_backward_v2_##suffix(BACKWARD_PARAMETERS(T)) {                          \
    dense_motion_backward_v2<T>(mask, gradOut, motions, gradMask, gradMotions, pixels, perImage,  \
                                slots);                                                           \
  }

V2V_FLOAT_TYPES(ENTRIES)
