// label_embedding: the first convolution of a label-map network, as additions instead of products.
//
//   A convolution of one-hot labels multiplies by ones and zeros only, so it adds up rows of its weight:
//   y[n, i, j, c] = bias[c] + sum over taps (a, b) and frames f of
//                   table[a, b, f, labels[n, i + a - pad, j + b - pad, f], c]
//                   + edges[the same cell] table[a, b, f, L, c]
//   backward  gradTable[a, b, f, r, c] = sum over the pixels that added row r at tap (a, b) of gradOut
//
// Layout  labels (N, H, W, F) uint8 or int32, the other pointer null; a label outside [0, L) adds
//         nothing. edges (N, H, W, F) or null: one more channel a frame, after its labels. table (K, K, F,
//         R, C) with R = L, or L + 1 with edges: the weight (C, K, K, F R) permuted so that a row is
//         contiguous. y and gradOut (N, Ho, Wo, C), Ho = H + 2 pad - K + 1; `pixels` is N Ho Wo. Padding is
//         numbered as in padding.cuh; the constant is no label at all.
//
// Versions
//   label_embedding           v1 one thread an element of y   v2 lanes over 16-byte channel vectors
//   label_embedding_backward  v1 one thread an element of gradOut, adding to the table in memory
//                             v2 one block 32 channels of one tap for a slice of the pixels, adding to a
//                                copy of the rows in shared memory first; v1 where they do not fit
//   label_embedding_gather    v1 one thread an element of the table, which looks at every pixel
//
// Determinism  forward and gather exact, in a fixed order; label_embedding_backward adds atomically.
// Zeroed       gradTable of label_embedding_backward arrives zeroed; it is float32 for every type.

#include "channels.cuh"
#include "padding.cuh"

struct Labels {
  const unsigned char *__restrict__ bytes;
  const int *__restrict__ ints;
  int H, W, Ho, Wo, frames, count, kernel, pad, mode;  // count is L

  __device__ __forceinline__ int at(long long cell) const {
    return bytes != nullptr ? bytes[cell] : ints[cell];
  }

  __device__ __forceinline__ bool known(int label) const { return label >= 0 && label < count; }

  // Index of frame 0 at the cell that output pixel (n, oy, ox) reads at tap (a, b), or -1.
  __device__ __forceinline__ long long cell(int n, int oy, int ox, int a, int b) const {
    int y = pad_source(oy + a - pad, H, mode);
    int x = pad_source(ox + b - pad, W, mode);
    return y < 0 || x < 0 ? -1 : (((long long)n * H + y) * W + x) * frames;
  }
};

template <int V, typename T>
V2V_DEVICE void add_row(const T *__restrict__ row, float factor, float (&sum)[V]) {
  float v[V];
  load<V>(row, v);
#pragma unroll
  for (int k = 0; k < V; k++) {
    sum[k] = fmaf(factor, v[k], sum[k]);
  }
}

template <int V, typename T>
V2V_DEVICE void embed(const Labels &labels, const T *__restrict__ edges,
                      const T *__restrict__ table, const float *__restrict__ bias,
                      T *__restrict__ y, int pixels, int C) {
  int rows = labels.count + (edges != nullptr ? 1 : 0);
  Lanes lanes = lanes_for<V>(C);
  for (unsigned int o = lanes.index(); o < pixels; o += lanes.groups()) {
    int ox = o % (unsigned int)labels.Wo;
    int oy = o / (unsigned int)labels.Wo % (unsigned int)labels.Ho;
    int n = o / (unsigned int)labels.Wo / (unsigned int)labels.Ho;
    for (int c = lanes.lane * V; c < C; c += lanes.count() * V) {
      float sum[V];
#pragma unroll
      for (int k = 0; k < V; k++) {
        sum[k] = bias == nullptr ? 0.0f : bias[c + k];
      }
      for (int tap = 0; tap < labels.kernel * labels.kernel; tap++) {
        long long cell = labels.cell(n, oy, ox, tap / labels.kernel, tap % labels.kernel);
        for (int f = 0; f < labels.frames && cell >= 0; f++) {
          const T *first = table + ((long long)(tap * labels.frames + f) * rows) * C + c;
          int label = labels.at(cell + f);
          if (labels.known(label)) {
            add_row<V>(first + (long long)label * C, 1.0f, sum);
          }
          if (edges != nullptr) {
            add_row<V>(first + (long long)labels.count * C, to_f32(edges[cell + f]), sum);
          }
        }
      }
      store<V>(y + (long long)o * C + c, sum);
    }
  }
}

