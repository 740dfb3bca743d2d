// conv_epilogue: what stands beside a convolution or a matrix product that cuDNN and cuBLAS compute.
//
//   y[o, c] = activation(y[o, c] + bias[c] + residual[o, c]), in place
//
// Layout  y, residual (pixels, C); bias (C) in y's type or float32: one of `bias` and `wideBias` is null,
//         or both for no bias; residual may be null. Activations are numbered as in unary.cuh,
//         UNARY_NONE for none. The gradient of a bias is a reduction: reduce.cu.
//
// Thread map  v1 one thread an element; v2 lanes over 16-byte channel vectors.
// Determinism exact. What a 16-bit product wrote is rounded a second time; so the backend leaves bias
//             and residual of a 16-bit convolution to cuDNN, and the activation alone to this, and
//             has matrix products that get a bias written in float32.

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

//! kernel conv_epilogue  op=conv2d,conv_transpose2d,linear  dtypes=f32,bf16,f16  versions=v1,v2  default=v2  element=one element of y, with bias  read=S  write=S  flops=2  deterministic=yes  block=256

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
  }

V2V_FLOAT_TYPES(ENTRIES)
