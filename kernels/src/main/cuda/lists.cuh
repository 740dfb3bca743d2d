// Lists of float32 tensors that one launch walks chunk by chunk; optim.cu describes the tables.
#pragma once

#include "common.cuh"

struct Chunk {
  int tensor;
  int length;
  long long first;  // element of the tensor
};

struct Lists {
  const long long *__restrict__ addresses;  // (lists, tensors)
  const long long *__restrict__ sizes;      // (tensors)
  const int *__restrict__ chunks;           // (count, 2)
  int tensors, count, chunk;

  __device__ __forceinline__ Chunk chunk_at(int c) const {
    Chunk part;
    part.tensor = chunks[2 * c];
    part.first = (long long)chunks[2 * c + 1] * chunk;
    part.length = (int)min((long long)chunk, sizes[part.tensor] - part.first);
    return part;
  }

  // Where a chunk starts in a list, null if the list is absent.
  __device__ __forceinline__ float *start(int list, const Chunk &part) const {
    long long address = addresses[(long long)list * tensors + part.tensor];
    return address == 0 ? nullptr : (float *)address + part.first;
  }
};

// Elements i .. i + V - 1, those from `length` on as 0; i is a multiple of V.
template <int V>
V2V_DEVICE void load_within(const float *__restrict__ x, int i, int length, float (&v)[V]) {
  if (i + V <= length) {
    load<V>(x + i, v);
    return;
  }
#pragma unroll
  for (int k = 0; k < V; k++) {
    v[k] = i + k < length ? x[i + k] : 0.0f;
  }
}

template <int V>
V2V_DEVICE void store_within(float *__restrict__ x, int i, int length, const float (&v)[V]) {
  if (i + V <= length) {
    store<V>(x + i, v);
    return;
  }
#pragma unroll
  for (int k = 0; k < V; k++) {
    if (i + k < length) {
      x[i + k] = v[k];
    }
  }
}

// Gives rule.step one element of each list at a time, and writes back what it changes. Elements of
// a list that is absent or not read are 0.
template <int V, int LISTS, typename R>
V2V_DEVICE void update(const Lists &lists, const R &rule) {
  for (int c = blockIdx.x; c < lists.count; c += gridDim.x) {
    Chunk part = lists.chunk_at(c);
    float *at[LISTS];
#pragma unroll
    for (int l = 0; l < LISTS; l++) {
      at[l] = lists.start(l, part);
    }
    for (int i = threadIdx.x * V; i < part.length; i += blockDim.x * V) {
      float v[LISTS][V] = {};
#pragma unroll
      for (int l = 0; l < LISTS; l++) {
        if (at[l] != nullptr && rule.reads(l)) {
          load_within<V>(at[l], i, part.length, v[l]);
        }
      }
#pragma unroll
      for (int k = 0; k < V; k++) {
        float e[LISTS];
#pragma unroll
        for (int l = 0; l < LISTS; l++) {
          e[l] = v[l][k];
        }
        rule.step(e);
#pragma unroll
        for (int l = 0; l < LISTS; l++) {
          v[l][k] = e[l];
        }
      }
#pragma unroll
      for (int l = 0; l < LISTS; l++) {
        if (at[l] != nullptr && rule.writes(l)) {
          store_within<V>(at[l], i, part.length, v[l]);
        }
      }
    }
  }
}
