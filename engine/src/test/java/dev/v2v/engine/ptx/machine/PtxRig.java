package dev.v2v.engine.ptx.machine;

import dev.v2v.engine.backend.cuda.driver.LaunchShape;
import java.nio.ByteBuffer;

/** A machine for kernels written in tests: one pointer and one integer as parameters. */
final class PtxRig {
  private static final String HEAD =
      """
      .version 8.0
      .target sm_75
      .address_size 64
      .visible .entry k(.param .u64 out, .param .u32 n)
      {
        .reg .pred %p<8>;
        .reg .b16 %h<8>;
        .reg .f32 %f<8>;
        .reg .b32 %r<16>;
        .reg .b64 %d<8>;
      """;

  final Machine machine = new Machine(2);
  private final int bytes;
  private final long out;

  PtxRig(int bytes) {
    this.bytes = bytes;
    out = machine.memory().allocate(bytes, "out");
  }

  /** Line of the first instruction that {@link #run} is given. */
  static final int FIRST_LINE = 11;

  LaunchProfile run(String body, int n, LaunchShape shape, Schedule schedule) {
    LoadedModule module = machine.load("test", HEAD + body + "\n  ret;\n}\n");
    return machine.launch(module.kernel("k"), shape, new long[] {out, n}, schedule);
  }

  LaunchProfile run(String body, int threads) {
    return run(body, threads, LaunchShape.of(1, threads), Schedule.ASCENDING);
  }

  ByteBuffer out() {
    return machine.memory().view(out, bytes);
  }

  /**
   * Runs a body that computes {@code result} of each thread's word of {@code in}, which it finds in
   * {@code source}.
   *
   * @return the words that the threads computed
   */
  static int[] map(String body, String source, String result, int... in) {
    PtxRig rig = new PtxRig(4 * in.length);
    ByteBuffer data = rig.out();
    for (int i = 0; i < in.length; i++) {
      data.putInt(4 * i, in[i]);
    }
    rig.run(
        """
          ld.param.u64 %d0, [out];
          mov.u32 %r0, %tid.x;
          mul.wide.u32 %d1, %r0, 4;
          add.s64 %d0, %d0, %d1;
          ld.global.b32 SOURCE, [%d0];
        """
                .replace("SOURCE", source)
            + body
            + "\n  st.global.b32 [%d0], "
            + result
            + ";",
        in.length);
    int[] words = new int[in.length];
    for (int i = 0; i < in.length; i++) {
      words[i] = rig.out().getInt(4 * i);
    }
    return words;
  }
}
