package dev.v2v.engine.backend.cuda.jcuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
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

  private static final String OPERANDS =
      ", 1000 1 2 3 4 5, 1001 0x1000 0x2000 0x4000 0x5000 0x3000, 1003 0xa000";

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

    List<String> half = between(lines, "bf16", "leaky");
    assertTrue(half.contains("math 1"));
    assertFalse(half.contains("math 3"));
    assertTrue(half.contains("filter 0x111 format 1 type 9: 6 2 3 5"), half::toString);
    assertTrue(half.contains("offer data 0x111 0x10f 0x112 0x10e"), half::toString);
    assertTrue(half.contains("data w 0x2000 dy 0x6000 algo 0 dx 0x7000"), half::toString);
    assertTrue(half.contains("weight x 0x1000 dy 0x6000 algo 0 dw 0x8000"), half::toString);

    activated(lines);
    Files.write(choices(), List.of(chosen().replace("0:0:1 Key", "2:512:0 Key")));
    assertEquals(
        List.of("#35 operands" + OPERANDS, "execute 0xd0 #34" + OPERANDS, "gone operands 35"),
        between(recorder.java(LibraryProbe.class), "leaky", "tanh").stream()
            .filter(line -> line.contains("operands") || line.startsWith("execute"))
            .toList(),
        "what was chosen before runs at once");

    // Row-major products are the transposed ones of cuBLAS: operands and extents change places.
    List<String> gemm = lines.stream().filter(l -> l.startsWith("gemm")).toList();
    assertEquals(
        List.of(
            "gemm 1 0, 7 5 3, 1 0x2000 14 3 0, 0x1000 14 3 15, 0 0x3000 14 7 35, 4 68 -1",
            "gemm 1 0, 7 5 3, 1 0x2000 2 3 0, 0x1000 2 3 0, 0 0x3000 0 7 35, 1 68 -1", // to float32
            "gemm 0 1, 7 5 3, 1 0x2000 0 7 0, 0x1000 0 5 0, 0 0x3000 0 7 35, 1 77 -1"),
        gemm);
  }

  /**
   * A graph of cuDNN is described, its plans are tried beside doing without, the rest is kept out.
   */
  private static void activated(List<String> lines) {
    List<String> leaky = between(lines, "leaky", "tanh");
    assertEquals(
        List.of(
            "#0 tensor, 901 1:0, 902 2 6 4 9, 903 216 1 54 6, 906 100, 900 16, 907 true",
            "#1 convolution, 100 1:0, 101 7:1, 106 2, 102 1 1, 103 2 1, 105 1 2, 104 1 2",
            "#2 tensor, 901 1:9, 902 2 4 8 9, 903 288 1 36 4, 906 1, 900 16",
            "#3 tensor, 901 1:9, 902 6 2 3 5, 903 30 1 10 2, 906 2, 900 16", // two groups
            "#4 convolve, 702 #1, 704 #2, 703 #3, 705 #0, 700 1f, 701 0f",
            "#5 tensor, 901 1:9, 902 2 6 4 9, 903 216 1 54 6, 906 4, 900 16",
            "#6 tensor, 901 1:0, 902 2 6 4 9, 903 216 1 54 6, 906 101, 900 16, 907 true",
            "#7 pointwise, 0 14:0, 1 1:0",
            "#8 apply, 750 #7, 751 #0, 753 #6, 752 #5", // + residual
            "#9 tensor, 901 1:9, 902 1 6 1 1, 903 6 1 6 6, 906 3, 900 16",
            "#10 tensor, 901 1:0, 902 2 6 4 9, 903 216 1 54 6, 906 102, 900 16, 907 true",
            "#11 pointwise, 0 14:0, 1 1:0",
            "#12 apply, 750 #11, 751 #6, 753 #10, 752 #9", // + bias
            "#13 pointwise, 0 14:100, 1 1:0, 5 0.25",
            "#14 tensor, 901 1:9, 902 2 6 4 9, 903 216 1 54 6, 906 5, 900 16",
            "#15 apply, 750 #13, 751 #10, 753 #14",
            "#16 graph, 800 0xd0, 801 #4 #8 #12 #15",
            "#17 estimate, 201 #16, 200 8:0",
            "get #17 202, type 15, up to 16"),
        leaky.subList(1, 20));
    assertEquals(
        List.of("#34 plan, 400 0xd0, 401 #18", "#35 plan, 400 0xd0, 401 #19"),
        leaky.stream().filter(l -> l.contains(" plan, ")).toList());
    assertEquals(
        4,
        leaky.stream().filter(l -> l.equals("execute 0xd0 #35" + OPERANDS)).count(),
        "the second");
    assertEquals(
        5, leaky.stream().filter(l -> l.equals("separately")).count(), "as fast, and first");

    List<String> tanh = between(lines, "tanh", "strict");
    assertTrue(tanh.contains("#44 convolve, 702 #41, 704 #42, 703 #43, 705 #40, 700 1f, 701 0f"));
    assertTrue(tanh.contains("#45 pointwise, 0 14:101, 1 1:0"), tanh::toString);
    assertTrue(tanh.contains("#48 graph, 800 0xd0, 801 #44 #47"), tanh::toString);
    List<String> kept = List.of("stream 0xd0 0x5000", "separately");
    assertEquals(kept, between(lines, "strict", "odd"), "nothing keeps TF32 out of a graph");
    assertEquals(kept, after(lines, "odd", 2), "an address that is no multiple of 16");
  }

  private Path choices() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("cache/algorithms"))) {
      return files.filter(f -> f.toString().endsWith(".txt")).findFirst().orElseThrow();
    }
  }

  private String chosen() throws IOException {
    return Files.readAllLines(choices()).stream()
        .filter(line -> line.contains("pass=FORWARD_BIAS_RESIDUAL_leaky_relu(0.25)"))
        .findFirst()
        .orElseThrow();
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
