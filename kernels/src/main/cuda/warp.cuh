// The channel-vectorised bodies of all warps: y = tail(bilinear reading of x where the field points).
//
//   tail        y                         used by
//   TAIL_NONE   r                         grid_sample, flow_warp
//   TAIL_SCALE  r * w                     occluded_feature_warp; w is the occlusion map
//   TAIL_BLEND  raw * w + r * (1 - w)     flow_warp_blend; w is the mask
//
// with r the value read. Layout: x (N, H, W, C), field (N M, Ho, Wo, 2), y and raw (N M, Ho, Wo, C),
// w (N M, Ho, Wo, 1); image n is read by the M fields from n M on, which lie together.
//
// Thread map: a group of lanes takes one output pixel, computes its taps once per lane, and splits the
// channels into 16-byte vectors (V elements), so that neighbouring lanes read neighbouring addresses
// and one warp reads whole rows of channels. Where C is no multiple of the vector, V is 1 and a lane
// walks over at least four channels. Pixels are dealt out with a stride over the grid.
//
// Determinism: forward and the gradients of field, raw and w are exact, in a fixed order. The gradient
// of x is added atomically by warp_backward, in no fixed order, and in a fixed order by warp_gather.
#pragma once

#include "channels.cuh"
#include "sampling.cuh"

enum Tail { TAIL_NONE, TAIL_SCALE, TAIL_BLEND };

// Reads V channels of the four taps; 0 for cells outside. All four loads are in flight together.
template <int V, typename T>
V2V_DEVICE void read_taps(const T *__restrict__ image, const Taps &taps, int W, int C, int c,
                          float (&v)[4][V]) {
#pragma unroll
  for (int t = 0; t < 4; t++) {
    if (taps.inside(t)) {
      load<V>(image + taps.cell(t, W) * C + c, v[t]);
    } else {
#pragma unroll
      for (int i = 0; i < V; i++) {
        v[t][i] = 0.0f;
      }
    }
  }
}

template <int TAIL, int V, typename T, bool FLOW>
V2V_DEVICE void warp_forward(Field<FLOW> field, const T *__restrict__ x, const T *__restrict__ raw,
                             const T *__restrict__ w, T *__restrict__ y, int pixels, int perImage,
                             int C) {
  Lanes lanes = lanes_for<V>(C);
  for (unsigned int o = lanes.index(); o < pixels; o += lanes.groups()) {
    Taps taps = field.at(o).taps;
    const T *image = x + (long long)(o / perImage) * field.H * field.W * C;
    float wo = TAIL == TAIL_NONE ? 1.0f : to_f32(w[o]);
    for (int c = lanes.lane * V; c < C; c += lanes.count() * V) {
      float v[4][V];
      read_taps<V>(image, taps, field.W, C, c, v);
      float result[V];
#pragma unroll
      for (int i = 0; i < V; i++) {
        float r = 0.0f;
#pragma unroll
        for (int t = 0; t < 4; t++) {
          r = fmaf(taps.weight(t), v[t][i], r);
        }
        result[i] = TAIL == TAIL_NONE ? r : TAIL == TAIL_SCALE ? r * wo : r * (1.0f - wo);
      }
      long long at = (long long)o * C + c;
      if (TAIL == TAIL_BLEND) {
        float painted[V];
        load<V>(raw + at, painted);
#pragma unroll
        for (int i = 0; i < V; i++) {
          result[i] = fmaf(painted[i], wo, result[i]);
        }
      }
      store<V>(y + at, result);
    }
  }
}

