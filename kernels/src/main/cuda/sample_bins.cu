// sample_bins: which output pixels read which cell of an image, sorted, for deterministic gradients.
//
// An output pixel belongs to the bin of its north-west tap. That tap lies at most one cell outside
// the image to the north and west, so an image has B = (H + 1) (W + 1) bins, bin (y0 + 1, x0 + 1) first
// by rows; a cell is read by the pixels of the four bins around it. Pixels that read nothing are in none.
//
// Layout  field (N M, Ho, Wo, 2) float32, a grid or a flow; `pixels` is N M Ho Wo, `perImage` M Ho Wo.
//         starts (N, B + 1) int32: members[starts[n, b] .. starts[n, b + 1]) are the pixels of a bin.
//         members (N M Ho Wo) int32, cursors (N, B) int32.
//
// Order of launches, on one stream: starts and cursors arrive zeroed; count; scan; fill; sort.
//
// Determinism  counts are sums of integers and so exact; fill is not ordered, sort makes it so.
// Thread map   count and fill: one thread a pixel. scan: one block an image. sort: one thread a bin.
// Versions     one each: they move a few bytes a pixel beside the C channels of the gradient itself.

#include "sampling.cuh"

// The bin of a pixel among those of its image, or -1.
V2V_DEVICE int bin_of(const Taps &taps, int W) {
  bool reads = (taps.inX0 || taps.inX1) && (taps.inY0 || taps.inY1);
  return reads ? (taps.y0 + 1) * (W + 1) + taps.x0 + 1 : -1;
}

// Counts into starts[n, b + 1], so that the scan turns counts into starts in place.
template <bool FLOW>
V2V_DEVICE void count_bins(Field<FLOW> field, int *__restrict__ starts, int pixels, int perImage) {
  int bins = (field.H + 1) * (field.W + 1);
  V2V_FOR_EACH(o, pixels) {
    int bin = bin_of(field.at(o).taps, field.W);
    if (bin >= 0) {
      atomicAdd(starts + (long long)(o / perImage) * (bins + 1) + bin + 1, 1);
    }
  }
}

template <bool FLOW>
V2V_DEVICE void fill_bins(Field<FLOW> field, const int *__restrict__ starts,
                          int *__restrict__ cursors, int *__restrict__ members, int pixels,
                          int perImage) {
  int bins = (field.H + 1) * (field.W + 1);
  V2V_FOR_EACH(o, pixels) {
    int bin = bin_of(field.at(o).taps, field.W);
    if (bin >= 0) {
      int n = o / perImage;
      int place = atomicAdd(cursors + (long long)n * bins + bin, 1);
      members[starts[(long long)n * (bins + 1) + bin] + place] = o;
    }
  }
}

//! kernel sample_bins_count_grid  op=grid_sample_backward,occluded_feature_warp_backward  dtypes=f32  versions=v1  default=v1  element=one output pixel  read=8  write=4  flops=40  deterministic=yes  block=256
V2V_KERNEL sample_bins_count_grid_v1_f32(const float *__restrict__ grid, int *__restrict__ starts,
                                         int pixels, int perImage, int H, int W, int reading,
                                         int padding, int align) {
  Field<false> field = {grid, H, W, 0, 0, reading, padding, align};
  count_bins(field, starts, pixels, perImage);
}

//! kernel sample_bins_count_flow  op=flow_warp_backward,flow_warp_blend_backward  dtypes=f32  versions=v1  default=v1  element=one output pixel  read=8  write=4  flops=40  deterministic=yes  block=256
V2V_KERNEL sample_bins_count_flow_v1_f32(const float *__restrict__ flow, int *__restrict__ starts,
                                         int pixels, int H, int W, int padding) {
  Field<true> field = {flow, H, W, H, W, READ_BILINEAR, padding, 1};
  count_bins(field, starts, pixels, H * W);
}

