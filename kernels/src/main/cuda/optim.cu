// Steps of optimisers and what surrounds them, each on all parameters of a model in one launch.
//
//   adam_step      m = beta1 m + (1 - beta1) d, v = beta2 v + (1 - beta2) d^2, d = g + l2 w,
//                  s = v or vMax = max(vMax, v),
//                  w = keep w - stepSize m / (sqrt(s) rootScale + eps)
//   sgd_step       d = g + weightDecay w; b = momentum b + (1 - dampening) d, at first b = d;
//                  w = w - lr b, Nesterov w - lr (d + momentum b), without b w - lr d
//   rmsprop_step   v = alpha v + (1 - alpha) d^2, r = sqrt(v) + eps; centred a = alpha a +
//                  (1 - alpha) d, r = sqrt(max(v - a^2, 0)) + eps; b = momentum b + d / r,
//                  w = w - lr b
//   lerp           y = y + weight (x - y)
//   clip_to_norm   x = x min(1, maxNorm / (norm + 1e-6))
//   clip_to_value  x = min(max(x, -limit), limit)
//   unscale        x = factor x; overflow = 1 if any is infinite or NaN
//   gradient_norm  sqrt(sum of x^2) or max |x|
//
// Layout  lists of float32 tensors, entry t of each of one shape. In device memory:
//           addresses (lists, tensors) int64   of element 0; 0 where a list is absent altogether
//           sizes (tensors) int64              in elements
//           chunks (count, 2) int32            tensor and number of the chunk in it
//         A chunk is `chunk` elements, a multiple of 4; a tensor's last one may be shorter. Sizes
//         and chunks stay as long as the model, addresses while no tensor moves. Lists in order:
//           adam_step g w m v [vMax]; sgd_step g w [b]; rmsprop_step g w v [b] [a]; lerp x y;
//           the others x
//         `constants` are float32 in device memory, so that a captured graph takes new ones:
//           adam_step beta1, 1 - beta1, beta2, 1 - beta2, l2, keep, stepSize, rootScale, eps
//           sgd_step lr, momentum, 1 - dampening, weightDecay
//           rmsprop_step lr, alpha, 1 - alpha, eps, weightDecay, momentum
//           lerp weight; clip_to_norm maxNorm; clip_to_value limit; unscale factor
// Stages  gradient_norm, which writes partial (count), then gradient_norm_final in one block.
// Zeroed  overflow is only ever raised: who reads it clears it.
//
// Thread map  a block takes chunk after chunk; v1 one thread an element, v2 a 16-byte vector
// Determinism exact. The sum of squares has an order that chunk and block size fix; it is
//             float32, so gradients beyond 1e19 count as infinite.

#include "lists.cuh"

// ---- what is done to one element of each list --------------------------------------------------

// Each has `reads` and `writes`, which lists it touches, and the step itself.

struct Adam {
  float beta1, rest1, beta2, rest2, l2, keep, stepSize, rootScale, eps;
  bool amsgrad;

  __device__ __forceinline__ bool reads(int list) const { return true; }
  __device__ __forceinline__ bool writes(int list) const { return list > 0; }

  __device__ __forceinline__ void step(float (&e)[5]) const {
    float d = e[0] + l2 * e[1];
    e[2] = beta1 * e[2] + rest1 * d;
    e[3] = beta2 * e[3] + rest2 * d * d;
    float s = e[3];
    if (amsgrad) {
      s = e[4] > s || e[4] != e[4] ? e[4] : s;
      e[4] = s;
    }
    e[1] = keep * e[1] - stepSize * e[2] / (sqrtf(s) * rootScale + eps);
  }
};

struct Sgd {
  float lr, momentum, rest, weightDecay;
  bool nesterov, first, velocity;

  __device__ __forceinline__ bool reads(int list) const { return list < 2 || !first; }
  __device__ __forceinline__ bool writes(int list) const { return list > 0; }

  __device__ __forceinline__ void step(float (&e)[3]) const {
    float d = e[0] + weightDecay * e[1];
    if (velocity) {
      e[2] = first ? d : momentum * e[2] + rest * d;
      d = nesterov ? d + momentum * e[2] : e[2];
    }
    e[1] -= lr * d;
  }
};

struct RmsProp {
  float lr, alpha, rest, eps, weightDecay, momentum;
  bool velocity, centered;

  __device__ __forceinline__ bool reads(int list) const { return true; }
  __device__ __forceinline__ bool writes(int list) const { return list > 0; }

