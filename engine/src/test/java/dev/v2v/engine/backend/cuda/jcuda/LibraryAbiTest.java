package dev.v2v.engine.backend.cuda.jcuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What arrives at cuDNN 9 and cuBLAS 13 through natives that were linked against 8 and 12, in
 * libraries that only write it down. Needs a C compiler.
 */
class LibraryAbiTest {
  private static final String FORWARD =
      "forward 1 x 0x1000 w 0x2000 algo 0 space (nil) 0 0 y 0x3000";
  private static final String FUSED =
      "fused 1 x 0x1000 w 0x2000 algo 1 space 0xa000 1000 1 z 0x5000 bias 0x4000 act 0x105 y"
          + " 0x3000";

  @TempDir Path directory;

  @Test
  void everythingArrivesAsTheLibrariesWantIt() throws IOException, InterruptedException {
    NativeRecorder recorder = new NativeRecorder(directory);
    recorder.build("recorder.c", "libcuda.so.1");
    recorder.build("cudnn_recorder.c", "libcudnn.so.9");
    recorder.build("cublas_recorder.c", "libcublas.so.13");
    List<String> lines = recorder.java(LibraryProbe.class);

    assertEquals(
        List.of(
            "stream 0xd0 0x5000",
            "tensor 0x100 format 1 type 0: 2 4 8 9", // NHWC, float32, extents as cuDNN orders them
            "tensor 0x101 format 1 type 0: 2 6 4 9",
            "tensor 0x102 format 1 type 0: 1 6 1 1",
            "filter 0x103 format 1 type 0: 6 4 3 5",
            "conv 0x104 pad 1 2 stride 2 1 dilation 1 1 mode 1 type 0",
            "groups 1",
            "math 3", // FMA: strict float32 is not TF32
            "activation 0x105 mode 1 nan 1",
            "activation 0x106 mode 5 nan 1",
            "offer forward 0x100 0x103 0x104 0x101"),
        after(lines, "cuDNN 9.13.0", 11));
    assertEquals(List.of("stream 0xd0 0x5000", FORWARD), after(lines, "again", 2));
    assertTrue(lines.contains(FUSED), "a fused call that is not supported is passed over");
    assertTrue(between(lines, "tf32", "bf16").contains("math 0"));

    List<String> half = between(lines, "bf16", "cuBLAS 13.0.2");
    assertTrue(half.contains("math 1"));
    assertFalse(half.contains("math 3"));
    assertTrue(half.contains("filter 0x111 format 1 type 9: 6 2 3 5"), half::toString);
    assertTrue(half.contains("offer data 0x111 0x10f 0x112 0x10e"), half::toString);
    assertTrue(half.contains("data w 0x2000 dy 0x6000 algo 0 dx 0x7000"), half::toString);
    assertTrue(half.contains("weight x 0x1000 dy 0x6000 algo 0 dw 0x8000"), half::toString);

    // Row-major products are the transposed ones of cuBLAS: operands and extents change places.
    List<String> gemm = lines.stream().filter(l -> l.startsWith("gemm")).toList();
    assertEquals(
        List.of(
            "gemm 1 0, 7 5 3, 1 0x2000 14 3 0, 0x1000 14 3 15, 0 0x3000 14 7 35, 4 68 -1",
            "gemm 0 1, 7 5 3, 1 0x2000 0 7 0, 0x1000 0 5 0, 0 0x3000 0 7 35, 1 77 -1"),
        gemm);
  }

  private static List<String> after(List<String> lines, String mark, int count) {
    int from = lines.indexOf(mark) + 1;
    assertTrue(from > 0 && from + count <= lines.size(), () -> mark + " in " + lines);
    return lines.subList(from, from + count);
  }

  private static List<String> between(List<String> lines, String first, String last) {
    int from = lines.indexOf(first) + 1;
    int to = lines.indexOf(last);
    assertTrue(from > 0 && to >= from, () -> first + " and " + last + " in " + lines);
    return lines.subList(from, to);
  }
}