//! kernel sample_bins_fill_grid  op=grid_sample_backward,occluded_feature_warp_backward  dtypes=f32  versions=v1  default=v1  element=one output pixel  read=12  write=8  flops=40  deterministic=no  block=256
V2V_KERNEL sample_bins_fill_grid_v1_f32(const float *__restrict__ grid,
                                        const int *__restrict__ starts, int *__restrict__ cursors,
                                        int *__restrict__ members, int pixels, int perImage, int H,
                                        int W, int reading, int padding, int align) {
  Field<false> field = {grid, H, W, 0, 0, reading, padding, align};
  fill_bins(field, starts, cursors, members, pixels, perImage);
}

//! kernel sample_bins_fill_flow  op=flow_warp_backward,flow_warp_blend_backward  dtypes=f32  versions=v1  default=v1  element=one output pixel  read=12  write=8  flops=40  deterministic=no  block=256
V2V_KERNEL sample_bins_fill_flow_v1_f32(const float *__restrict__ flow,
                                        const int *__restrict__ starts, int *__restrict__ cursors,
                                        int *__restrict__ members, int pixels, int H, int W,
                                        int padding) {
  Field<true> field = {flow, H, W, H, W, READ_BILINEAR, padding, 1};
  fill_bins(field, starts, cursors, members, pixels, H * W);
}

// Turns the counts of each image into starts: an inclusive scan in tiles of the block's size.
//! kernel sample_bins_scan  op=grid_sample_backward,occluded_feature_warp_backward,flow_warp_backward,flow_warp_blend_backward  dtypes=i32  versions=v1  default=v1  element=one bin  read=4  write=4  flops=1  deterministic=yes  block=1024
V2V_KERNEL __launch_bounds__(1024) sample_bins_scan_v1_i32(int *__restrict__ starts, int images,
                                                           int bins, int perImage) {
  __shared__ int warpSums[32];
  int lane = threadIdx.x & 31;
  int warp = threadIdx.x >> 5;
  int warps = blockDim.x >> 5;
  for (int n = blockIdx.x; n < images; n += gridDim.x) {
    int *counts = starts + (long long)n * (bins + 1);
    int before = n * perImage;  // an image's members start where its pixels do
    for (int tile = 0; tile <= bins; tile += blockDim.x) {
      int i = tile + threadIdx.x;
      int sum = i <= bins ? counts[i] : 0;
      for (int step = 1; step < 32; step <<= 1) {
        int other = __shfl_up_sync(0xffffffffu, sum, step);
        sum += lane >= step ? other : 0;
      }
      if (lane == 31) {
        warpSums[warp] = sum;
      }
      __syncthreads();
      int total = 0;
      for (int k = 0; k < warps; k++) {
        sum += k < warp ? warpSums[k] : 0;
        total += warpSums[k];
      }
      if (i <= bins) {
        counts[i] = before + sum;
      }
      before += total;
      __syncthreads();  // warpSums is free again
    }
  }
}

// Restores the heap order below `root` in heap[0 .. size).
V2V_DEVICE void sift_down(int *__restrict__ heap, int root, int size) {
  int value = heap[root];
  for (int child = 2 * root + 1; child < size; child = 2 * root + 1) {
    if (child + 1 < size && heap[child + 1] > heap[child]) {
      child++;
    }
    if (heap[child] <= value) {
      break;
    }
    heap[root] = heap[child];
    root = child;
  }
  heap[root] = value;
}

// Heap sort: most bins have a member or two, but a border can collect thousands.
//! kernel sample_bins_sort  op=grid_sample_backward,occluded_feature_warp_backward,flow_warp_backward,flow_warp_blend_backward  dtypes=i32  versions=v1  default=v1  element=one bin  read=8  write=4  flops=4  deterministic=yes  block=256
V2V_KERNEL sample_bins_sort_v1_i32(const int *__restrict__ starts, int *__restrict__ members,
                                   int images, int bins) {
  V2V_FOR_EACH(i, images * bins) {
    const int *bin = starts + (long long)(i / bins) * (bins + 1) + i % bins;
    int *heap = members + bin[0];
    int size = bin[1] - bin[0];
    for (int root = size / 2 - 1; root >= 0; root--) {
      sift_down(heap, root, size);
    }
    for (int last = size - 1; last > 0; last--) {
      int largest = heap[0];
      heap[0] = heap[last];
      heap[last] = largest;
      sift_down(heap, 0, last);
    }
  }
}
