// spectral: a weight over its largest singular value, and the power iteration that finds it.
//
//   power_iteration        v = W^T u / max(|W^T u|, eps), then u = W v / max(|W v|, eps)
//   spectral_norm          y = W / sigma, sigma = u^T W v
//   spectral_norm_backward gradW = g / sigma - (sum of g W / sigma^2) u v^T, u and v constant
//
// Layout  W, y, g (rows, columns) of the kernel's type; u (rows), v (columns) float32.
//
// Order of launches, on one stream
//   power_iteration         columns (u to v), normalise v, rows (v to u), normalise u
//   spectral_norm           sums with gradOut = null, then spectral_norm
//   spectral_norm_backward  sums, then spectral_norm_backward
//
// Thread map  power_iteration_columns: v1 one thread a column; v2 one block 32 columns, its warps share
//             the rows. power_iteration_rows, spectral_norm_sums: one block a row. normalise: one block.
//             spectral_norm and backward: each block adds up the sums of all rows, then its threads take
//             elements.
// Determinism exact; sums in a fixed order.

#include "common.cuh"

template <typename T>
V2V_DEVICE void columns_v1(const T *__restrict__ w, const float *__restrict__ u,
                           float *__restrict__ v, int rows, int columns) {
  V2V_FOR_EACH(j, columns) {
    float sum = 0.0f;
    for (int i = 0; i < rows; i++) {
      sum = fmaf(to_f32(w[(long long)i * columns + j]), u[i], sum);
    }
    v[j] = sum;
  }
}

template <typename T>
V2V_DEVICE void columns_v2(const T *__restrict__ w, const float *__restrict__ u,
                           float *__restrict__ v, int rows, int columns) {
  __shared__ float partial[32][33];  // by warp and lane; a spare column keeps banks apart
  int lane = threadIdx.x & 31;
  int warp = threadIdx.x >> 5;
  int warps = blockDim.x >> 5;
  for (int first = blockIdx.x * 32; first < columns; first += gridDim.x * 32) {
    int j = first + lane;
    float sum = 0.0f;
    for (int i = warp; i < rows && j < columns; i += warps) {
      sum = fmaf(to_f32(w[(long long)i * columns + j]), u[i], sum);
    }
    partial[warp][lane] = sum;
    __syncthreads();
    if (warp == 0 && j < columns) {
      for (int k = 1; k < warps; k++) {
        sum += partial[k][lane];
      }
      v[j] = sum;
    }
    __syncthreads();  // partial is free again
  }
}

template <typename T>
V2V_DEVICE void rows_times(const T *__restrict__ w, const float *__restrict__ v,
                           float *__restrict__ u, int rows, int columns) {
  __shared__ float scratch[32];
  for (int i = blockIdx.x; i < rows; i += gridDim.x) {
    const T *row = w + (long long)i * columns;
    float sum = 0.0f;
    for (int j = threadIdx.x; j < columns; j += blockDim.x) {
      sum = fmaf(to_f32(row[j]), v[j], sum);
    }
    sum = block_sum(sum, scratch);
    if (threadIdx.x == 0) {
      u[i] = sum;
    }
  }
}

//! kernel power_iteration_normalise  op=power_iteration  dtypes=f32  versions=v1  default=v1  element=one element of x  read=8  write=4  flops=3  deterministic=yes  block=1024
V2V_KERNEL __launch_bounds__(1024) power_iteration_normalise_v1_f32(float *__restrict__ x, int n,
                                                                    float eps) {
  __shared__ float scratch[32];
  if (blockIdx.x > 0) {  // one block does it all
    return;
  }
  float squares = 0.0f;
  for (int i = threadIdx.x; i < n; i += blockDim.x) {
    squares = fmaf(x[i], x[i], squares);
  }
  float norm = sqrtf(block_sum(squares, scratch));
  norm = norm < eps ? eps : norm;
  for (int i = threadIdx.x; i < n; i += blockDim.x) {
    x[i] /= norm;
  }
}

// sigmas[i] = u_i (W v)_i and products[i] = (g W)_i summed over the row; gradOut may be null.
template <typename T>
V2V_DEVICE void row_sums(const T *__restrict__ w, const T *__restrict__ gradOut,
                         const float *__restrict__ u, const float *__restrict__ v,
                         float *__restrict__ sigmas, float *__restrict__ products, int rows,
                         int columns) {
  __shared__ float scratch[32];
  for (int i = blockIdx.x; i < rows; i += gridDim.x) {
    long long first = (long long)i * columns;
    float sigma = 0.0f, product = 0.0f;
    for (int j = threadIdx.x; j < columns; j += blockDim.x) {
      float value = to_f32(w[first + j]);
      sigma = fmaf(value, v[j], sigma);
      if (gradOut != nullptr) {
        product = fmaf(value, to_f32(gradOut[first + j]), product);
      }
    }
    sigma = block_sum(sigma, scratch);
    product = block_sum(product, scratch);
    if (threadIdx.x == 0) {
      sigmas[i] = u[i] * sigma;
      if (gradOut != nullptr) {
        products[i] = product;
      }
    }
  }
}

