// unary: y = f(x), and its backward gradX = gradOut f'(saved).
//
// Layout  any shape, n elements. `function` is numbered as in unary.cuh, a and b are its constants.
//         saved is the function's input or output as Unary.Function says, null where it needs
//         neither. y may be x, gradX may be gradOut: hence no __restrict__.
//
// Thread map  v1 one thread an element
//             v2 one thread a 16-byte vector; what is left over is fewer than one vector
// Determinism exact.
// Precision   expf, logf, sinf, cosf, tanhf and log1pf err by 2 ulp at most, powf by 8; the sigmoid
//             and the softplus by a few. No approximate intrinsics.
// Frame       the exact range reduction of sinf and cosf keeps 28 bytes of local memory, which only
//             arguments beyond 1e5 touch.

#include "unary.cuh"

template <int V, typename T>
V2V_DEVICE void unary(const T *x, T *y, long long first, long long count, int function, float a,
                      float b) {
  V2V_FOR_EACH_LONG(i, count) {
    float v[V];
    load<V>(x + first + i * V, v);
    apply_unary<V>(function, a, b, v);
    store<V>(y + first + i * V, v);
  }
}

template <int V, typename T>
V2V_DEVICE void unary_backward(const T *gradOut, const T *saved, T *gradX, long long first,
                               long long count, int function, float a, float b) {
  V2V_FOR_EACH_LONG(i, count) {
    float g[V];
    float s[V] = {};
    load<V>(gradOut + first + i * V, g);
    if (saved != nullptr) {
      load<V>(saved + first + i * V, s);
    }
    apply_unary_grad<V>(function, a, b, s, g);
    store<V>(gradX + first + i * V, g);
  }
}

//! kernel unary  op=unary  dtypes=f32,bf16,f16  versions=v1,v2  default=v2  element=one element of x  read=S  write=S  flops=1  deterministic=yes  block=256
//! kernel unary_backward  op=unary_backward  dtypes=f32,bf16,f16  versions=v1,v2  default=v2  element=one element of x  read=2*S  write=S  flops=2  deterministic=yes  block=256

#define FORWARD(T) const T *x, T *y, long long n, int function, float a, float b
#define BACKWARD(T) \
  const T *gradOut, const T *saved, T *gradX, long long n, int function, float a, float b

// Long functions take the scalar loop.
#define VECTORS (is_long(function) ? 0 : n / V)

#define ENTRIES(T, suffix)                                                                  \
  V2V_KERNEL unary_v1_##suffix(FORWARD(T)) { unary<1>(x, y, 0, n, function, a, b); }        \
  V2V_KERNEL unary_v2_##suffix(FORWARD(T)) {                                                \
    const int V = Vector<T>::size;                                                          \
    unary<V>(x, y, 0, VECTORS, function, a, b);                                             \
    unary<1>(x, y, VECTORS * V, n - VECTORS * V, function, a, b);                           \
  }                                                                                         \
  V2V_KERNEL unary_backward_v1_##suffix(BACKWARD(T)) {                                      \
    unary_backward<1>(gradOut, saved, gradX, 0, n, function, a, b);                         \
  }                                                                                         \
  V2V_KERNEL unary_backward_v2_##suffix(BACKWARD(T)) {                                      \
    const int V = Vector<T>::size;                                                          \
    unary_backward<V>(gradOut, saved, gradX, 0, VECTORS, function, a, b);                   \
    unary_backward<1>(gradOut, saved, gradX, VECTORS * V, n - VECTORS * V, function, a, b); \
  }

V2V_FLOAT_TYPES(ENTRIES)
