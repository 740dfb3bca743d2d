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

  // R values of each column at once: their own moments, then one merge. Fewer divisions, and the
  // loads of all R rows can be in flight together.
  template <int R>
  __device__ __forceinline__ void add(const float (&v)[R][V]) {
    float n = count() + R;
    float share = R / n;
    float weight = share * count();
#pragma unroll
    for (int k = 0; k < V; k++) {
      float mean = 0.0f;
#pragma unroll
      for (int r = 0; r < R; r++) {
        mean += v[r][k];
      }
      mean *= 1.0f / R;
      float squares = 0.0f;
#pragma unroll
      for (int r = 0; r < R; r++) {
        squares += (v[r][k] - mean) * (v[r][k] - mean);
      }
      float d = mean - at[k];
      at[k] += d * share;
      at[V + k] += squares + d * d * weight;
    }
    at[2 * V] = n;
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
