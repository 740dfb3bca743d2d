// How kernels over images split the channels of a pixel: a group of lanes takes one pixel, each lane one
// 16-byte vector of channels after the other, so that neighbouring lanes access neighbouring addresses.
#pragma once

#include "common.cuh"

// The group for C channels in vectors of V. Where C is no multiple of the vector V is 1, and a lane
// walks over at least four channels: what it computes once a pixel should pay.
template <int V>
V2V_DEVICE Lanes lanes_for(int C) {
  return Lanes::of(V == 1 ? C / 4 : C / V);
}

// Makes CALL, in which V is the vector for T if it divides C, else 1. Both are compiled.
#define V2V_BY_VECTOR(T, C, CALL)          \
  if ((C) % Vector<T>::size == 0) {        \
    constexpr int V = Vector<T>::size;     \
    CALL;                                  \
  } else {                                 \
    constexpr int V = 1;                   \
    CALL;                                  \
  }
