// pool2d: average or maximum over windows.
//
//   y[o] = sum over the window / its size, or / the number of its cells inside the image, or the largest
//   backward  an average spreads its share over the cells that entered it, a maximum goes to the first
//             largest cell in row order, or the last NaN
//
// Layout  x (N, H, W, C), y (N, Ho, Wo, C); `pixels` is N Ho Wo, `cells` N H W. Padding is at most half
//         the kernel, so that every window has a cell inside. x may be null in the backward of averages.
//
// Thread map  forward  v1 one thread an element; v2 lanes over 16-byte channel vectors.
//             backward gathers the windows over a cell, and finds the largest cell of each again:
//                      v1 one thread an element; v2 lanes over channel vectors.
// Determinism exact, in a fixed order: nothing is added atomically.

#include "channels.cuh"

enum PoolKind { POOL_AVERAGE_WITH_PADDING = 0, POOL_AVERAGE_WITHOUT_PADDING = 1, POOL_MAXIMUM = 2 };

struct Pool {
  int kind, H, W, Ho, Wo, C, kernelH, kernelW, strideH, strideW, padH, padW;
};

// The part of a window inside the image: rows [top, bottom), columns [left, right).
struct Window {
  int top, bottom, left, right;

  V2V_DEVICE Window of(const Pool &p, int oy, int ox) {
    int y = oy * p.strideH - p.padH;
    int x = ox * p.strideW - p.padW;
    return Window{max(0, y), min(p.H, y + p.kernelH), max(0, x), min(p.W, x + p.kernelW)};
  }

  __device__ __forceinline__ float divisor(const Pool &p) const {
    return p.kind == POOL_AVERAGE_WITH_PADDING ? p.kernelH * p.kernelW
                                               : (bottom - top) * (right - left);
  }
};

V2V_DEVICE bool beats(float candidate, float best) {
  return candidate > best || candidate != candidate;
}

template <int V, typename T>
V2V_DEVICE void pool_forward(const T *__restrict__ x, T *__restrict__ y, int pixels,
                             const Pool &p) {
  Lanes lanes = lanes_for<V>(p.C);
  for (unsigned int o = lanes.index(); o < pixels; o += lanes.groups()) {
    unsigned int line = o / (unsigned int)p.Wo;
    unsigned int n = line / (unsigned int)p.Ho;
    Window w = Window::of(p, line - n * p.Ho, o - line * p.Wo);
    const T *image = x + (long long)n * p.H * p.W * p.C;
    float divisor = p.kind == POOL_MAXIMUM ? 1.0f : w.divisor(p);
    for (int c = lanes.lane * V; c < p.C; c += lanes.count() * V) {
      float result[V];
      if (p.kind == POOL_MAXIMUM) {
        load<V>(image + (w.top * p.W + w.left) * p.C + c, result);
      } else {
#pragma unroll
        for (int k = 0; k < V; k++) {
          result[k] = 0.0f;
        }
      }
      for (int row = w.top; row < w.bottom; row++) {
        for (int column = w.left; column < w.right; column++) {
          float v[V];
          load<V>(image + (row * p.W + column) * p.C + c, v);
#pragma unroll
          for (int k = 0; k < V; k++) {
            if (p.kind != POOL_MAXIMUM) {
              result[k] += v[k];
            } else if (beats(v[k], result[k])) {
              result[k] = v[k];
            }
          }
        }
      }
#pragma unroll
      for (int k = 0; k < V; k++) {
        result[k] /= divisor;
      }
      store<V>(y + (long long)o * p.C + c, result);
    }
  }
}

// For each of V channels, whether cell `own` is the one that the maximum of the window came from.
template <int V, typename T>
V2V_DEVICE void is_largest(const T *__restrict__ image, const Pool &p, const Window &w, int own,
                           int c, bool (&largest)[V]) {
  float best[V];
  load<V>(image + (w.top * p.W + w.left) * p.C + c, best);
#pragma unroll
  for (int k = 0; k < V; k++) {
    largest[k] = own == w.top * p.W + w.left;
  }
  for (int row = w.top; row < w.bottom; row++) {
    for (int column = w.left; column < w.right; column++) {
      float v[V];
      load<V>(image + (row * p.W + column) * p.C + c, v);
#pragma unroll
      for (int k = 0; k < V; k++) {
        if (beats(v[k], best[k])) {
          best[k] = v[k];
          largest[k] = own == row * p.W + column;
        }
      }
    }
  }
}

// The windows [low, high] of an axis that cover cell q.
V2V_DEVICE void windows_over(int q, int kernel, int stride, int pad, int outputs, int &low,
                             int &high) {
  int first = q + pad - kernel + 1;
  low = first <= 0 ? 0 : (first + stride - 1) / stride;
  high = min(outputs - 1, (q + pad) / stride);
}

