// Elements of every type that tensors have on a device, and conversions between them.
#pragma once

#include "common.cuh"

// Codes by which entry points choose a type at run time. BOOL is TYPE_U8: a byte.
enum TypeCode { TYPE_F32, TYPE_BF16, TYPE_F16, TYPE_I64, TYPE_I32, TYPE_I16, TYPE_I8, TYPE_U8 };

#define V2V_TYPE_CODES(CASE)                                          \
  CASE(TYPE_F32, float) CASE(TYPE_BF16, bf16) CASE(TYPE_F16, f16)     \
  CASE(TYPE_I64, long long) CASE(TYPE_I32, int) CASE(TYPE_I16, short) \
  CASE(TYPE_I8, signed char) CASE(TYPE_U8, unsigned char)

#define V2V_INTEGER_TYPES(ENTRY)                          \
  ENTRY(long long, i64) ENTRY(int, i32) ENTRY(short, i16) \
  ENTRY(signed char, i8) ENTRY(unsigned char, u8)

#define V2V_ALL_TYPES(ENTRY) V2V_FLOAT_TYPES(ENTRY) V2V_INTEGER_TYPES(ENTRY)

// Storage by size, for kernels that move elements without looking at them.
#define V2V_SIZES(ENTRY)                              \
  ENTRY(unsigned char, b8) ENTRY(unsigned short, b16) \
  ENTRY(unsigned int, b32) ENTRY(unsigned long long, b64)

// N neighbours that one access moves where 16 bytes hold them.
template <int N, typename T>
struct alignas(N * sizeof(T) < 16 ? N * sizeof(T) : 16) Group {
  T at[N];
};

template <typename T>
struct IsFloating {
  static const bool value = false;
};
template <>
struct IsFloating<float> {
  static const bool value = true;
};
template <>
struct IsFloating<bf16> {
  static const bool value = true;
};
template <>
struct IsFloating<f16> {
  static const bool value = true;
};

// To a wide integer: truncated, NaN to 0, saturated at int64.
template <typename From>
V2V_DEVICE long long to_i64(From v) {
  if constexpr (IsFloating<From>::value) {
    float wide = to_f32(v);
    return wide == wide ? __float2ll_rz(wide) : 0;  // the instruction makes INT64_MIN of NaN
  } else {
    return (long long)v;
  }
}

// To int32: integers and numbers beyond it saturate.
template <typename From>
V2V_DEVICE int to_i32(From v) {
  if constexpr (IsFloating<From>::value) {
    return __float2int_rz(to_f32(v));  // NaN to 0
  } else if constexpr (sizeof(From) == 8) {
    return v > 0x7fffffffLL ? 0x7fffffff : v < -0x80000000LL ? (int)-0x80000000LL : (int)v;
  } else {
    return (int)v;
  }
}

template <typename To, typename From>
V2V_DEVICE To convert(From v) {
  if constexpr (IsFloating<To>::value) {
    if constexpr (IsFloating<From>::value) {
      return from_f32<To>(to_f32(v));
    } else if constexpr (sizeof(From) == 8) {
      return from_f32<To>((float)(double)v);  // int64 rounds twice, as on the host
    } else {
      return from_f32<To>((float)v);
    }
  } else if constexpr (sizeof(To) == 8) {
    return to_i64(v);
  } else {
    return (To)to_i32(v);
  }
}

// A float64 as the host rounds it: to floating types through float32, to integers truncated.
template <typename To>
V2V_DEVICE To round_double(double v) {
  if constexpr (IsFloating<To>::value) {
    return from_f32<To>((float)v);
  } else if constexpr (sizeof(To) == 8) {
    return v == v ? __double2ll_rz(v) : 0;
  } else {
    return (To)(v == v ? __double2int_rz(v) : 0);
  }
}
