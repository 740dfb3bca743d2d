// pad2d: rows and columns added around images.
//
//   y[i] = x[source(i)]; source is the constant, the reflection without the edge, or the nearest edge
//   backward  gradX[j] = sum over the cells i of y with source(i) = j
//
// Layout  x (N, H, W, C), y (N, top + H + bottom, left + W + right, C); `pixels` is that of y over the
//         batch, `cells` N H W. Any type moves by its size; `value` holds the constant's bits.
//
// Thread map  forward v1 one thread an element; v2 one thread 16 bytes of channels, where they divide.
//             backward gathers: v1 one thread an element; v2 lanes over channel vectors.
// Determinism exact, in a fixed order: nothing is added atomically.

#include "channels.cuh"
#include "padding.cuh"
#include "typed.cuh"

// One axis of the padded image, and its twin: which padded cells come from cell j.
struct PadAxis {
  int size, before, after, mode;

  __device__ __forceinline__ int source(int padded) const {
    return pad_source(padded - before, size, mode);
  }

  // The padded cells that come from j are the sum of up to three runs; run 0 is j itself.
  __device__ __forceinline__ void copies(int j, int run, int &low, int &high) const {
    low = before + j;
    high = low;
    if (run == 1) {  // in front of the image
      bool reflected = mode == PAD_REFLECT && j >= 1 && j <= before;
      bool repeated = mode == PAD_REPLICATE && j == 0;
      low = reflected ? before - j : 0;
      high = reflected ? low : repeated ? before - 1 : -1;
    } else if (run == 2) {  // behind it
      int mirrored = 2 * (size - 1) - j;  // in cells of the image
      bool reflected = mode == PAD_REFLECT && mirrored >= size && mirrored < size + after;
      bool repeated = mode == PAD_REPLICATE && j == size - 1;
      low = reflected ? before + mirrored : before + size;
      high = reflected ? low : repeated ? before + size + after - 1 : -1;
    }
  }
};

// Moves units of type U: an element, or 16 bytes of channels.
template <typename U>
V2V_DEVICE void pad(const U *__restrict__ x, U *__restrict__ y, int pixels, PadAxis rows,
                    PadAxis columns, int units, U value) {
  int Wo = columns.before + columns.size + columns.after;
  int Ho = rows.before + rows.size + rows.after;
  V2V_FOR_EACH_LONG(i, (long long)pixels * units) {
    int o = i / units;
    int sx = columns.source(o % Wo);
    int sy = rows.source(o / Wo % Ho);
    int n = o / Wo / Ho;
    y[i] = sx < 0 || sy < 0
               ? value
               : x[(((long long)n * rows.size + sy) * columns.size + sx) * units + i % units];
  }
}

// 16 bytes of the same element.
template <typename B>
V2V_DEVICE uint4 repeated(B value) {
  unsigned long long w = value;
#pragma unroll
  for (int bits = 8 * sizeof(B); bits < 64; bits *= 2) {
    w |= w << bits;
  }
  return make_uint4((unsigned int)w, (unsigned int)(w >> 32), (unsigned int)w,
                    (unsigned int)(w >> 32));
}

template <typename B>
V2V_DEVICE void pad_vectors(const B *__restrict__ x, B *__restrict__ y, int pixels, PadAxis rows,
                            PadAxis columns, int C, B value) {
  if (C * sizeof(B) % 16 == 0) {
    pad<uint4>(reinterpret_cast<const uint4 *>(x), reinterpret_cast<uint4 *>(y), pixels, rows,
               columns, C * sizeof(B) / 16, repeated(value));
  } else {
    pad<B>(x, y, pixels, rows, columns, C, value);
  }
}

