// conv_epilogue: what stands beside a convolution or a matrix product that cuDNN and cuBLAS compute.
//
//   conv_epilogue   y[o, c] = activation(y[o, c] + bias[c] + residual[o, c]), in place
//   channel_sums    partials[s, c] = sum over the pixels o of slice s of g[o, c]
//   channel_totals  gradBias[c] = sum over slices of partials[s, c]
//
// Layout  y, residual, g (pixels, C); bias (C) in y's type or float32: one of `bias` and `wideBias` is
//         null, or both for no bias; residual may be null. partials (slices, C) float32. Activations are
//         numbered as in unary.cuh, UNARY_NONE for none. gradBias is of channel_totals' type.
//
// Thread map  conv_epilogue  v1 one thread an element; v2 lanes over 16-byte channel vectors.
//             channel_sums   v1 one thread a channel of a slice; v2 one block 32 channels of a slice, or
//                            several rows side by side where there are fewer channels.
//             channel_totals v1 one thread a channel.
// Determinism exact, in a fixed order given the number of slices.

#include "channels.cuh"
#include "unary.cuh"

template <typename T>
V2V_DEVICE void epilogue_v1(T *__restrict__ y, const T *__restrict__ bias,
                            const float *__restrict__ wideBias, const T *__restrict__ residual,
                            int pixels, int C, int activation, float slope) {
  V2V_FOR_EACH_LONG(i, (long long)pixels * C) {
    float v[1] = {to_f32(y[i])};
    v[0] += bias != nullptr ? to_f32(bias[i % C]) : wideBias != nullptr ? wideBias[i % C] : 0.0f;
    v[0] += residual != nullptr ? to_f32(residual[i]) : 0.0f;
    activate(activation, slope, v);
    y[i] = from_f32<T>(v[0]);
  }
}

template <int V, typename T>
V2V_DEVICE void epilogue_v2(T *__restrict__ y, const T *__restrict__ bias,
                            const float *__restrict__ wideBias, const T *__restrict__ residual,
                            int pixels, int C, int activation, float slope) {
  Lanes lanes = lanes_for<V>(C);
  for (unsigned int o = lanes.index(); o < pixels; o += lanes.groups()) {
    for (int c = lanes.lane * V; c < C; c += lanes.count() * V) {
      long long at = (long long)o * C + c;
      float v[V], b[V];
      load<V>(y + at, v);
      if (bias != nullptr) {
        load<V>(bias + c, b);
      } else {
#pragma unroll
        for (int k = 0; k < V; k++) {
          b[k] = wideBias != nullptr ? wideBias[c + k] : 0.0f;
        }
      }
#pragma unroll
      for (int k = 0; k < V; k++) {
        v[k] += b[k];
      }
      if (residual != nullptr) {
        load<V>(residual + at, b);
#pragma unroll
        for (int k = 0; k < V; k++) {
          v[k] += b[k];
        }
      }
      activate(activation, slope, v);
      store<V>(y + at, v);
    }
  }
}

// Pixels [first, last) of slice s.
V2V_DEVICE void slice_of(int s, int slices, int pixels, int &first, int &last) {
  int perSlice = (pixels + slices - 1) / slices;
  first = min(pixels, s * perSlice);
  last = min(pixels, first + perSlice);
}

template <typename T>
V2V_DEVICE void channel_sums_v1(const T *__restrict__ g, float *__restrict__ partials, int pixels,
                                int C, int slices) {
  V2V_FOR_EACH(i, slices * C) {
    int first, last;
    slice_of(i / C, slices, pixels, first, last);
    float sum = 0.0f;
    for (int o = first; o < last; o++) {
      sum += to_f32(g[(long long)o * C + i % C]);
    }
    partials[i] = sum;
  }
}

