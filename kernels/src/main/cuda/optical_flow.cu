// optical_flow: what a coarse-to-fine TV-L1 solver repeats at every level.
//
//   tv_l1_linearize  q = o + flow[o]; a = (dI0 + dI1(q)) / 2, rho = I1(q) - I0 - a . flow
//   tv_l1_ascend     p' = q g / max(g, |q|) for q = p + sigma grad(lead)
//   tv_l1_follow     v = u + tau div p; u' = v - a clamp((rho + a . v) / |a|^2, -most, most)
//                    lead = 2 u' - u
//   median_filter    y[o, c] = median of x over the square window about o
//
// Layout  here (N, H, W, 4) as (I0, dI0/dx, dI0/dy, g), there (N, H, W, 3) as (I1, dI1/dx, dI1/dy),
//         flow and lead (N, H, W, 2), dual (N, H, W, 4) as (p11, p12, p21, p22), data (N, H, W, 4)
//         as (ax, ay, rho, g); `pixels` is N H W. All float32.
// Borders differences across the frame's border are 0, and so is their dual. A flow that leads out
//         has a = 0 and rho = 0. Windows repeat the border's pixels.
//
// Thread map  v1 one thread a pixel; median_filter one thread an element.
// In place    tv_l1_ascend and tv_l1_follow write what only their own thread reads: dualOut may be
//             dual, flowOut may be flow. Two launches an iteration, since each reads the neighbours
//             that the other wrote; all of it stays in the L2 cache for frames of usual sizes.
// Determinism exact.

#include "common.cuh"

V2V_DEVICE float4 load4(const float *p) { return *reinterpret_cast<const float4 *>(p); }

V2V_DEVICE void store4(float *p, float x, float y, float z, float w) {
  *reinterpret_cast<float4 *>(p) = make_float4(x, y, z, w);
}

V2V_DEVICE float2 load2(const float *p) { return *reinterpret_cast<const float2 *>(p); }

V2V_DEVICE void store2(float *p, float x, float y) {
  *reinterpret_cast<float2 *>(p) = make_float2(x, y);
}

// ---- the data term -----------------------------------------------------------------------------

V2V_DEVICE float mix(float nw, float ne, float sw, float se, float fx, float fy) {
  float top = nw + (ne - nw) * fx;
  float bottom = sw + (se - sw) * fx;
  return top + (bottom - top) * fy;
}

V2V_DEVICE void tv_l1_linearize(const float *__restrict__ here, const float *__restrict__ there,
                                const float *__restrict__ flow, float *__restrict__ data,
                                int pixels, int H, int W) {
  V2V_FOR_EACH(o, pixels) {
    float4 a = load4(here + 4LL * o);
    float2 u = load2(flow + 2LL * o);
    float x = o % W + u.x;
    float y = o / W % H + u.y;
    if (!(x >= 0.0f && y >= 0.0f && x <= W - 1 && y <= H - 1)) {
      store4(data + 4LL * o, 0.0f, 0.0f, 0.0f, a.w);
      continue;
    }
    int left = (int)x;
    int top = (int)y;
    float fx = x - left;
    float fy = y - top;
    const float *nw = there + 3LL * (o / (H * W) * H * W + top * W + left);
    const float *sw = top + 1 < H ? nw + 3 * W : nw;
    int right = left + 1 < W ? 3 : 0;
    float i1 = mix(nw[0], nw[right], sw[0], sw[right], fx, fy);
    float dx = mix(nw[1], nw[right + 1], sw[1], sw[right + 1], fx, fy);
    float dy = mix(nw[2], nw[right + 2], sw[2], sw[right + 2], fx, fy);
    float ax = 0.5f * (a.y + dx);
    float ay = 0.5f * (a.z + dy);
    store4(data + 4LL * o, ax, ay, i1 - a.x - ax * u.x - ay * u.y, a.w);
  }
}

// ---- the iterations ----------------------------------------------------------------------------

V2V_DEVICE void tv_l1_ascend(const float *__restrict__ lead, const float *dual,
                             const float *__restrict__ data, float *dualOut, int pixels, int H,
                             int W, float sigma) {
  V2V_FOR_EACH(o, pixels) {
    float4 p = load4(dual + 4LL * o);
    float2 r = load2(lead + 2LL * o);
    float g = data[4LL * o + 3];
    float2 right = o % W < W - 1 ? load2(lead + 2LL * (o + 1)) : r;
    float2 below = o / W % H < H - 1 ? load2(lead + 2LL * (o + W)) : r;
    p.x = o % W < W - 1 ? p.x + sigma * (right.x - r.x) : 0.0f;
    p.y = o / W % H < H - 1 ? p.y + sigma * (below.x - r.x) : 0.0f;
    p.z = o % W < W - 1 ? p.z + sigma * (right.y - r.y) : 0.0f;
    p.w = o / W % H < H - 1 ? p.w + sigma * (below.y - r.y) : 0.0f;
    float factor = g / fmaxf(g, sqrtf(p.x * p.x + p.y * p.y + p.z * p.z + p.w * p.w));
    store4(dualOut + 4LL * o, p.x * factor, p.y * factor, p.z * factor, p.w * factor);
  }
}