template <typename T>
V2V_DEVICE void embed_v1(const Labels &labels, const T *__restrict__ edges,
                         const T *__restrict__ table, const float *__restrict__ bias,
                         T *__restrict__ y, int pixels, int C) {
  int rows = labels.count + (edges != nullptr ? 1 : 0);
  V2V_FOR_EACH_LONG(i, (long long)pixels * C) {
    int o = i / C;
    int c = i % C;
    int n = o / labels.Wo / labels.Ho;
    float sum = bias == nullptr ? 0.0f : bias[c];
    for (int a = 0; a < labels.kernel; a++) {
      for (int b = 0; b < labels.kernel; b++) {
        long long cell = labels.cell(n, o / labels.Wo % labels.Ho, o % labels.Wo, a, b);
        for (int f = 0; f < labels.frames && cell >= 0; f++) {
          long long first = (long long)((a * labels.kernel + b) * labels.frames + f) * rows;
          int label = labels.at(cell + f);
          sum += labels.known(label) ? to_f32(table[(first + label) * C + c]) : 0.0f;
          if (edges != nullptr) {
            sum += to_f32(edges[cell + f]) * to_f32(table[(first + labels.count) * C + c]);
          }
        }
      }
    }
    y[i] = from_f32<T>(sum);
  }
}

template <typename T>
V2V_DEVICE void embed_backward_v1(const Labels &labels, const T *__restrict__ edges,
                                  const T *__restrict__ gradOut, float *__restrict__ gradTable,
                                  int pixels, int C) {
  int rows = labels.count + (edges != nullptr ? 1 : 0);
  V2V_FOR_EACH_LONG(i, (long long)pixels * C) {
    int o = i / C;
    int c = i % C;
    int n = o / labels.Wo / labels.Ho;
    float g = to_f32(gradOut[i]);
    for (int a = 0; a < labels.kernel; a++) {
      for (int b = 0; b < labels.kernel; b++) {
        long long cell = labels.cell(n, o / labels.Wo % labels.Ho, o % labels.Wo, a, b);
        for (int f = 0; f < labels.frames && cell >= 0; f++) {
          long long first = (long long)((a * labels.kernel + b) * labels.frames + f) * rows;
          int label = labels.at(cell + f);
          if (labels.known(label)) {
            atomicAdd(gradTable + (first + label) * C + c, g);
          }
          if (edges != nullptr) {
            atomicAdd(gradTable + (first + labels.count) * C + c, g * to_f32(edges[cell + f]));
          }
        }
      }
    }
  }
}

// Floats of the rows of one tap and frame, 32 channels wide, in shared memory: up to 256 rows.
#define EMBED_FLOATS 8192

template <typename T>
V2V_DEVICE void embed_backward_v2(const Labels &labels, const T *__restrict__ edges,
                                  const T *__restrict__ gradOut, float *__restrict__ gradTable,
                                  int pixels, int C, int slices) {
  __shared__ float sums[EMBED_FLOATS];
  int rows = labels.count + (edges != nullptr ? 1 : 0);
  if (rows * 32 > EMBED_FLOATS) {
    embed_backward_v1<T>(labels, edges, gradOut, gradTable, pixels, C);
    return;
  }
  int tiles = (C + 31) / 32;
  int taps = labels.kernel * labels.kernel * labels.frames;
  int perSlice = (pixels + slices - 1) / slices;
  int lane = threadIdx.x & 31;
  for (int job = blockIdx.x; job < taps * tiles * slices; job += gridDim.x) {
    for (int k = threadIdx.x; k < rows * 32; k += blockDim.x) {
      sums[k] = 0.0f;
    }
    __syncthreads();
    int f = job % labels.frames;
    int tap = job / labels.frames % (labels.kernel * labels.kernel);
    int c = job / taps % tiles * 32 + lane;
    int first = job / taps / tiles * perSlice;
    int last = min(pixels, first + perSlice);
    for (int o = first + (threadIdx.x >> 5); o < last; o += blockDim.x >> 5) {
      long long cell = labels.cell(o / labels.Wo / labels.Ho, o / labels.Wo % labels.Ho,
                                   o % labels.Wo, tap / labels.kernel, tap % labels.kernel);
      if (cell >= 0 && c < C) {
        float g = to_f32(gradOut[(long long)o * C + c]);
        int label = labels.at(cell + f);
        if (labels.known(label)) {
          atomicAdd(sums + label * 32 + lane, g);
        }
        if (edges != nullptr) {
          atomicAdd(sums + labels.count * 32 + lane, g * to_f32(edges[cell + f]));
        }
      }
    }
    __syncthreads();
    for (int k = threadIdx.x; k < rows * 32; k += blockDim.x) {
      if (c < C && sums[k] != 0.0f) {  // k % 32 is the lane
        atomicAdd(gradTable + ((long long)(tap * labels.frames + f) * rows + k / 32) * C + c,
                  sums[k]);
      }
    }
    __syncthreads();  // sums are free again
  }
}

