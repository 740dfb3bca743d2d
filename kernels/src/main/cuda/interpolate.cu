// interpolate: images resized, by the nearest cell or bilinearly.
//
//   nearest   y[i] = x[min(floor(i step), size - 1)], the product rounded to float32
//   bilinear  position = i step (aligned) or max(0, (i + 1/2) step - 1/2); separable along both axes
//   backward  gradX[j] = sum over the outputs i that read j of weight(i, j) gradOut[i]
//
// Layout  x (N, H, W, C), y (N, Ho, Wo, C); `pixels` is N Ho Wo, `cells` N H W. Steps are cells of x per
//         cell of y.
//
// Thread map  v1 one thread an element; v2 lanes over 16-byte channel vectors (channels.cuh). Backward
//             gathers: a cell looks only at the outputs whose position can be within one of it.
// Determinism exact, in a fixed order, backward too: nothing is added atomically.

#include "channels.cuh"
#include "sampling.cuh"

// How one axis is read. Two cells, first and first + 1, with weights 1 - f and f, or one.
struct Line {
  int first;
  float f;
  bool two;
};

// One axis of a resize.
struct Axis {
  float step;
  int size;     // of x
  int outputs;  // of y
  int reading;  // as in sampling.cuh
  int align;

  __device__ __forceinline__ Line at(int o) const {
    Line line;
    if (reading == READ_NEAREST) {
      line.first = min((int)floorf((float)o * step), size - 1);
      line.f = 0.0f;
      line.two = false;
      return line;
    }
    float position = align ? o * step : fmaxf(0.0f, (o + 0.5f) * step - 0.5f);
    line.first = min((int)position, size - 1);
    line.f = fminf(position - line.first, 1.0f);
    line.two = line.first < size - 1;
    return line;
  }

  // The weight with which output o reads cell j.
  __device__ __forceinline__ float weight(int o, int j) const {
    Line line = at(o);
    return line.first == j ? (line.two ? 1.0f - line.f : 1.0f)
                           : (line.two && line.first + 1 == j ? line.f : 0.0f);
  }

  // All outputs that can read cell j are in [low, high]; some that do not are too.
  __device__ __forceinline__ void readers(int j, int &low, int &high) const {
    low = 0;
    high = outputs - 1;
    if (step > 0.0f) {
      float shift = reading == READ_NEAREST || align ? 0.0f : 0.5f;
      if (j > 0) {
        low = max(0, (int)floorf((j - 1 + shift) / step - shift) - 1);
      }
      if (j < size - 1) {
        high = min(outputs - 1, (int)ceilf((j + 1 + shift) / step - shift) + 1);
      }
    }
  }
};

// What both axes have in common, for one image of C channels.
struct Resize {
  Axis rows, columns;
};

V2V_DEVICE Resize resize_of(int H, int W, int Ho, int Wo, float stepH, float stepW, int reading,
                            int align) {
  return Resize{{stepH, H, Ho, reading, align}, {stepW, W, Wo, reading, align}};
}

template <typename T>
V2V_DEVICE void interpolate_v1(const T *__restrict__ x, T *__restrict__ y, int pixels, Resize r,
                               int C) {
  V2V_FOR_EACH_LONG(i, (long long)pixels * C) {
    int o = i / C;
    int c = i % C;
    Line row = r.rows.at(o / r.columns.outputs % r.rows.outputs);
    Line column = r.columns.at(o % r.columns.outputs);
    int n = o / r.columns.outputs / r.rows.outputs;
    float sum = 0.0f;
    for (int dy = 0; dy <= row.two; dy++) {
      for (int dx = 0; dx <= column.two; dx++) {
        float wy = row.two ? (dy ? row.f : 1.0f - row.f) : 1.0f;
        float wx = column.two ? (dx ? column.f : 1.0f - column.f) : 1.0f;
        long long pixel =
            ((long long)n * r.rows.size + row.first + dy) * r.columns.size + column.first + dx;
        sum += wy * wx * to_f32(x[pixel * C + c]);
      }
    }
    y[i] = from_f32<T>(sum);
  }
}

template <int V, typename T>
V2V_DEVICE void interpolate_v2(const T *__restrict__ x, T *__restrict__ y, int pixels, Resize r,
                               int C) {
  Lanes lanes = lanes_for<V>(C);
  for (unsigned int o = lanes.index(); o < pixels; o += lanes.groups()) {
    unsigned int line = o / (unsigned int)r.columns.outputs;
    unsigned int n = line / (unsigned int)r.rows.outputs;
    Line row = r.rows.at(line - n * r.rows.outputs);
    Line column = r.columns.at(o - line * r.columns.outputs);
    float wy[2] = {row.two ? 1.0f - row.f : 1.0f, row.f};
    float wx[2] = {column.two ? 1.0f - column.f : 1.0f, column.f};
    const T *corner =
        x + (((long long)n * r.rows.size + row.first) * r.columns.size + column.first) * C;
    for (int c = lanes.lane * V; c < C; c += lanes.count() * V) {
      float sum[V];
#pragma unroll
      for (int k = 0; k < V; k++) {
        sum[k] = 0.0f;
      }
#pragma unroll
      for (int t = 0; t < 4; t++) {
        if ((t < 2 || row.two) && (t % 2 == 0 || column.two)) {
          float v[V];
          load<V>(corner + ((t >> 1) * r.columns.size + (t & 1)) * C + c, v);
#pragma unroll
          for (int k = 0; k < V; k++) {
            sum[k] = fmaf(wy[t >> 1] * wx[t & 1], v[k], sum[k]);
          }
        }
      }
      store<V>(y + (long long)o * C + c, sum);
    }
  }
}