template <typename T>
V2V_DEVICE void channel_sums_v2(const T *__restrict__ g, float *__restrict__ partials, int pixels,
                                int C, int slices) {
  __shared__ float sums[1024];
  int width = min(C, 32);  // channels of a block
  int tiles = (C + width - 1) / width;
  int rows = blockDim.x / width;  // pixels side by side; threads beyond them wait
  int row = threadIdx.x / width;
  for (int job = blockIdx.x; job < slices * tiles; job += gridDim.x) {
    int first, last;
    slice_of(job / tiles, slices, pixels, first, last);
    int c = job % tiles * width + threadIdx.x % width;
    float sum = 0.0f;
    for (int o = first + row; o < last && row < rows && c < C; o += rows) {
      sum += to_f32(g[(long long)o * C + c]);
    }
    sums[threadIdx.x] = sum;
    __syncthreads();
    if (row == 0 && c < C) {
      for (int k = 1; k < rows; k++) {
        sum += sums[k * width + threadIdx.x];
      }
      partials[job / tiles * C + c] = sum;
    }
    __syncthreads();  // sums are free again
  }
}

template <typename T>
V2V_DEVICE void channel_totals(const float *__restrict__ partials, T *__restrict__ gradBias, int C,
                               int slices) {
  V2V_FOR_EACH(c, C) {
    float sum = 0.0f;
    for (int s = 0; s < slices; s++) {
      sum += partials[s * C + c];
    }
    gradBias[c] = from_f32<T>(sum);
  }
}

//! kernel conv_epilogue  op=conv2d,conv_transpose2d,linear  dtypes=f32,bf16,f16  versions=v1,v2  default=v2  element=one element of y, with bias  read=S  write=S  flops=2  deterministic=yes  block=256
//! kernel channel_sums  op=conv2d_backward_weight,conv_transpose2d_backward_bias  dtypes=f32,bf16,f16  versions=v1,v2  default=v2  element=one element of g  read=S  write=0  flops=1  deterministic=yes  block=256
//! kernel channel_totals  op=conv2d_backward_weight,conv_transpose2d_backward_bias  dtypes=f32,bf16,f16  versions=v1  default=v1  element=one channel of one slice  read=4  write=0  flops=1  deterministic=yes  block=256

#define EPILOGUE_PARAMETERS(T)                                                                    \
  T *__restrict__ y, const T *__restrict__ bias, const float *__restrict__ wideBias,              \
      const T *__restrict__ residual, int pixels, int C, int activation, float slope

#define ENTRIES(T, suffix)                                                                        \
  V2V_KERNEL conv_epilogue_v1_##suffix(EPILOGUE_PARAMETERS(T)) {                                  \
    epilogue_v1<T>(y, bias, wideBias, residual, pixels, C, activation, slope);                    \
  }                                                                                               \
  V2V_KERNEL conv_epilogue_v2_##suffix(EPILOGUE_PARAMETERS(T)) {                                  \
    V2V_BY_VECTOR(T, C, (epilogue_v2<V, T>(y, bias, wideBias, residual, pixels, C, activation,    \
                                           slope)))                                               \
  }                                                                                               \
  V2V_KERNEL channel_sums_v1_##suffix(const T *__restrict__ g, float *__restrict__ partials,      \
                                      int pixels, int C, int slices) {                            \
    channel_sums_v1<T>(g, partials, pixels, C, slices);                                           \
  }                                                                                               \
  V2V_KERNEL channel_sums_v2_##suffix(const T *__restrict__ g, float *__restrict__ partials,      \
                                      int pixels, int C, int slices) {                            \
    channel_sums_v2<T>(g, partials, pixels, C, slices);                                           \
  }                                                                                               \
  V2V_KERNEL channel_totals_v1_##suffix(const float *__restrict__ partials,                       \
                                        T *__restrict__ gradBias, int C, int slices) {            \
    channel_totals<T>(partials, gradBias, C, slices);                                             \
  }

V2V_FLOAT_TYPES(ENTRIES)
