// How a block reduces the columns of a (rows, columns) matrix whose columns are neighbours in
// memory: channels of a feature map, most of all.
//
// `width` neighbouring threads take neighbouring vectors of columns, and the block has
// blockDim.x / width such rows of threads, which share the rows of the matrix. Each thread
// keeps an accumulator; the rows of threads are then merged pairwise in a fixed order.
#pragma once

#include "common.cuh"

#define V2V_COLUMN_BLOCK 256  // threads that the scratch memory is for, at most

struct Window {
  int width;   // vectors of columns side by side
  int column;  // this thread's place among them
  int row;     // and among the rows of threads
  int rows;

  // A width that is a power of two up to 32, enough for all columns if that can be.
  V2V_DEVICE Window of(int vectors) {
    int log2 = vectors >= 32 ? 5 : vectors < 2 ? 0 : 32 - __clz(vectors - 1);  // rounded up
    Window w;
    w.width = 1 << log2;
    w.column = threadIdx.x & (w.width - 1);
    w.row = threadIdx.x >> log2;
    w.rows = blockDim.x >> log2;
    return w;
  }

  // One row of threads: every thread has columns of its own.
  V2V_DEVICE Window flat() { return {(int)blockDim.x, (int)threadIdx.x, 0, 1}; }
};

// How many windows cover all columns.
V2V_DEVICE int slabs(const Window &w, int vectors) { return (vectors + w.width - 1) / w.width; }

// A is a struct of A::FLOATS floats `at` with a method merge(const A &). Afterwards row 0 has the
// total of each column. `scratch` is A::FLOATS * V2V_COLUMN_BLOCK floats of shared memory, free
// again when the call returns. All threads of the block take part.
template <typename A>
V2V_DEVICE void merge_rows(const Window &w, A &total, float *scratch) {
  if (w.rows == 1) {
    return;
  }
  int half = 1;
  while (2 * half < w.rows) {
    half *= 2;
  }
  for (; half > 0; half /= 2) {
    if (w.row >= half && w.row < 2 * half) {
#pragma unroll
      for (int k = 0; k < A::FLOATS; k++) {
        scratch[k * V2V_COLUMN_BLOCK + threadIdx.x] = total.at[k];
      }
    }
    __syncthreads();
    if (w.row < half && w.row + half < w.rows) {
      A other;
#pragma unroll
      for (int k = 0; k < A::FLOATS; k++) {
        other.at[k] = scratch[k * V2V_COLUMN_BLOCK + threadIdx.x + half * w.width];
      }
      total.merge(other);
    }
    __syncthreads();
  }
}

// The total of row 0, to all threads of its column.
template <typename A>
V2V_DEVICE void share_rows(const Window &w, A &total, float *scratch) {
  if (w.row == 0) {
#pragma unroll
    for (int k = 0; k < A::FLOATS; k++) {
      scratch[k * V2V_COLUMN_BLOCK + w.column] = total.at[k];
    }
  }
  __syncthreads();
#pragma unroll
  for (int k = 0; k < A::FLOATS; k++) {
    total.at[k] = scratch[k * V2V_COLUMN_BLOCK + w.column];
  }
  __syncthreads();
}
