// Four consecutive elements at once: 2 x 2 matrices, and pixels of four channels. Their address is
// aligned to the four of them.
#pragma once

#include "common.cuh"

template <>
struct Access<4, bf16> {
  V2V_DEVICE void load(const bf16 *__restrict__ p, float (&v)[4]) {
    ushort4 w = *reinterpret_cast<const ushort4 *>(p);
    v[0] = to_f32(bf16{w.x});
    v[1] = to_f32(bf16{w.y});
    v[2] = to_f32(bf16{w.z});
    v[3] = to_f32(bf16{w.w});
  }

  V2V_DEVICE void store(bf16 *__restrict__ p, const float (&v)[4]) {
    uint2 w;
    round_pair(w.x, v[0], v[1], bf16());
    round_pair(w.y, v[2], v[3], bf16());
    *reinterpret_cast<uint2 *>(p) = w;
  }
};

template <>
struct Access<4, f16> {
  V2V_DEVICE void load(const f16 *__restrict__ p, float (&v)[4]) {
    ushort4 w = *reinterpret_cast<const ushort4 *>(p);
    v[0] = to_f32(f16{w.x});
    v[1] = to_f32(f16{w.y});
    v[2] = to_f32(f16{w.z});
    v[3] = to_f32(f16{w.w});
  }

  V2V_DEVICE void store(f16 *__restrict__ p, const float (&v)[4]) {
    uint2 w;
    round_pair(w.x, v[0], v[1], f16());
    round_pair(w.y, v[2], v[3], f16());
    *reinterpret_cast<uint2 *>(p) = w;
  }
};