// With d_t the product of gradOut and tap t summed over the channels:
//   gradField = (sum of weight_grad_t d_t) scale * d position / d entry     scale: 1, w or 1 - w
//   gradW     = sum of weight_t d_t (SCALE),  sum of raw gradOut minus that (BLEND)
// gradX is float32 whatever T is, arrives zeroed and is added to. Any of the outputs may be null.
template <int TAIL, int V, typename T, bool FLOW>
V2V_DEVICE void warp_backward(Field<FLOW> field, const T *__restrict__ gradOut,
                              const T *__restrict__ x, const T *__restrict__ raw,
                              const T *__restrict__ w, float *__restrict__ gradX,
                              T *__restrict__ gradRaw, float *__restrict__ gradField,
                              T *__restrict__ gradW, int pixels, int perImage, int C) {
  Lanes lanes = lanes_for<V>(C);
  for (unsigned int o = lanes.index(); o < pixels; o += lanes.groups()) {
    Sample s = field.at(o);
    long long imageAt = (long long)(o / perImage) * field.H * field.W * C;
    float wo = TAIL == TAIL_NONE ? 1.0f : to_f32(w[o]);
    float scale = TAIL == TAIL_BLEND ? 1.0f - wo : wo;
    float d[4] = {0.0f, 0.0f, 0.0f, 0.0f};
    float painted = 0.0f;
    for (int c = lanes.lane * V; c < C; c += lanes.count() * V) {
      long long at = (long long)o * C + c;
      float g[V], v[4][V];
      load<V>(gradOut + at, g);
      read_taps<V>(x + imageAt, s.taps, field.W, C, c, v);
#pragma unroll
      for (int t = 0; t < 4; t++) {
#pragma unroll
        for (int i = 0; i < V; i++) {
          d[t] = fmaf(v[t][i], g[i], d[t]);
        }
      }
      if (gradX != nullptr) {
#pragma unroll
        for (int t = 0; t < 4; t++) {
          if (s.taps.inside(t)) {
            float share[V];
#pragma unroll
            for (int i = 0; i < V; i++) {
              share[i] = s.taps.weight(t) * scale * g[i];
            }
            atomic_add<V>(gradX + imageAt + s.taps.cell(t, field.W) * C + c, share);
          }
        }
      }
      if (TAIL == TAIL_BLEND) {
        float paint[V];
        load<V>(raw + at, paint);
#pragma unroll
        for (int i = 0; i < V; i++) {
          painted = fmaf(paint[i], g[i], painted);
          paint[i] = g[i] * wo;
        }
        if (gradRaw != nullptr) {
          store<V>(gradRaw + at, paint);
        }
      }
    }
    float sumX = 0.0f, sumY = 0.0f, read = 0.0f;
#pragma unroll
    for (int t = 0; t < 4; t++) {
      float dt = lanes.sum(d[t]);
      sumX = fmaf(s.taps.weight_grad_x(t), dt, sumX);
      sumY = fmaf(s.taps.weight_grad_y(t), dt, sumY);
      read = fmaf(s.taps.weight(t), dt, read);
    }
    if (gradField != nullptr && lanes.lane == 0) {
      reinterpret_cast<float2 *>(gradField)[o] =
          make_float2(sumX * scale * s.gradX, sumY * scale * s.gradY);
    }
    if (TAIL == TAIL_BLEND) {
      painted = lanes.sum(painted);
    }
    if (TAIL != TAIL_NONE && gradW != nullptr && lanes.lane == 0) {
      gradW[o] = from_f32<T>(TAIL == TAIL_SCALE ? read : painted - read);
    }
  }
}

// The gradient of x without atomics: a group of lanes takes one cell of x and adds up, in the order of
// the bins, the output pixels that read it (sample_bins.cu). Writes every cell, rounding once.
template <int TAIL, int V, typename T, bool FLOW>
V2V_DEVICE void warp_gather(Field<FLOW> field, const T *__restrict__ gradOut,
                            const T *__restrict__ w, const int *__restrict__ starts,
                            const int *__restrict__ members, T *__restrict__ gradX, int cells,
                            int C) {
  Lanes lanes = lanes_for<V>(C);
  int rows = field.H + 1, columns = field.W + 1;  // of bins
  for (unsigned int q = lanes.index(); q < cells; q += lanes.groups()) {
    int cx = q % (unsigned int)field.W;
    int cy = q / (unsigned int)field.W % (unsigned int)field.H;
    int n = q / (unsigned int)field.W / (unsigned int)field.H;
    const int *bins = starts + (long long)n * (rows * columns + 1);
    for (int c = lanes.lane * V; c < C; c += lanes.count() * V) {
      float sum[V];
#pragma unroll
      for (int i = 0; i < V; i++) {
        sum[i] = 0.0f;
      }
      for (int t = 0; t < 4; t++) {  // the cell is tap t of the pixels in this bin
        int bin = (cy + 1 - (t >> 1)) * columns + cx + 1 - (t & 1);
        for (int k = bins[bin]; k < bins[bin + 1]; k++) {
          int o = members[k];
          Taps taps = field.at(o).taps;
          if (!taps.inside(t)) {  // nearest reading has one tap
            continue;
          }
          float factor = taps.weight(t);
          if (TAIL != TAIL_NONE) {
            float wo = to_f32(w[o]);
            factor *= TAIL == TAIL_BLEND ? 1.0f - wo : wo;
          }
          float g[V];
          load<V>(gradOut + (long long)o * C + c, g);
#pragma unroll
          for (int i = 0; i < V; i++) {
            sum[i] = fmaf(factor, g[i], sum[i]);
          }
        }
      }
      store<V>(gradX + (long long)q * C + c, sum);
    }
  }
}

// The naive truth of the same: every cell looks at every output pixel of its image, which is quadratic
// and right for any field. One thread an element of x.
template <int TAIL, typename T, bool FLOW>
V2V_DEVICE void warp_gather_all(Field<FLOW> field, const T *__restrict__ gradOut,
                                const T *__restrict__ w, T *__restrict__ gradX, int cells,
                                int perImage, int C) {
  V2V_FOR_EACH_LONG(i, (long long)cells * C) {
    int q = i / C;
    int c = i % C;
    int inImage = q % (field.W * field.H);
    int first = q / (field.W * field.H) * perImage;
    float sum = 0.0f;
    for (int o = first; o < first + perImage; o++) {
      Taps taps = field.at(o).taps;
      for (int t = 0; t < 4; t++) {
        if (taps.inside(t) && taps.cell(t, field.W) == inImage) {
          float factor = taps.weight(t);
          if (TAIL != TAIL_NONE) {
            float wo = to_f32(w[o]);
            factor *= TAIL == TAIL_BLEND ? 1.0f - wo : wo;
          }
          sum = fmaf(factor, to_f32(gradOut[(long long)o * C + c]), sum);
        }
      }
    }
    gradX[i] = from_f32<T>(sum);
  }
}