template <typename T>
V2V_DEVICE void interpolate_backward_v1(const T *__restrict__ gradOut, T *__restrict__ gradX,
                                        int cells, Resize r, int C) {
  V2V_FOR_EACH_LONG(i, (long long)cells * C) {
    int q = i / C;
    int c = i % C;
    int cx = q % r.columns.size;
    int cy = q / r.columns.size % r.rows.size;
    int n = q / r.columns.size / r.rows.size;
    int top, bottom, left, right;
    r.rows.readers(cy, top, bottom);
    r.columns.readers(cx, left, right);
    float sum = 0.0f;
    for (int oy = top; oy <= bottom; oy++) {
      for (int ox = left; ox <= right; ox++) {
        float w = r.rows.weight(oy, cy) * r.columns.weight(ox, cx);
        if (w != 0.0f) {
          long long pixel = ((long long)n * r.rows.outputs + oy) * r.columns.outputs + ox;
          sum += w * to_f32(gradOut[pixel * C + c]);
        }
      }
    }
    gradX[i] = from_f32<T>(sum);
  }
}

template <int V, typename T>
V2V_DEVICE void interpolate_backward_v2(const T *__restrict__ gradOut, T *__restrict__ gradX,
                                        int cells, Resize r, int C) {
  Lanes lanes = lanes_for<V>(C);
  for (unsigned int q = lanes.index(); q < cells; q += lanes.groups()) {
    unsigned int line = q / (unsigned int)r.columns.size;
    unsigned int n = line / (unsigned int)r.rows.size;
    int cy = line - n * r.rows.size;
    int cx = q - line * r.columns.size;
    int top, bottom, left, right;
    r.rows.readers(cy, top, bottom);
    r.columns.readers(cx, left, right);
    for (int c = lanes.lane * V; c < C; c += lanes.count() * V) {
      float sum[V];
#pragma unroll
      for (int k = 0; k < V; k++) {
        sum[k] = 0.0f;
      }
      for (int oy = top; oy <= bottom; oy++) {
        float wy = r.rows.weight(oy, cy);
        for (int ox = left; ox <= right && wy != 0.0f; ox++) {
          float w = wy * r.columns.weight(ox, cx);
          if (w != 0.0f) {
            float g[V];
            load<V>(gradOut +
                        (((long long)n * r.rows.outputs + oy) * r.columns.outputs + ox) * C + c,
                    g);
#pragma unroll
            for (int k = 0; k < V; k++) {
              sum[k] = fmaf(w, g[k], sum[k]);
            }
          }
        }
      }
      store<V>(gradX + (long long)q * C + c, sum);
    }
  }
}

//! kernel interpolate  op=interpolate  dtypes=f32,bf16,f16  versions=v1,v2  default=v2  element=one element of y, at twice the size of x  read=S/4  write=S  flops=8  deterministic=yes  block=256
//! kernel interpolate_backward  op=interpolate_backward  dtypes=f32,bf16,f16  versions=v1,v2  default=v2  element=one element of gradOut, at twice the size of x  read=S  write=S/4  flops=8  deterministic=yes  block=256

#define FORWARD_PARAMETERS(T)                                                                     \
  const T *__restrict__ x, T *__restrict__ y, int pixels, int H, int W, int Ho, int Wo, int C,    \
      float stepH, float stepW, int reading, int align

#define BACKWARD_PARAMETERS(T)                                                                    \
  const T *__restrict__ gradOut, T *__restrict__ gradX, int cells, int H, int W, int Ho, int Wo,  \
      int C, float stepH, float stepW, int reading, int align

#define ENTRIES(T, suffix)                                                                        \
  V2V_KERNEL interpolate_v1_##suffix(FORWARD_PARAMETERS(T)) {                                     \
    Resize r = resize_of(H, W, Ho, Wo, stepH, stepW, reading, align);                             \
    interpolate_v1<T>(x, y, pixels, r, C);                                                        \
  }                                                                                               \
  V2V_KERNEL interpolate_v2_##suffix(FORWARD_PARAMETERS(T)) {                                     \
    Resize r = resize_of(H, W, Ho, Wo, stepH, stepW, reading, align);                             \
    V2V_BY_VECTOR(T, C, (interpolate_v2<V, T>(x, y, pixels, r, C)))                               \
  }                                                                                               \
  V2V_KERNEL interpolate_backward_v1_##suffix(BACKWARD_PARAMETERS(T)) {                           \
    Resize r = resize_of(H, W, Ho, Wo, stepH, stepW, reading, align);                             \
    interpolate_backward_v1<T>(gradOut, gradX, cells, r, C);                                      \
  }                                                                                               \
  V2V_KERNEL interpolate_backward_v2_##suffix(BACKWARD_PARAMETERS(T)) {                           \
    Resize r = resize_of(H, W, Ho, Wo, stepH, stepW, reading, align);                             \
    V2V_BY_VECTOR(T, C, (interpolate_backward_v2<V, T>(gradOut, gradX, cells, r, C)))             \
  }

V2V_FLOAT_TYPES(ENTRIES)