template <int V, typename T>
V2V_DEVICE void pool_backward(const T *__restrict__ gradOut, const T *__restrict__ x,
                              T *__restrict__ gradX, int cells, const Pool &p) {
  Lanes lanes = lanes_for<V>(p.C);
  for (unsigned int q = lanes.index(); q < cells; q += lanes.groups()) {
    unsigned int line = q / (unsigned int)p.W;
    unsigned int n = line / (unsigned int)p.H;
    int cy = line - n * p.H;
    int cx = q - line * p.W;
    int top, bottom, left, right;
    windows_over(cy, p.kernelH, p.strideH, p.padH, p.Ho, top, bottom);
    windows_over(cx, p.kernelW, p.strideW, p.padW, p.Wo, left, right);
    for (int c = lanes.lane * V; c < p.C; c += lanes.count() * V) {
      float sum[V];
#pragma unroll
      for (int k = 0; k < V; k++) {
        sum[k] = 0.0f;
      }
      for (int oy = top; oy <= bottom; oy++) {
        for (int ox = left; ox <= right; ox++) {
          Window w = Window::of(p, oy, ox);
          float g[V];
          load<V>(gradOut + (((long long)n * p.Ho + oy) * p.Wo + ox) * p.C + c, g);
          if (p.kind == POOL_MAXIMUM) {
            bool largest[V];
            is_largest<V>(x + (long long)n * p.H * p.W * p.C, p, w, cy * p.W + cx, c, largest);
#pragma unroll
            for (int k = 0; k < V; k++) {
              sum[k] += largest[k] ? g[k] : 0.0f;
            }
          } else {
            float divisor = w.divisor(p);
#pragma unroll
            for (int k = 0; k < V; k++) {
              sum[k] += g[k] / divisor;
            }
          }
        }
      }
      store<V>(gradX + (long long)q * p.C + c, sum);
    }
  }
}

template <typename T>
V2V_DEVICE void pool_forward_v1(const T *__restrict__ x, T *__restrict__ y, int pixels,
                                const Pool &p) {
  V2V_FOR_EACH_LONG(i, (long long)pixels * p.C) {
    int o = i / p.C;
    int c = i % p.C;
    int n = o / p.Wo / p.Ho;
    Window w = Window::of(p, o / p.Wo % p.Ho, o % p.Wo);
    const T *image = x + (long long)n * p.H * p.W * p.C;
    float sum = 0.0f;
    float best = to_f32(image[(w.top * p.W + w.left) * p.C + c]);
    for (int row = w.top; row < w.bottom; row++) {
      for (int column = w.left; column < w.right; column++) {
        float v = to_f32(image[(row * p.W + column) * p.C + c]);
        sum += v;
        best = beats(v, best) ? v : best;
      }
    }
    y[i] = from_f32<T>(p.kind == POOL_MAXIMUM ? best : sum / w.divisor(p));
  }
}

template <typename T>
V2V_DEVICE void pool_backward_v1(const T *__restrict__ gradOut, const T *__restrict__ x,
                                 T *__restrict__ gradX, int cells, const Pool &p) {
  V2V_FOR_EACH_LONG(i, (long long)cells * p.C) {
    int q = i / p.C;
    int c = i % p.C;
    int cx = q % p.W;
    int cy = q / p.W % p.H;
    int n = q / p.W / p.H;
    float sum = 0.0f;
    for (int oy = 0; oy < p.Ho; oy++) {
      for (int ox = 0; ox < p.Wo; ox++) {
        Window w = Window::of(p, oy, ox);
        if (cy < w.top || cy >= w.bottom || cx < w.left || cx >= w.right) {
          continue;
        }
        float g = to_f32(gradOut[(((long long)n * p.Ho + oy) * p.Wo + ox) * p.C + c]);
        bool largest[1] = {true};
        if (p.kind == POOL_MAXIMUM) {
          is_largest<1>(x + (long long)n * p.H * p.W * p.C, p, w, cy * p.W + cx, c, largest);
        }
        sum += !largest[0] ? 0.0f : p.kind == POOL_MAXIMUM ? g : g / w.divisor(p);
      }
    }
    gradX[i] = from_f32<T>(sum);
  }
}

//! kernel pool2d  op=pool2d  dtypes=f32,bf16,f16  versions=v1,v2  default=v2  element=one element of x, windows not overlapping  read=S  write=S/K  flops=1  deterministic=yes  block=256
//! kernel pool2d_backward  op=pool2d_backward  dtypes=f32,bf16,f16  versions=v1,v2  default=v2  element=one element of gradX, windows not overlapping  read=S+S/K  write=S  flops=2  deterministic=yes  block=256

#define GEOMETRY                                                                                  \
  int kind, int H, int W, int Ho, int Wo, int C, int kernelH, int kernelW, int strideH,           \
      int strideW, int padH, int padW

#define POOL \
  Pool { kind, H, W, Ho, Wo, C, kernelH, kernelW, strideH, strideW, padH, padW }

#define ENTRIES(T, suffix)                                                                        \
  V2V_KERNEL pool2d_v1_##suffix(const T *__restrict__ x, T *__restrict__ y, int pixels,           \
                                GEOMETRY) {                                                       \
    pool_forward_v1<T>(x, y, pixels, POOL);                                                       \
  }                                                                                               \
  V2V_KERNEL pool2d_v2_##suffix(const T *__restrict__ x, T *__restrict__ y, int pixels,           \
                                GEOMETRY) {                                                       \
    V2V_BY_VECTOR(T, C, (pool_forward<V, T>(x, y, pixels, POOL)))                                 \
  }                                                                                               \
  V2V_KERNEL pool2d_backward_v1_##suffix(const T *__restrict__ gradOut, const T *__restrict__ x,  \
                                         T *__restrict__ gradX, int cells, GEOMETRY) {            \
    pool_backward_v1<T>(gradOut, x, gradX, cells, POOL);                                          \
  }                                                                                               \
  V2V_KERNEL pool2d_backward_v2_##suffix(const T *__restrict__ gradOut, const T *__restrict__ x,  \
                                         T *__restrict__ gradX, int cells, GEOMETRY) {            \
    V2V_BY_VECTOR(T, C, (pool_backward<V, T>(gradOut, x, gradX, cells, POOL)))                    \
  }

V2V_FLOAT_TYPES(ENTRIES)
