// compare: y = a relation b as bytes 0 and 1; where: y = condition ? a : b; and where's backward
// before the sums over broadcast dimensions.
//
//   gradA = condition ? gradOut : 0,  gradB = condition ? 0 : gradOut
//
// Layout  y and gradients dense, n elements over the extents of strided.cuh; a, b and the
//         condition, bytes of which any but 0 is true, by strides. `relation` is numbered as
//         Relation. compare takes b as null for a number instead, whose float64 bits are `scalar`:
//         it is compared in float64, as the host does, since 0.1 is not 0.1f. where moves
//         elements by size.
//
// Thread map  one thread an element. One version: masks are small beside the feature maps they
//             select.
// Determinism exact; NaN is unequal to everything, integers compare exactly.
// Limits      n below 2^31.

#include "strided.cuh"
#include "typed.cuh"

// In the order of Compare.Relation.
enum Relation { LT, LE, GT, GE, EQ, NE };

template <typename N>
V2V_DEVICE bool holds(int relation, N a, N b) {
  switch (relation) {
    case LT:
      return a < b;
    case LE:
      return a <= b;
    case GT:
      return a > b;
    case GE:
      return a >= b;
    case EQ:
      return a == b;
    default:
      return a != b;
  }
}

// A number of the type in which it is compared.
V2V_DEVICE float comparable(float v) { return v; }
V2V_DEVICE float comparable(bf16 v) { return to_f32(v); }
V2V_DEVICE float comparable(f16 v) { return to_f32(v); }
template <typename I>
V2V_DEVICE long long comparable(I v) {
  return v;
}

template <typename T>
V2V_DEVICE void compare(const T *__restrict__ a, const T *__restrict__ b,
                        unsigned char *__restrict__ y, int n, const Extents &extents,
                        const Strides &sa, const Strides &sb, int relation, long long scalar) {
  double number = __longlong_as_double(scalar);
  V2V_FOR_EACH(i, n) {
    Position p = unravel(i, extents);
    auto va = comparable(a[offset(p, sa)]);
    y[i] = b == nullptr ? holds<double>(relation, (double)va, number)
                        : holds(relation, va, comparable(b[offset(p, sb)]));
  }
}

template <typename B>
V2V_DEVICE void where(const B *__restrict__ a, const B *__restrict__ b,
                      const unsigned char *__restrict__ condition, B *__restrict__ y, int n,
                      const Extents &extents, const Strides &sa, const Strides &sb,
                      const Strides &sc) {
  V2V_FOR_EACH(i, n) {
    Position p = unravel(i, extents);
    y[i] = condition[offset(p, sc)] ? a[offset(p, sa)] : b[offset(p, sb)];
  }
}

template <typename B>
V2V_DEVICE void where_backward(const B *__restrict__ gradOut,
                               const unsigned char *__restrict__ condition, B *__restrict__ gradA,
                               B *__restrict__ gradB, int n, const Extents &extents,
                               const Strides &sc) {
  V2V_FOR_EACH(i, n) {
    bool taken = condition[offset(unravel(i, extents), sc)];
    B g = gradOut[i];
    if (gradA != nullptr) {
      gradA[i] = taken ? g : (B)0;
    }
    if (gradB != nullptr) {
      gradB[i] = taken ? (B)0 : g;
    }
  }
}

//! kernel compare  op=compare  dtypes=f32,bf16,f16,i64,i32,i16,i8,u8  versions=v1  default=v1  element=one element of y, a and b as large  read=2*S  write=1  flops=1  deterministic=yes  block=256
//! kernel where  op=where  dtypes=b8,b16,b32,b64  versions=v1  default=v1  element=one element of y, all inputs as large  read=2*S+1  write=S  flops=0  deterministic=yes  block=256
//! kernel where_backward  op=where_backward  dtypes=b16,b32  versions=v1  default=v1  element=one element of gradOut, condition as large  read=S+1  write=2*S  flops=0  deterministic=yes  block=256

#define COMPARE_ENTRIES(T, suffix)                                                               \
  V2V_KERNEL compare_v1_##suffix(const T *__restrict__ a, const T *__restrict__ b,               \
                                 unsigned char *__restrict__ y, int n, V2V_EXTENTS(d),           \
                                 V2V_STRIDES(a), V2V_STRIDES(b), int relation,                   \
                                 long long scalar) {                                             \
    compare<T>(a, b, y, n, V2V_EXTENTS_BY(d, 1), V2V_STRIDES_OF(a), V2V_STRIDES_OF(b), relation, \
               scalar);                                                                          \
  }

V2V_ALL_TYPES(COMPARE_ENTRIES)

#define WHERE_ENTRIES(B, suffix)                                                                \
  V2V_KERNEL where_v1_##suffix(const B *__restrict__ a, const B *__restrict__ b,                \
                               const unsigned char *__restrict__ condition, B *__restrict__ y,  \
                               int n, V2V_EXTENTS(d), V2V_STRIDES(a), V2V_STRIDES(b),           \
                               V2V_STRIDES(c)) {                                                \
    where<B>(a, b, condition, y, n, V2V_EXTENTS_BY(d, 1), V2V_STRIDES_OF(a), V2V_STRIDES_OF(b), \
             V2V_STRIDES_OF(c));                                                                \
  }

V2V_SIZES(WHERE_ENTRIES)

#define WHERE_BACKWARD_ENTRIES(B, suffix)                                                    \
  V2V_KERNEL where_backward_v1_##suffix(const B *__restrict__ gradOut,                       \
                                        const unsigned char *__restrict__ condition,         \
                                        B *__restrict__ gradA, B *__restrict__ gradB, int n, \
                                        V2V_EXTENTS(d), V2V_STRIDES(c)) {                    \
    where_backward<B>(gradOut, condition, gradA, gradB, n, V2V_EXTENTS_BY(d, 1),             \
                      V2V_STRIDES_OF(c));                                                    \
  }

WHERE_BACKWARD_ENTRIES(unsigned short, b16)
WHERE_BACKWARD_ENTRIES(unsigned int, b32)
