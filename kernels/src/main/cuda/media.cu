// media: video frames to images and back.
//
//   yuv_to_rgb   R = Y + 2 (1 - kr) Cr, B = Y + 2 (1 - kb) Cb, G from Y = kr R + kg G + kb B; clamped to
//                [0, 1], then rgb[i] = scale value + offset
//   rgb_to_yuv   the inverse, of (rgb - offset) / scale clamped to [0, 1], rounded half up to 8 bits
//
// Layout  rgb (H, W, 3). Planes of 8 bits with a stride in bytes between rows; chroma has `chromaStep` bytes
//         between samples: 1 for planes (I420), 2 for interleaved ones (NV12, v = u + 1), and is smaller by
//         2^shiftX and 2^shiftY (1, 1 for 4:2:0; 0, 0 for 4:4:4), rounded up.
// Range   full: 0 to 255 for all; else luma 16 to 235, chroma 16 to 240 about 128. kr, kb: .299, .114
//         (BT.601), .2126, .0722 (BT.709).
// Chroma  shared samples sit on the even columns and between the rows, as MPEG-2 and H.264 have them by
//         default: read bilinearly, written by (1 2 1) / 4 along the row and a mean of two rows.
//
// Thread map  v1 one thread a pixel of the output; rgb_to_yuv one thread a chroma sample and its pixels.
// Determinism exact.

#include "common.cuh"

V2V_DEVICE float unit(float v) { return fminf(fmaxf(v, 0.0f), 1.0f); }

V2V_DEVICE unsigned char to_byte(float v) {
  return (unsigned char)fminf(fmaxf(floorf(v + 0.5f), 0.0f), 255.0f);
}

// One chroma sample in [-1/2, 1/2] at a position in samples.
V2V_DEVICE float read_chroma(const unsigned char *__restrict__ plane, int stride, int step, float x,
                             float y, int W, int H, int full) {
  int x0 = (int)floorf(x);
  int y0 = (int)floorf(y);
  float fx = x - x0;
  float fy = y - y0;
  int left = max(x0, 0), right = min(x0 + 1, W - 1);
  int top = max(y0, 0), bottom = min(y0 + 1, H - 1);
  float upper = plane[top * stride + left * step] * (1.0f - fx) +
                plane[top * stride + right * step] * fx;
  float lower = plane[bottom * stride + left * step] * (1.0f - fx) +
                plane[bottom * stride + right * step] * fx;
  return (upper * (1.0f - fy) + lower * fy - 128.0f) / (full ? 255.0f : 224.0f);
}

template <typename T>
V2V_DEVICE void yuv_to_rgb(const unsigned char *__restrict__ luma,
                           const unsigned char *__restrict__ u,
                           const unsigned char *__restrict__ v, T *__restrict__ rgb, int H, int W,
                           int lumaStride, int chromaStride, int chromaStep, int shiftX, int shiftY,
                           float kr, float kb, int full, float scale, float offset) {
  int chromaW = (W + shiftX) >> shiftX;
  int chromaH = (H + shiftY) >> shiftY;
  float kg = 1.0f - kr - kb;
  V2V_FOR_EACH(o, H * W) {
    int row = o / W;
    int column = o % W;
    float x = shiftX ? 0.5f * column : column;
    float y = shiftY ? 0.5f * row - 0.25f : row;
    float luminance = luma[row * lumaStride + column];
    luminance = full ? luminance / 255.0f : (luminance - 16.0f) / 219.0f;
    float cb = read_chroma(u, chromaStride, chromaStep, x, y, chromaW, chromaH, full);
    float cr = read_chroma(v, chromaStride, chromaStep, x, y, chromaW, chromaH, full);
    float r = luminance + 2.0f * (1.0f - kr) * cr;
    float b = luminance + 2.0f * (1.0f - kb) * cb;
    float g = (luminance - kr * r - kb * b) / kg;
    rgb[3LL * o] = from_f32<T>(unit(r) * scale + offset);
    rgb[3LL * o + 1] = from_f32<T>(unit(g) * scale + offset);
    rgb[3LL * o + 2] = from_f32<T>(unit(b) * scale + offset);
  }
}

// The colour of a pixel as (Y, Cb, Cr); cells outside are those of the border.
struct Yuv {
  float y, cb, cr;
};