template <typename T>
V2V_DEVICE void embed_gather(const Labels &labels, const T *__restrict__ edges,
                             const T *__restrict__ gradOut, float *__restrict__ gradTable,
                             int pixels, int C) {
  int rows = labels.count + (edges != nullptr ? 1 : 0);
  long long entries = (long long)labels.kernel * labels.kernel * labels.frames * rows * C;
  V2V_FOR_EACH_LONG(i, entries) {
    int c = i % C;
    int row = i / C % rows;
    int f = i / C / rows % labels.frames;
    int tap = i / C / rows / labels.frames;
    float sum = 0.0f;
    for (int o = 0; o < pixels; o++) {
      long long cell = labels.cell(o / labels.Wo / labels.Ho, o / labels.Wo % labels.Ho,
                                   o % labels.Wo, tap / labels.kernel, tap % labels.kernel);
      if (cell >= 0) {
        float g = to_f32(gradOut[(long long)o * C + c]);
        sum += row == labels.count ? g * to_f32(edges[cell + f])
                                   : labels.at(cell + f) == row ? g : 0.0f;
      }
    }
    gradTable[i] = sum;
  }
}

//! kernel label_embedding  op=label_embedding  dtypes=f32,bf16,f16  versions=v1,v2  default=v2  element=one element of y  read=F*4/C  write=S  flops=K*K*F  deterministic=yes  block=256
//! kernel label_embedding_backward  op=label_embedding_backward  dtypes=f32,bf16,f16  versions=v1,v2  default=v2  element=one element of gradOut  read=S+F*4/C  write=0  flops=K*K*F  deterministic=no  block=256
//! kernel label_embedding_gather  op=label_embedding_backward  dtypes=f32,bf16,f16  versions=v1  default=v1  element=one element of gradOut  read=S+F*4/C  write=0  flops=K*K*F  deterministic=yes  block=256

#define LABEL_PARAMETERS                                                                          \
  const unsigned char *__restrict__ bytes, const int *__restrict__ ints

#define GEOMETRY \
  int pixels, int C, int H, int W, int Ho, int Wo, int frames, int count, int kernel, int pad, int mode

#define LABELS \
  Labels { bytes, ints, H, W, Ho, Wo, frames, count, kernel, pad, mode }

#define FORWARD_PARAMETERS(T)                                                                     \
  LABEL_PARAMETERS, const T *__restrict__ edges, const T *__restrict__ table,                     \
      const float *__restrict__ bias, T *__restrict__ y, GEOMETRY

#define BACKWARD_PARAMETERS(T)                                                                    \
  LABEL_PARAMETERS, const T *__restrict__ edges, const T *__restrict__ gradOut,                   \
      float *__restrict__ gradTable, GEOMETRY

#define ENTRIES(T, suffix)                                                                        \
  V2V_KERNEL label_embedding_v1_##suffix(FORWARD_PARAMETERS(T)) {                                 \
    embed_v1<T>(LABELS, edges, table, bias, y, pixels, C);                                        \
  }                                                                                               \
  V2V_KERNEL label_embedding_v2_##suffix(FORWARD_PARAMETERS(T)) {                                 \
    V2V_BY_VECTOR(T, C, (embed<V, T>(LABELS, edges, table, bias, y, pixels, C)))                  \
  }                                                                                               \
  V2V_KERNEL label_embedding_backward_v1_##suffix(BACKWARD_PARAMETERS(T), int slices) {           \
    embed_backward_v1<T>(LABELS, edges, gradOut, gradTable, pixels, C);                           \
  }                                                                                               \
  V2V_KERNEL label_embedding_backward_v2_##suffix(BACKWARD_PARAMETERS(T), int slices) {           \
    embed_backward_v2<T>(LABELS, edges, gradOut, gradTable, pixels, C, slices);                   \
  }                                                                                               \
  V2V_KERNEL label_embedding_gather_v1_##suffix(BACKWARD_PARAMETERS(T)) {                         \
    embed_gather<T>(LABELS, edges, gradOut, gradTable, pixels, C);                                \
  }

V2V_FLOAT_TYPES(ENTRIES)
