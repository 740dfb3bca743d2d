// Where an output pixel of a warp reads, and how that moves with the field: each helper stands beside
// its derivative. Shared by grid_sample, flow_warp, flow_warp_blend and occluded_feature_warp.
//
// Positions are in cells: 0 is the centre of the first cell. NaN reads nothing under zeros and cell 0
// otherwise; so does an infinite position under reflection.
#pragma once

#include "common.cuh"

enum Padding { PAD_ZEROS = 0, PAD_BORDER = 1, PAD_REFLECTION = 2 };  // as PaddingMode numbers them
enum Reading { READ_BILINEAR = 0, READ_NEAREST = 1 };                // as Interpolation does

// aligned: (g + 1) / 2 * (size - 1); unaligned: ((g + 1) * size - 1) / 2. One rounding each.
V2V_DEVICE float unnormalize(float g, int size, int align) {
  float last = 0.5f * (size - 1);
  return fmaf(g, align ? last : 0.5f * size, last);
}

V2V_DEVICE float unnormalize_grad(int size, int align) { return 0.5f * (align ? size - 1 : size); }

V2V_DEVICE float clamp_position(float p, int size) {
  return p > 0.0f ? fminf(p, (float)(size - 1)) : 0.0f;  // NaN becomes 0
}

V2V_DEVICE float clamp_position_grad(float p, int size) {
  return p > 0.0f && p < (float)(size - 1) ? 1.0f : 0.0f;
}

// Mirrored about the centres of the border cells (aligned) or the edges of the image, so that the
// result is in the first period; `grad` becomes the derivative, 1 or -1.
V2V_DEVICE float reflect_position(float p, int size, int align, float &grad) {
  float low = align ? 0.0f : -0.5f;
  float span = align ? (float)(size - 1) : (float)size;
  if (span == 0.0f) {
    grad = 0.0f;
    return 0.0f;
  }
  float distance = fabsf(p - low);
  float periods = floorf(distance / span);
  float rest = fmaf(-periods, span, distance);
  if (rest < 0.0f) {  // the quotient was rounded up across a border; the remainder tells
    rest += span;
    periods -= 1.0f;
  } else if (rest >= span) {
    rest -= span;
    periods += 1.0f;
  }
  bool even = periods - 2.0f * floorf(0.5f * periods) == 0.0f;
  grad = (p < low) == even ? -1.0f : 1.0f;
  return even ? low + rest : low + span - rest;
}

// The position that is read instead of p.
V2V_DEVICE float pad_position(float p, int size, int padding, int align) {
  if (padding == PAD_ZEROS) {
    return p;
  }
  float unused;
  return clamp_position(padding == PAD_REFLECTION ? reflect_position(p, size, align, unused) : p,
                        size);
}

V2V_DEVICE float pad_position_grad(float p, int size, int padding, int align) {
  if (padding == PAD_ZEROS) {
    return 1.0f;
  }
  float grad = 1.0f;
  float q = padding == PAD_REFLECTION ? reflect_position(p, size, align, grad) : p;
  return grad * clamp_position_grad(q, size);
}

// The four cells around a position, of which those outside the image are not read. Nearest reading
// has one: the others are marked as outside, and its fractions are 0.
struct Taps {
  int x0, y0;
  float fx, fy;
  bool inX0, inX1, inY0, inY1;

  // Order of taps: 0 north-west, 1 north-east, 2 south-west, 3 south-east.
  __device__ __forceinline__ bool inside(int t) const {
    return (t & 1 ? inX1 : inX0) && (t & 2 ? inY1 : inY0);
  }

  __device__ __forceinline__ int cell(int t, int W) const {
    return (y0 + (t >> 1)) * W + x0 + (t & 1);
  }

  __device__ __forceinline__ float weight(int t) const {
    return (t & 1 ? fx : 1.0f - fx) * (t & 2 ? fy : 1.0f - fy);
  }

  // Derivatives of weight(t) by the position.
  __device__ __forceinline__ float weight_grad_x(int t) const {
    float s = t & 2 ? fy : 1.0f - fy;
    return t & 1 ? s : -s;
  }

  __device__ __forceinline__ float weight_grad_y(int t) const {
    float s = t & 1 ? fx : 1.0f - fx;
    return t & 2 ? s : -s;
  }
};

V2V_DEVICE bool in_range(float cell, int size) { return cell >= 0.0f && cell < (float)size; }

V2V_DEVICE Taps taps_at(float x, float y, int H, int W, int reading) {
  bool nearest = reading == READ_NEAREST;
  float left = nearest ? rintf(x) : floorf(x);  // half to even
  float top = nearest ? rintf(y) : floorf(y);
  Taps t;
  t.inX0 = in_range(left, W);
  t.inY0 = in_range(top, H);
  t.inX1 = !nearest && in_range(left + 1.0f, W);
  t.inY1 = !nearest && in_range(top + 1.0f, H);
  // Far outside, the difference of two infinities would be NaN though nothing is read.
  t.fx = !nearest && (t.inX0 || t.inX1) ? x - left : 0.0f;
  t.fy = !nearest && (t.inY0 || t.inY1) ? y - top : 0.0f;
  t.x0 = (int)left;
  t.y0 = (int)top;
  return t;
}

// What one output pixel reads, and the derivatives of its position by the field's two entries.
struct Sample {
  Taps taps;
  float gradX, gradY;
};

// A field that says where the pixels of a (N M, Ho, Wo) output read a (N, H, W) image: normalised
// coordinates, or with FLOW the displacement in pixels from the output pixel itself.
template <bool FLOW>
struct Field {
  const float *__restrict__ entries;  // (N M, Ho, Wo, 2) as (x, y)
  int H, W, Ho, Wo;
  int reading, padding, align;

  __device__ __forceinline__ Sample at(unsigned int o) const {
    float2 e = reinterpret_cast<const float2 *>(entries)[o];
    float px, py, unitX, unitY;
    if (FLOW) {
      unsigned int row = o / (unsigned int)Wo;
      px = (float)(o - row * Wo) + e.x;
      py = (float)(row % (unsigned int)Ho) + e.y;
      unitX = unitY = 1.0f;
    } else {
      px = unnormalize(e.x, W, align);
      py = unnormalize(e.y, H, align);
      unitX = unnormalize_grad(W, align);
      unitY = unnormalize_grad(H, align);
    }
    Sample s;
    s.taps = taps_at(pad_position(px, W, padding, align), pad_position(py, H, padding, align), H, W,
                     reading);
    bool moves = reading == READ_BILINEAR;
    s.gradX = moves ? unitX * pad_position_grad(px, W, padding, align) : 0.0f;
    s.gradY = moves ? unitY * pad_position_grad(py, H, padding, align) : 0.0f;
    return s;
  }
};