V2V_DEVICE void tv_l1_follow(const float *flow, const float *__restrict__ dual,
                             const float *__restrict__ data, float *flowOut,
                             float *__restrict__ lead, int pixels, int H, int W, float tau,
                             float most) {
  V2V_FOR_EACH(o, pixels) {
    float2 u = load2(flow + 2LL * o);
    float4 p = load4(dual + 4LL * o);
    float4 a = load4(data + 4LL * o);
    float divU = p.x + p.y;
    float divV = p.z + p.w;
    if (o % W > 0) {
      divU -= dual[4LL * (o - 1)];
      divV -= dual[4LL * (o - 1) + 2];
    }
    if (o / W % H > 0) {
      divU -= dual[4LL * (o - W) + 1];
      divV -= dual[4LL * (o - W) + 3];
    }
    float vx = u.x + tau * divU;
    float vy = u.y + tau * divV;
    float step = (a.z + a.x * vx + a.y * vy) / (a.x * a.x + a.y * a.y + 1e-9f);
    step = fmaxf(-most, fminf(most, step));
    vx -= step * a.x;
    vy -= step * a.y;
    store2(flowOut + 2LL * o, vx, vy);
    store2(lead + 2LL * o, 2.0f * vx - u.x, 2.0f * vy - u.y);
  }
}

// ---- medians -----------------------------------------------------------------------------------

V2V_DEVICE void exchange(float &low, float &high) {
  float a = low;
  low = fminf(a, high);
  high = fmaxf(a, high);
}

// The least of the first K values to the front, the largest of them to the end.
template <int K>
V2V_DEVICE void extremes_to_ends(float *v) {
#pragma unroll
  for (int i = 0; i < K / 2; i++) {
    exchange(v[i], v[K - 1 - i]);
  }
#pragma unroll
  for (int i = 1; i <= (K - 1) / 2; i++) {
    exchange(v[0], v[i]);
  }
#pragma unroll
  for (int j = K / 2; j < K - 1; j++) {
    exchange(v[j], v[K - 1]);
  }
}

// Forgetful selection: of K values among which the median is whatever follows, the least and the
// largest are not it; both are dropped and the next value comes in. Unrolled, v stays in registers.
template <int SIZE, int K>
struct Select {
  V2V_DEVICE float median(float *v) {
    extremes_to_ends<K>(v);
    v[0] = v[SIZE + 3 - K];  // SIZE / 2 + 2 for the first, then one after the other
    return Select<SIZE, K - 1>::median(v);
  }
};

template <int SIZE>
struct Select<SIZE, 3> {
  V2V_DEVICE float median(float *v) {
    extremes_to_ends<3>(v);
    return v[1];
  }
};

template <int R>
V2V_DEVICE float window_median(const float *__restrict__ image, int row, int column, int c, int H,
                               int W, int C) {
  const int side = 2 * R + 1;
  float v[side * side];
#pragma unroll
  for (int t = 0; t < side * side; t++) {
    int y = min(max(row + t / side - R, 0), H - 1);
    int x = min(max(column + t % side - R, 0), W - 1);
    v[t] = image[(long long)(y * W + x) * C + c];
  }
  return Select<side * side, side * side / 2 + 2>::median(v);
}

V2V_DEVICE void median_filter(const float *__restrict__ x, float *__restrict__ y,
                              long long elements, int H, int W, int C, int radius) {
  V2V_FOR_EACH_LONG(i, elements) {
    int c = i % C;
    long long o = i / C;
    int column = o % W;
    int row = o / W % H;
    const float *image = x + o / (H * W) * H * W * C;
    y[i] = radius == 1 ? window_median<1>(image, row, column, c, H, W, C)
                       : window_median<2>(image, row, column, c, H, W, C);
  }
}

//! kernel tv_l1_linearize  op=tv_l1_linearize  dtypes=f32  versions=v1  default=v1  element=one pixel  read=36  write=16  flops=50  deterministic=yes  block=256
//! kernel tv_l1_ascend  op=tv_l1_descent  dtypes=f32  versions=v1  default=v1  element=one pixel  read=28  write=16  flops=26  deterministic=yes  block=256
//! kernel tv_l1_follow  op=tv_l1_descent  dtypes=f32  versions=v1  default=v1  element=one pixel  read=40  write=16  flops=30  deterministic=yes  block=256
//! kernel median_filter  op=median_filter  dtypes=f32  versions=v1  default=v1  element=one element, radius 2  read=4  write=4  flops=264  deterministic=yes  block=256

V2V_KERNEL tv_l1_linearize_v1_f32(const float *__restrict__ here, const float *__restrict__ there,
                                  const float *__restrict__ flow, float *__restrict__ data,
                                  int pixels, int H, int W) {
  tv_l1_linearize(here, there, flow, data, pixels, H, W);
}

V2V_KERNEL tv_l1_ascend_v1_f32(const float *__restrict__ lead, const float *dual,
                               const float *__restrict__ data, float *dualOut, int pixels, int H,
                               int W, float sigma) {
  tv_l1_ascend(lead, dual, data, dualOut, pixels, H, W, sigma);
}

V2V_KERNEL tv_l1_follow_v1_f32(const float *flow, const float *__restrict__ dual,
                               const float *__restrict__ data, float *flowOut,
                               float *__restrict__ lead, int pixels, int H, int W, float tau,
                               float most) {
  tv_l1_follow(flow, dual, data, flowOut, lead, pixels, H, W, tau, most);
}

V2V_KERNEL median_filter_v1_f32(const float *__restrict__ x, float *__restrict__ y,
                                long long elements, int H, int W, int C, int radius) {
  median_filter(x, y, elements, H, W, C, radius);
}