// The same bits in every block, since the order depends on the block's size alone.
V2V_DEVICE float total_of(const float *__restrict__ sums, int rows, float *scratch) {
  float sum = 0.0f;
  for (int i = threadIdx.x; i < rows; i += blockDim.x) {
    sum += sums[i];
  }
  return block_sum(sum, scratch);
}

template <typename T>
V2V_DEVICE void spectral_norm(const T *__restrict__ w, const float *__restrict__ sigmas,
                              T *__restrict__ y, int rows, int columns) {
  __shared__ float scratch[32];
  float sigma = total_of(sigmas, rows, scratch);
  V2V_FOR_EACH_LONG(i, (long long)rows * columns) { y[i] = from_f32<T>(to_f32(w[i]) / sigma); }
}

template <typename T>
V2V_DEVICE void spectral_norm_backward(const T *__restrict__ gradOut, const float *__restrict__ u,
                                       const float *__restrict__ v,
                                       const float *__restrict__ sigmas,
                                       const float *__restrict__ products, T *__restrict__ gradW,
                                       int rows, int columns) {
  __shared__ float scratch[32];
  float sigma = total_of(sigmas, rows, scratch);
  float factor = total_of(products, rows, scratch) / (sigma * sigma);
  V2V_FOR_EACH_LONG(i, (long long)rows * columns) {
    float bySigma = factor * u[i / columns] * v[i % columns];
    gradW[i] = from_f32<T>(to_f32(gradOut[i]) / sigma - bySigma);
  }
}

//! kernel power_iteration_columns  op=power_iteration  dtypes=f32,bf16,f16  versions=v1,v2  default=v2  element=one element of W  read=S  write=0  flops=2  deterministic=yes  block=256
//! kernel power_iteration_rows  op=power_iteration  dtypes=f32,bf16,f16  versions=v1  default=v1  element=one element of W  read=S  write=0  flops=2  deterministic=yes  block=256
//! kernel spectral_norm_sums  op=spectral_norm,spectral_norm_backward  dtypes=f32,bf16,f16  versions=v1  default=v1  element=one element of W  read=2*S  write=0  flops=4  deterministic=yes  block=256
//! kernel spectral_norm  op=spectral_norm  dtypes=f32,bf16,f16  versions=v1  default=v1  element=one element of W  read=S  write=S  flops=1  deterministic=yes  block=256
//! kernel spectral_norm_backward  op=spectral_norm_backward  dtypes=f32,bf16,f16  versions=v1  default=v1  element=one element of W  read=S  write=S  flops=4  deterministic=yes  block=256

#define ENTRIES(T, suffix)                                                                        \
  V2V_KERNEL power_iteration_columns_v1_##suffix(const T *__restrict__ w,                         \
                                                 const float *__restrict__ u,                     \
                                                 float *__restrict__ v, int rows, int columns) {  \
    columns_v1<T>(w, u, v, rows, columns);                                                        \
  }                                                                                               \
  V2V_KERNEL power_iteration_columns_v2_##suffix(const T *__restrict__ w,                         \
                                                 const float *__restrict__ u,                     \
                                                 float *__restrict__ v, int rows, int columns) {  \
    columns_v2<T>(w, u, v, rows, columns);                                                        \
  }                                                                                               \
  V2V_KERNEL power_iteration_rows_v1_##suffix(const T *__restrict__ w,                            \
                                              const float *__restrict__ v,                        \
                                              float *__restrict__ u, int rows, int columns) {     \
    rows_times<T>(w, v, u, rows, columns);                                                        \
  }                                                                                               \
  V2V_KERNEL spectral_norm_sums_v1_##suffix(                                                      \
      const T *__restrict__ w, const T *__restrict__ gradOut, const float *__restrict__ u,        \
      const float *__restrict__ v, float *__restrict__ sigmas, float *__restrict__ products,      \
      int rows, int columns) {                                                                    \
    row_sums<T>(w, gradOut, u, v, sigmas, products, rows, columns);                               \
  }                                                                                               \
  V2V_KERNEL spectral_norm_v1_##suffix(const T *__restrict__ w, const float *__restrict__ sigmas, \
                                       T *__restrict__ y, int rows, int columns) {                \
    spectral_norm<T>(w, sigmas, y, rows, columns);                                                \
  }                                                                                               \
  V2V_KERNEL spectral_norm_backward_v1_##suffix(                                                  \
      const T *__restrict__ gradOut, const float *__restrict__ u, const float *__restrict__ v,    \
      const float *__restrict__ sigmas, const float *__restrict__ products,                       \
      T *__restrict__ gradW, int rows, int columns) {                                             \
    spectral_norm_backward<T>(gradOut, u, v, sigmas, products, gradW, rows, columns);             \
  }

V2V_FLOAT_TYPES(ENTRIES)