  __device__ __forceinline__ void step(float (&e)[5]) const {
    float d = e[0] + weightDecay * e[1];
    e[2] = alpha * e[2] + rest * d * d;
    float v = e[2];
    if (centered) {
      e[4] = alpha * e[4] + rest * d;
      v -= e[4] * e[4];
      v = v < 0.0f ? 0.0f : v;  // rounding; NaN stays
    }
    float move = d / (sqrtf(v) + eps);
    if (velocity) {
      move += momentum * e[3];
      e[3] = move;
    }
    e[1] -= lr * move;
  }
};

struct Lerp {
  float weight;

  __device__ __forceinline__ bool reads(int list) const { return true; }
  __device__ __forceinline__ bool writes(int list) const { return list == 1; }
  __device__ __forceinline__ void step(float (&e)[2]) const { e[1] += weight * (e[0] - e[1]); }
};

struct Scale {
  float factor;

  __device__ __forceinline__ bool reads(int list) const { return true; }
  __device__ __forceinline__ bool writes(int list) const { return true; }
  __device__ __forceinline__ void step(float (&e)[1]) const { e[0] *= factor; }
};

struct Clip {
  float limit;

  __device__ __forceinline__ bool reads(int list) const { return true; }
  __device__ __forceinline__ bool writes(int list) const { return true; }

  __device__ __forceinline__ void step(float (&e)[1]) const {
    e[0] = e[0] > limit ? limit : e[0] < -limit ? -limit : e[0];  // NaN stays
  }
};

struct Unscale {
  float factor;
  float *__restrict__ overflow;

  __device__ __forceinline__ bool reads(int list) const { return true; }
  __device__ __forceinline__ bool writes(int list) const { return true; }

  __device__ __forceinline__ void step(float (&e)[1]) const {
    e[0] *= factor;
    if (!(fabsf(e[0]) <= 3.402823466e38f)) {
      atomicExch(overflow, 1.0f);
    }
  }
};

// ---- gradient_norm -----------------------------------------------------------------------------

// In the order of GradientNorm.Kind.
enum NormKind { EUCLIDEAN, MAXIMUM };

V2V_DEVICE float join_norms(int kind, float a, float b) {
  return kind == EUCLIDEAN ? a + b : b > a || b != b ? b : a;
}

V2V_DEVICE float block_norm(int kind, float v, float *scratch) {
  return kind == EUCLIDEAN ? block_sum(v, scratch) : block_max(v, scratch);
}

template <int V>
V2V_DEVICE void gradient_norm(const Lists &lists, float *__restrict__ partial, int kind) {
  __shared__ float scratch[32];
  for (int c = blockIdx.x; c < lists.count; c += gridDim.x) {
    Chunk chunk = lists.chunk_at(c);
    const float *x = lists.start(0, chunk);
    float total = 0.0f;
    for (int i = threadIdx.x * V; i < chunk.length; i += blockDim.x * V) {
      float v[V];
      load_within<V>(x, i, chunk.length, v);
#pragma unroll
      for (int k = 0; k < V; k++) {
        total = join_norms(kind, total, kind == EUCLIDEAN ? v[k] * v[k] : fabsf(v[k]));
      }
    }
    total = block_norm(kind, total, scratch);
    if (threadIdx.x == 0) {
      partial[c] = total;
    }
  }
}

//! kernel adam_step  op=adam_step  dtypes=f32  versions=v1,v2  default=v2  element=one parameter, without AMSGrad  read=4*S  write=3*S  flops=13  deterministic=yes  block=256
//! kernel sgd_step  op=sgd_step  dtypes=f32  versions=v1,v2  default=v2  element=one parameter, with momentum  read=3*S  write=2*S  flops=7  deterministic=yes  block=256
//! kernel rmsprop_step  op=rmsprop_step  dtypes=f32  versions=v1,v2  default=v2  element=one parameter, without momentum and uncentred  read=3*S  write=2*S  flops=10  deterministic=yes  block=256
//! kernel lerp  op=lerp  dtypes=f32  versions=v1,v2  default=v2  element=one element of x  read=2*S  write=S  flops=3  deterministic=yes  block=256
//! kernel clip_to_norm  op=clip_to_norm  dtypes=f32  versions=v1,v2  default=v2  element=one element of x  read=S  write=S  flops=1  deterministic=yes  block=256
//! kernel clip_to_value  op=clip_to_value  dtypes=f32  versions=v1,v2  default=v2  element=one element of x  read=S  write=S  flops=2  deterministic=yes  block=256
//! kernel unscale  op=unscale  dtypes=f32  versions=v1,v2  default=v2  element=one element of x  read=S  write=S  flops=2  deterministic=yes  block=256
//! kernel gradient_norm  op=gradient_norm  dtypes=f32  versions=v1,v2  default=v2  element=one element of x  read=S  write=0  flops=2  deterministic=yes  block=256
//! kernel gradient_norm_final  op=gradient_norm  dtypes=f32  versions=v1  default=v1  element=one chunk  read=S  write=0  flops=1  deterministic=yes  block=256

