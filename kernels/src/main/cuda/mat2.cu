// mat2: inverses of 2 x 2 matrices, in closed form.
//
//   mat2_inverse           y = ((d, -b), (-c, a)) / (a d - b c)
//   mat2_inverse_backward  gradA = -y^T g y^T
//
// Layout  (..., 2, 2), `matrices` of them.
// Thread map  v1 one thread a matrix, 16 bytes of float32 or 8 of a 16-bit type.
// Determinism exact. A singular matrix gives infinities or NaN.

#include "motion.cuh"
#include "quad.cuh"

template <typename T>
V2V_DEVICE Mat2 read_matrix(const T *__restrict__ m, unsigned int i) {
  float v[4];
  load<4>(m + 4LL * i, v);
  return Mat2{v[0], v[1], v[2], v[3]};
}

template <typename T>
V2V_DEVICE void write_matrix(T *__restrict__ m, unsigned int i, Mat2 a) {
  float v[4] = {a.xx, a.xy, a.yx, a.yy};
  store<4>(m + 4LL * i, v);
}

//! kernel mat2_inverse  op=mat2_inverse  dtypes=f32,bf16,f16  versions=v1  default=v1  element=one matrix  read=4*S  write=4*S  flops=7  deterministic=yes  block=256
//! kernel mat2_inverse_backward  op=mat2_inverse_backward  dtypes=f32,bf16,f16  versions=v1  default=v1  element=one matrix  read=8*S  write=4*S  flops=28  deterministic=yes  block=256

#define ENTRIES(T, suffix)                                                                        \
  V2V_KERNEL mat2_inverse_v1_##suffix(const T *__restrict__ a, T *__restrict__ y, int matrices) { \
    V2V_FOR_EACH(i, matrices) { write_matrix(y, i, mat2_inverse(read_matrix(a, i))); }            \
  }                                                                                               \
  V2V_KERNEL mat2_inverse_backward_v1_##suffix(const T *__restrict__ gradOut,                     \
                                               const T *__restrict__ inverse,                     \
                                               T *__restrict__ gradA, int matrices) {             \
    V2V_FOR_EACH(i, matrices) {                                                                   \
      Mat2 t = mat2_transposed(read_matrix(inverse, i));                                          \
      Mat2 g = mat2_times(mat2_times(t, read_matrix(gradOut, i)), t);                             \
      write_matrix(gradA, i, Mat2{-g.xx, -g.xy, -g.yx, -g.yy});                                   \
    }                                                                                             \
  }

V2V_FLOAT_TYPES(ENTRIES)
