// What is known of V columns side by side, built up row by row and merged.
#pragma once

#include "columns.cuh"

// The rows of one of several splits, as equal as they can be.
struct Rows {
  int first, end;
};

V2V_DEVICE Rows rows_of(int rows, int split, int splits) {
  int part = (rows + splits - 1) / splits;
  return {min(rows, split * part), min(rows, (split + 1) * part)};
}

// at: V means, V sums of squared deviations, the number of values behind each.
template <int V>
struct Moments {
  static const int FLOATS = 2 * V + 1;
  float at[FLOATS];

  __device__ __forceinline__ void clear() {
#pragma unroll
    for (int k = 0; k < FLOATS; k++) {
      at[k] = 0.0f;
    }
  }

  __device__ __forceinline__ float mean(int k) const { return at[k]; }
  __device__ __forceinline__ float squares(int k) const { return at[V + k]; }
  __device__ __forceinline__ float count() const { return at[2 * V]; }

  // Welford's step; the division is one for all columns.
  __device__ __forceinline__ void add(const float (&v)[V]) {
    at[2 * V] += 1.0f;
    float share = 1.0f / count();
#pragma unroll
    for (int k = 0; k < V; k++) {
      float d = v[k] - at[k];
      at[k] += d * share;
      at[V + k] += d * (v[k] - at[k]);
    }
  }

  // Chan's: the difference of the means adds to the deviations.
  __device__ __forceinline__ void merge(const Moments &other) {
    float n = count() + other.count();
    if (n == 0.0f) {
      return;
    }
    float share = other.count() / n;
#pragma unroll
    for (int k = 0; k < V; k++) {
      float d = other.at[k] - at[k];
      at[k] += d * share;
      at[V + k] += other.at[V + k] + d * d * share * count();
    }
    at[2 * V] = n;
  }
};

// at: V sums of a gradient, V sums of it times the normalised value.
template <int V>
struct ColumnSums {
  static const int FLOATS = 2 * V;
  float at[FLOATS];

  __device__ __forceinline__ void clear() {
#pragma unroll
    for (int k = 0; k < FLOATS; k++) {
      at[k] = 0.0f;
    }
  }

  __device__ __forceinline__ void merge(const ColumnSums &other) {
#pragma unroll
    for (int k = 0; k < FLOATS; k++) {
      at[k] += other.at[k];
    }
  }
};