V2V_KERNEL gradient_norm_final_v1_f32(const float *__restrict__ partial,
                                      float *__restrict__ norm, int count, int kind) {
  __shared__ float scratch[32];
  if (blockIdx.x > 0) {
    return;
  }
  float total = 0.0f;
  for (int c = threadIdx.x; c < count; c += blockDim.x) {
    total = join_norms(kind, total, partial[c]);
  }
  total = block_norm(kind, total, scratch);
  if (threadIdx.x == 0) {
    *norm = kind == EUCLIDEAN ? sqrtf(total) : total;
  }
}

#define LISTS                                                                   \
  const long long *__restrict__ addresses, const long long *__restrict__ sizes, \
      const int *__restrict__ chunks, int tensors, int count, int chunk
#define THE_LISTS \
  Lists { addresses, sizes, chunks, tensors, count, chunk }

#define ENTRIES(version, V)                                                                       \
  V2V_KERNEL adam_step_##version##_f32(LISTS, const float *__restrict__ constants, int amsgrad) { \
    const float *k = constants;                                                                   \
    Adam adam = {k[0], k[1], k[2], k[3], k[4], k[5], k[6], k[7], k[8], amsgrad != 0};             \
    update<V, 5>(THE_LISTS, adam);                                                                \
  }                                                                                               \
  V2V_KERNEL sgd_step_##version##_f32(LISTS, const float *__restrict__ constants, int momentum,   \
                                      int nesterov, int first) {                                  \
    const float *k = constants;                                                                   \
    Sgd sgd = {k[0], k[1], k[2], k[3], nesterov != 0, first != 0, momentum != 0};                 \
    update<V, 3>(THE_LISTS, sgd);                                                                 \
  }                                                                                               \
  V2V_KERNEL rmsprop_step_##version##_f32(LISTS, const float *__restrict__ constants,             \
                                          int momentum, int centered) {                           \
    const float *k = constants;                                                                   \
    RmsProp rmsProp = {k[0], k[1], k[2], k[3], k[4], k[5], momentum != 0, centered != 0};         \
    update<V, 5>(THE_LISTS, rmsProp);                                                             \
  }                                                                                               \
  V2V_KERNEL lerp_##version##_f32(LISTS, const float *__restrict__ constants) {                   \
    Lerp lerp = {constants[0]};                                                                   \
    update<V, 2>(THE_LISTS, lerp);                                                                \
  }                                                                                               \
  V2V_KERNEL clip_to_norm_##version##_f32(LISTS, const float *__restrict__ constants,             \
                                          const float *__restrict__ norm) {                       \
    float factor = constants[0] / (*norm + 1e-6f);                                                \
    Scale scale = {factor > 1.0f ? 1.0f : factor};                                                \
    update<V, 1>(THE_LISTS, scale);                                                               \
  }                                                                                               \
  V2V_KERNEL clip_to_value_##version##_f32(LISTS, const float *__restrict__ constants) {          \
    Clip clip = {constants[0]};                                                                   \
    update<V, 1>(THE_LISTS, clip);                                                                \
  }                                                                                               \
  V2V_KERNEL unscale_##version##_f32(LISTS, const float *__restrict__ constants,                  \
                                     float *__restrict__ overflow) {                              \
    Unscale unscale = {constants[0], overflow};                                                   \
    update<V, 1>(THE_LISTS, unscale);                                                             \
  }                                                                                               \
  V2V_KERNEL gradient_norm_##version##_f32(LISTS, float *__restrict__ partial, int kind) {        \
    gradient_norm<V>(THE_LISTS, partial, kind);                                                   \
  }

ENTRIES(v1, 1)
ENTRIES(v2, 4)