template <int V, typename T>
V2V_DEVICE void pad_backward(const T *__restrict__ gradOut, T *__restrict__ gradX, int cells,
                             PadAxis rows, PadAxis columns, int C) {
  int Wo = columns.before + columns.size + columns.after;
  int Ho = rows.before + rows.size + rows.after;
  Lanes lanes = lanes_for<V>(C);
  for (unsigned int q = lanes.index(); q < cells; q += lanes.groups()) {
    int cx = q % (unsigned int)columns.size;
    int cy = q / (unsigned int)columns.size % (unsigned int)rows.size;
    int n = q / (unsigned int)columns.size / (unsigned int)rows.size;
    for (int c = lanes.lane * V; c < C; c += lanes.count() * V) {
      float sum[V];
#pragma unroll
      for (int k = 0; k < V; k++) {
        sum[k] = 0.0f;
      }
      for (int run = 0; run < 9; run++) {
        int top, bottom, left, right;
        rows.copies(cy, run / 3, top, bottom);
        columns.copies(cx, run % 3, left, right);
        for (int oy = top; oy <= bottom; oy++) {
          for (int ox = left; ox <= right; ox++) {
            float g[V];
            load<V>(gradOut + (((long long)n * Ho + oy) * Wo + ox) * C + c, g);
#pragma unroll
            for (int k = 0; k < V; k++) {
              sum[k] += g[k];
            }
          }
        }
      }
      store<V>(gradX + (long long)q * C + c, sum);
    }
  }
}

// The naive truth: every cell looks through the whole padded image for what came from it.
template <typename T>
V2V_DEVICE void pad_backward_all(const T *__restrict__ gradOut, T *__restrict__ gradX, int cells,
                                 PadAxis rows, PadAxis columns, int C) {
  int Wo = columns.before + columns.size + columns.after;
  int Ho = rows.before + rows.size + rows.after;
  V2V_FOR_EACH_LONG(i, (long long)cells * C) {
    int q = i / C;
    int n = q / columns.size / rows.size;
    float sum = 0.0f;
    for (int oy = 0; oy < Ho; oy++) {
      for (int ox = 0; ox < Wo; ox++) {
        if (rows.source(oy) == q / columns.size % rows.size &&
            columns.source(ox) == q % columns.size) {
          sum += to_f32(gradOut[(((long long)n * Ho + oy) * Wo + ox) * C + i % C]);
        }
      }
    }
    gradX[i] = from_f32<T>(sum);
  }
}

//! kernel pad2d  op=pad2d  dtypes=b8,b16,b32,b64  versions=v1,v2  default=v2  element=one element of y, x nearly as large  read=S  write=S  flops=0  deterministic=yes  block=256
//! kernel pad2d_backward  op=pad2d_backward  dtypes=f32,bf16,f16  versions=v1,v2  default=v2  element=one element of gradX  read=S  write=S  flops=1  deterministic=yes  block=256

#define AXES                                   \
  PadAxis rows = {H, top, bottom, mode};       \
  PadAxis columns = {W, left, right, mode};

#define FORWARD_ENTRIES(B, suffix)                                                                \
  V2V_KERNEL pad2d_v1_##suffix(const B *__restrict__ x, B *__restrict__ y, int pixels, int H,     \
                               int W, int C, int top, int bottom, int left, int right, int mode,  \
                               long long value) {                                                 \
    AXES pad<B>(x, y, pixels, rows, columns, C, (B)value);                                        \
  }                                                                                               \
  V2V_KERNEL pad2d_v2_##suffix(const B *__restrict__ x, B *__restrict__ y, int pixels, int H,     \
                               int W, int C, int top, int bottom, int left, int right, int mode,  \
                               long long value) {                                                 \
    AXES pad_vectors<B>(x, y, pixels, rows, columns, C, (B)value);                                \
  }

#define BACKWARD_ENTRIES(T, suffix)                                                               \
  V2V_KERNEL pad2d_backward_v1_##suffix(const T *__restrict__ gradOut, T *__restrict__ gradX,     \
                                        int cells, int H, int W, int C, int top, int bottom,      \
                                        int left, int right, int mode) {                          \
    AXES pad_backward_all<T>(gradOut, gradX, cells, rows, columns, C);                            \
  }                                                                                               \
  V2V_KERNEL pad2d_backward_v2_##suffix(const T *__restrict__ gradOut, T *__restrict__ gradX,     \
                                        int cells, int H, int W, int C, int top, int bottom,      \
                                        int left, int right, int mode) {                          \
    AXES V2V_BY_VECTOR(T, C, (pad_backward<V, T>(gradOut, gradX, cells, rows, columns, C)))       \
  }

V2V_SIZES(FORWARD_ENTRIES)
V2V_FLOAT_TYPES(BACKWARD_ENTRIES)