template <typename T>
V2V_DEVICE Yuv yuv_at(const T *__restrict__ rgb, int row, int column, int H, int W, float kr,
                      float kb, float scale, float offset) {
  row = min(max(row, 0), H - 1);
  column = min(max(column, 0), W - 1);
  const T *p = rgb + 3LL * (row * W + column);
  float r = unit((to_f32(p[0]) - offset) / scale);
  float g = unit((to_f32(p[1]) - offset) / scale);
  float b = unit((to_f32(p[2]) - offset) / scale);
  Yuv c;
  c.y = kr * r + (1.0f - kr - kb) * g + kb * b;
  c.cb = 0.5f * (b - c.y) / (1.0f - kb);
  c.cr = 0.5f * (r - c.y) / (1.0f - kr);
  return c;
}

template <typename T>
V2V_DEVICE void rgb_to_yuv(const T *__restrict__ rgb, unsigned char *__restrict__ luma,
                           unsigned char *__restrict__ u, unsigned char *__restrict__ v, int H,
                           int W, int lumaStride, int chromaStride, int chromaStep, int shiftX,
                           int shiftY, float kr, float kb, int full, float scale, float offset) {
  int chromaW = (W + shiftX) >> shiftX;
  int chromaH = (H + shiftY) >> shiftY;
  V2V_FOR_EACH(o, chromaH * chromaW) {
    int firstRow = o / chromaW << shiftY;
    int firstColumn = o % chromaW << shiftX;
    float cb = 0.0f, cr = 0.0f;
    for (int dy = 0; dy <= shiftY; dy++) {
      for (int dx = -shiftX; dx <= shiftX; dx++) {
        int row = firstRow + dy;
        int column = firstColumn + dx;
        Yuv c = yuv_at(rgb, row, column, H, W, kr, kb, scale, offset);
        float weight = (shiftX ? (dx == 0 ? 0.5f : 0.25f) : 1.0f) * (shiftY ? 0.5f : 1.0f);
        cb += weight * c.cb;
        cr += weight * c.cr;
        if (dx >= 0 && row < H && column < W) {  // dx = -1 is another sample's pixel
          luma[row * lumaStride + column] = to_byte(full ? c.y * 255.0f : c.y * 219.0f + 16.0f);
        }
      }
    }
    long long at = (long long)(o / chromaW) * chromaStride + o % chromaW * chromaStep;
    u[at] = to_byte(cb * (full ? 255.0f : 224.0f) + 128.0f);
    v[at] = to_byte(cr * (full ? 255.0f : 224.0f) + 128.0f);
  }
}

//! kernel yuv_to_rgb  op=yuv_to_rgb  dtypes=f32,bf16,f16  versions=v1  default=v1  element=one pixel, 4:2:0  read=1.5  write=3*S  flops=40  deterministic=yes  block=256
//! kernel rgb_to_yuv  op=rgb_to_yuv  dtypes=f32,bf16,f16  versions=v1  default=v1  element=one pixel, 4:2:0  read=3*S  write=1.5  flops=40  deterministic=yes  block=256

#define GEOMETRY                                                                                  \
  int H, int W, int lumaStride, int chromaStride, int chromaStep, int shiftX, int shiftY,         \
      float kr, float kb, int full, float scale, float offset

#define ENTRIES(T, suffix)                                                                        \
  V2V_KERNEL yuv_to_rgb_v1_##suffix(                                                              \
      const unsigned char *__restrict__ luma, const unsigned char *__restrict__ u,                \
      const unsigned char *__restrict__ v, T *__restrict__ rgb, GEOMETRY) {                       \
    yuv_to_rgb<T>(luma, u, v, rgb, H, W, lumaStride, chromaStride, chromaStep, shiftX, shiftY,    \
                  kr, kb, full, scale, offset);                                                   \
  }                                                                                               \
  V2V_KERNEL rgb_to_yuv_v1_##suffix(                                                              \
      const T *__restrict__ rgb, unsigned char *__restrict__ luma,                                \
      unsigned char *__restrict__ u, unsigned char *__restrict__ v, GEOMETRY) {                   \
    rgb_to_yuv<T>(rgb, luma, u, v, H, W, lumaStride, chromaStride, chromaStep, shiftX, shiftY,    \
                  kr, kb, full, scale, offset);                                                   \
  }

V2V_FLOAT_TYPES(ENTRIES)
