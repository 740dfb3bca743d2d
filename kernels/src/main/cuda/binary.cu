// binary: y = f(a, b) with broadcasting, and its backward before the sums over broadcast
// dimensions.
//
//   gradA = gradOut df/da,  gradB = gradOut df/db
//
// Layout  y and all gradients dense, n elements over the extents of strided.cuh; a and b by
//         strides, 1 or 0 along the last extent. `function` is numbered as BinaryFunction. gradA
//         or gradB may be null: nobody asked. y may be an operand that is not broadcast: hence no
//         __restrict__ there.
//
// Thread map  v1 one thread an element
//             v2 one thread a 16-byte vector along the last extent where that is a multiple of
//                one, so an index is unravelled once for 4 or 8 elements; otherwise as v1
// Determinism exact.
// Limits      n below 2^31: the host launches once for each outermost index beyond it.

#include "strided.cuh"

// In the order of Binary.Function.
enum BinaryFunction { ADD, SUB, MUL, DIV, MAX, MIN };

V2V_DEVICE float binary(int function, float a, float b) {
  switch (function) {
    case ADD:
      return a + b;
    case SUB:
      return a - b;
    case MUL:
      return a * b;
    case DIV:
      return a / b;
    case MAX:
      return a > b || a != a ? a : b;  // NaN wins
    default:
      return a < b || a != a ? a : b;
  }
}

V2V_DEVICE float binary_grad_a(int function, float a, float b) {
  switch (function) {
    case MUL:
      return b;
    case DIV:
      return 1.0f / b;
    case MAX:
      return a > b ? 1.0f : a == b ? 0.5f : 0.0f;
    case MIN:
      return a < b ? 1.0f : a == b ? 0.5f : 0.0f;
    default:
      return 1.0f;
  }
}

V2V_DEVICE float binary_grad_b(int function, float a, float b) {
  switch (function) {
    case SUB:
      return -1.0f;
    case MUL:
      return a;
    case DIV:
      return -a / (b * b);
    case MAX:
    case MIN:
      return binary_grad_a(function, b, a);
    default:
      return 1.0f;
  }
}

template <int V, typename T>
V2V_DEVICE void forward(const T *a, const T *b, T *y, int n, const Extents &extents,
                        const Strides &sa, const Strides &sb, int function) {
  V2V_FOR_EACH(i, n / V) {
    Position p = unravel(i, extents);
    float va[V], vb[V];
    load_strided<V>(a, p, sa, va);
    load_strided<V>(b, p, sb, vb);
#pragma unroll
    for (int k = 0; k < V; k++) {
      va[k] = binary(function, va[k], vb[k]);
    }
    store<V>(y + i * V, va);
  }
}

template <int V, typename T>
V2V_DEVICE void backward(const T *__restrict__ gradOut, const T *__restrict__ a,
                         const T *__restrict__ b, T *__restrict__ gradA, T *__restrict__ gradB,
                         int n, const Extents &extents, const Strides &sa, const Strides &sb,
                         int function) {
  V2V_FOR_EACH(i, n / V) {
    Position p = unravel(i, extents);
    float g[V], va[V], vb[V], out[V];
    load<V>(gradOut + i * V, g);
    load_strided<V>(a, p, sa, va);
    load_strided<V>(b, p, sb, vb);
    if (gradA != nullptr) {
#pragma unroll
      for (int k = 0; k < V; k++) {
        out[k] = g[k] * binary_grad_a(function, va[k], vb[k]);
      }
      store<V>(gradA + i * V, out);
    }
    if (gradB != nullptr) {
#pragma unroll
      for (int k = 0; k < V; k++) {
        out[k] = g[k] * binary_grad_b(function, va[k], vb[k]);
      }
      store<V>(gradB + i * V, out);
    }
  }
}

//! kernel binary  op=binary  dtypes=f32,bf16,f16  versions=v1,v2  default=v2  element=one element of y, a and b as large  read=2*S  write=S  flops=1  deterministic=yes  block=256
//! kernel binary_backward  op=binary_backward  dtypes=f32,bf16,f16  versions=v1,v2  default=v2  element=one element of gradOut, a and b as large  read=3*S  write=2*S  flops=4  deterministic=yes  block=256

#define FORWARD(T)                                                                     \
  const T *a, const T *b, T *y, int n, V2V_EXTENTS(d), V2V_STRIDES(a), V2V_STRIDES(b), \
      int function
#define BACKWARD(T)                                                                        \
  const T *__restrict__ gradOut, const T *__restrict__ a, const T *__restrict__ b,         \
      T *__restrict__ gradA, T *__restrict__ gradB, int n, V2V_EXTENTS(d), V2V_STRIDES(a), \
      V2V_STRIDES(b), int function

// Launches with vectors of V along the last extent.
#define RUN_FORWARD(V) \
  forward<V>(a, b, y, n, V2V_EXTENTS_BY(d, V), V2V_STRIDES_OF(a), V2V_STRIDES_OF(b), function)
#define RUN_BACKWARD(V)                                                                \
  backward<V>(gradOut, a, b, gradA, gradB, n, V2V_EXTENTS_BY(d, V), V2V_STRIDES_OF(a), \
              V2V_STRIDES_OF(b), function)

#define ENTRIES(T, suffix)                                                 \
  V2V_KERNEL binary_v1_##suffix(FORWARD(T)) { RUN_FORWARD(1); }            \
  V2V_KERNEL binary_v2_##suffix(FORWARD(T)) {                              \
    if (d5 % Vector<T>::size == 0) {                                       \
      RUN_FORWARD(Vector<T>::size);                                        \
    } else {                                                               \
      RUN_FORWARD(1);                                                      \
    }                                                                      \
  }                                                                        \
  V2V_KERNEL binary_backward_v1_##suffix(BACKWARD(T)) { RUN_BACKWARD(1); } \
  V2V_KERNEL binary_backward_v2_##suffix(BACKWARD(T)) {                    \
    if (d5 % Vector<T>::size == 0) {                                       \
      RUN_BACKWARD(Vector<T>::size);                                       \
    } else {                                                               \
      RUN_BACKWARD(1);                                                     \
    }                                                                      \
  }

V2V_FLOAT_TYPES(ENTRIES)
