package dev.v2v.engine.backend.cuda.ops;

import dev.v2v.engine.DType;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.cuda.launch.Launch;
import dev.v2v.engine.backend.cuda.memory.Scratch;
import java.util.function.UnaryOperator;

/**
 * Which output pixels read which cell of an image, sorted, so that a gradient can be gathered in a
 * fixed order: sample_bins.cu. Lives as long as its scratch memory.
 *
 * @param starts address of where each bin's members start
 * @param members address of the pixels, bin by bin
 */
record SampleBins(long starts, long members) {
  /**
   * Sorts the pixels of a field.
   *
   * @param kind {@code grid} or {@code flow}
   * @param field appends what follows the memory in the kernels' parameters
   */
  static SampleBins build(
      CudaDevice device,
      Scratch scratch,
      String kind,
      Tensor field,
      int images,
      int h,
      int w,
      long pixels,
      UnaryOperator<Launch> parameters) {
    int bins = Math.multiplyExact(h + 1, w + 1);
    long startBytes = aligned((long) images * (bins + 1) * Integer.BYTES);
    long cursorBytes = aligned((long) images * bins * Integer.BYTES);
    long starts = scratch.reserve(startBytes + cursorBytes + pixels * Integer.BYTES);
    long cursors = starts + startBytes;
    long members = cursors + cursorBytes;
    device.zero(starts, startBytes + cursorBytes);
    Launch count =
        device.kernel("sample_bins_count_" + kind, DType.FLOAT32).tensor(field).address(starts);
    parameters.apply(count).over(pixels);
    device
        .kernel("sample_bins_scan", DType.INT32)
        .address(starts)
        .int32(images)
        .int32(bins)
        .int32(pixels / images)
        .blockEach(images);
    Launch fill =
        device
            .kernel("sample_bins_fill_" + kind, DType.FLOAT32)
            .tensor(field)
            .address(starts)
            .address(cursors)
            .address(members);
    parameters.apply(fill).over(pixels);
    device
        .kernel("sample_bins_sort", DType.INT32)
        .address(starts)
        .address(members)
        .int32(images)
        .int32(bins)
        .over((long) images * bins);
    return new SampleBins(starts, members);
  }

  private static long aligned(long bytes) {
    return (bytes + 255) / 256 * 256;
  }
}
