// Functions of one number and their derivatives, side by side; shared by unary and every kernel
// that ends in an activation. A function is chosen once for a vector, so the choice costs little.
#pragma once

#include "common.cuh"

// In the order of Unary.Function; what has no activation says -1.
enum UnaryFunction {
  UNARY_NONE = -1,
  UNARY_NEG,
  UNARY_AFFINE,
  UNARY_ABS,
  UNARY_SIGN,
  UNARY_SQUARE,
  UNARY_SQRT,
  UNARY_RECIPROCAL,
  UNARY_POW,
  UNARY_EXP,
  UNARY_LOG,
  UNARY_SIN,
  UNARY_COS,
  UNARY_RELU,
  UNARY_LEAKY_RELU,
  UNARY_SIGMOID,
  UNARY_TANH,
  UNARY_SOFTPLUS,
  UNARY_CLAMP,
  UNARY_FLOOR,
  UNARY_ROUND
};

// The value, hidden from the optimiser: a loop would otherwise be copied for each value of what does
// not change in it, and kernels grow many times over to save tests that cost next to nothing.
V2V_DEVICE int each_time(int v) {
  asm volatile("" : "+r"(v));
  return v;
}

template <typename T>
V2V_DEVICE const T *each_time(const T *p) {
  asm volatile("" : "+l"(p));
  return p;
}

V2V_DEVICE float sign(float x) { return x > 0.0f ? 1.0f : x < 0.0f ? -1.0f : x; }  // keeps NaN

V2V_DEVICE float relu(float x) { return x <= 0.0f ? 0.0f : x; }  // keeps NaN

V2V_DEVICE float sigmoid(float x) { return 1.0f / (1.0f + expf(-x)); }

V2V_DEVICE float softplus(float x) { return fmaxf(x, 0.0f) + log1pf(expf(-fabsf(x))); }

V2V_DEVICE float clamp(float x, float a, float b) {
  return x != x ? x : fminf(fmaxf(x, a), b);  // fmaxf alone would lose NaN
}

// Functions of hundreds of instructions, which run one element at a time: eight copies of each in
// every kernel would cost more to load than vectors win.
V2V_DEVICE bool is_long(int function) {
  return function == UNARY_POW || function == UNARY_SIN || function == UNARY_COS;
}

// v = function(v); long functions only for V = 1
template <int V>
V2V_DEVICE void apply_unary(int function, float a, float b, float (&v)[V]) {
#define CASE(name, expression)    \
  case name:                      \
    for (int k = 0; k < V; k++) { \
      float x = v[k];             \
      v[k] = expression;          \
    }                             \
    break;
  if constexpr (V == 1) {
    switch (each_time(function)) {
      CASE(UNARY_POW, powf(x, a))
      CASE(UNARY_SIN, sinf(x))
      CASE(UNARY_COS, cosf(x))
    }
  }
  switch (each_time(function)) {
    CASE(UNARY_NEG, -x)
    CASE(UNARY_AFFINE, a * x + b)
    CASE(UNARY_ABS, fabsf(x))
    CASE(UNARY_SIGN, sign(x))
    CASE(UNARY_SQUARE, x * x)
    CASE(UNARY_SQRT, sqrtf(x))
    CASE(UNARY_RECIPROCAL, 1.0f / x)
    CASE(UNARY_EXP, expf(x))
    CASE(UNARY_LOG, logf(x))
    CASE(UNARY_RELU, relu(x))
    CASE(UNARY_LEAKY_RELU, x > 0.0f ? x : a * x)
    CASE(UNARY_SIGMOID, sigmoid(x))
    CASE(UNARY_TANH, tanhf(x))
    CASE(UNARY_SOFTPLUS, softplus(x))
    CASE(UNARY_CLAMP, clamp(x, a, b))
    CASE(UNARY_FLOOR, floorf(x))
    CASE(UNARY_ROUND, rintf(x))
    default:
      break;
  }
#undef CASE
}

// g = g function'(s), s the function's input x or output y, whichever Unary.Function saves.
template <int V>
V2V_DEVICE void apply_unary_grad(int function, float a, float b, const float (&s)[V],
                                 float (&g)[V]) {
#define CASE(name, saved, expression)      \
  case name:                               \
    for (int k = 0; k < V; k++) {          \
      [[maybe_unused]] float saved = s[k]; \
      g[k] *= expression;                  \
    }                                      \
    break;
  if constexpr (V == 1) {
    switch (each_time(function)) {
      CASE(UNARY_POW, x, a * powf(x, a - 1.0f))
      CASE(UNARY_SIN, x, cosf(x))
      CASE(UNARY_COS, x, -sinf(x))
    }
  }
  switch (each_time(function)) {
    CASE(UNARY_NEG, x, -1.0f)
    CASE(UNARY_AFFINE, x, a)
    CASE(UNARY_ABS, x, sign(x))
    CASE(UNARY_SIGN, x, 0.0f)
    CASE(UNARY_SQUARE, x, 2.0f * x)
    CASE(UNARY_SQRT, y, 0.5f / y)
    CASE(UNARY_RECIPROCAL, y, -y * y)
    CASE(UNARY_EXP, y, y)
    CASE(UNARY_LOG, x, 1.0f / x)
    CASE(UNARY_RELU, y, (y > 0.0f ? 1.0f : 0.0f))
    CASE(UNARY_LEAKY_RELU, y, (y > 0.0f ? 1.0f : a))
    CASE(UNARY_SIGMOID, y, y * (1.0f - y))
    CASE(UNARY_TANH, y, 1.0f - y * y)
    CASE(UNARY_SOFTPLUS, x, sigmoid(x))
    CASE(UNARY_CLAMP, x, (x >= a && x <= b ? 1.0f : 0.0f))
    CASE(UNARY_FLOOR, x, 0.0f)
    CASE(UNARY_ROUND, x, 0.0f)
    default:
      break;
  }
#undef CASE
}

// The activations that layers have, few enough to stay inside other kernels: v = act(v).
template <int V>
V2V_DEVICE void activate(int activation, float slope, float (&v)[V]) {
#define CASE(name, expression)    \
  case name:                      \
    for (int k = 0; k < V; k++) { \
      float x = v[k];             \
      v[k] = expression;          \
    }                             \
    break;
  switch (each_time(activation)) {
    CASE(UNARY_RELU, relu(x))
    CASE(UNARY_LEAKY_RELU, x > 0.0f ? x : slope * x)
    CASE(UNARY_SIGMOID, sigmoid(x))
    CASE(UNARY_TANH, tanhf(x))
    default:
      break;
  }
#undef CASE
}

// g = g act'(x), x what was activated: for kernels that recompute it rather than read y.
template <int V>
V2V_DEVICE void activate_grad(int activation, float slope, const float (&before)[V],
                              float (&g)[V]) {
#define CASE(name, expression)    \
  case name:                      \
    for (int k = 0; k < V; k++) { \
      float x = before[k];        \
      g[k] *= expression;         \
    }                             \
    break;
  switch (each_time(activation)) {
    CASE(UNARY_RELU, (x > 0.0f ? 1.0f : 0.0f))
    CASE(UNARY_LEAKY_RELU, (x > 0.0f ? 1.0f : slope))
    CASE(UNARY_SIGMOID, sigmoid(x) * (1.0f - sigmoid(x)))
    CASE(UNARY_TANH, 1.0f - tanhf(x) * tanhf(x))
    default:
      break;
  }
#undef CASE
}
