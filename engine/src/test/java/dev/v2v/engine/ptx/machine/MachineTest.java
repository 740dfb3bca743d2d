package dev.v2v.engine.ptx.machine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.v2v.engine.backend.cuda.driver.LaunchShape;
import dev.v2v.engine.ptx.text.PtxException;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Control flow, what lanes tell each other, and operations whose edges differ from Java's. */
class MachineTest {
  private static int[] words(int count) {
    return IntStream.range(0, count).toArray();
  }

  private static int[] bits(float... values) {
    int[] bits = new int[values.length];
    Arrays.setAll(bits, i -> Float.floatToRawIntBits(values[i]));
    return bits;
  }

  @Test
  void loopsOfDifferentLengthsWithBranchesInside() {
    // Steps of the Collatz sequence of tid + 1: a loop and a branch in it, both divergent.
    int[] steps =
        PtxRig.map(
            """
              add.s32 %r1, %r1, 1;
              mov.u32 %r2, 0;
            LOOP:
              setp.eq.s32 %p1, %r1, 1;
              @%p1 bra DONE;
              and.b32 %r3, %r1, 1;
              setp.eq.s32 %p2, %r3, 0;
              @%p2 bra EVEN;
              mad.lo.s32 %r1, %r1, 3, 1;
              bra.uni NEXT;
            EVEN:
              shr.u32 %r1, %r1, 1;
            NEXT:
              add.s32 %r2, %r2, 1;
              bra.uni LOOP;
            DONE:
              mov.u32 %r4, %r2;
            """,
            "%r1", "%r4", words(100));
    int[] expected = new int[100];
    for (int i = 0; i < 100; i++) {
      for (int n = i + 1; n != 1; n = n % 2 == 0 ? n / 2 : 3 * n + 1) {
        expected[i]++;
      }
    }
    assertArrayEquals(expected, steps);
  }

  @Test
  void lanesThatPartedRunTogetherAgain() {
    PtxRig rig = new PtxRig(4);
    LaunchProfile profile =
        rig.run(
            """
              mov.u32 %r0, %tid.x;
              setp.lt.u32 %p1, %r0, 7;
              @%p1 bra LOW;
              mov.u32 %r1, 1;
              bra.uni JOIN;
            LOW:
              mov.u32 %r1, 2;
            JOIN:
              add.s32 %r2, %r1, 1;
            """,
            32);
    // 3 + (2 + 1) + 1 and the return: what follows the join is issued once.
    assertEquals(8, profile.warpInstructions());
    assertEquals(3 * 32 + 25 * 2 + 7 + 32 + 32, profile.laneInstructions());
    assertEquals(1, profile.divergences());
  }

  @Test
  void shuffles() {
    int[] butterfly =
        PtxRig.map("  shfl.sync.bfly.b32 %r2|%p1, %r1, 5, 31, -1;", "%r1", "%r2", words(32));
    assertArrayEquals(IntStream.range(0, 32).map(i -> i ^ 5).toArray(), butterfly);
    // Segments of 8 lanes: the mask of c is 24, its clamp 0 for up.
    int[] up =
        PtxRig.map(
            """
              shfl.sync.up.b32 %r2|%p1, %r1, 3, 6144, -1;
              selp.b32 %r2, %r2, -1, %p1;
            """,
            "%r1", "%r2", words(32));
    assertArrayEquals(IntStream.range(0, 32).map(i -> i % 8 < 3 ? -1 : i - 3).toArray(), up);
    int[] down = PtxRig.map("  shfl.sync.down.b32 %r2, %r1, 2, 6175, -1;", "%r1", "%r2", words(32));
    assertArrayEquals(IntStream.range(0, 32).map(i -> i % 8 < 6 ? i + 2 : i).toArray(), down);
  }

  @Test
  void votes() {
    int[] ballot =
        PtxRig.map(
            """
              setp.gt.s32 %p1, %r1, 28;
              vote.sync.ballot.b32 %r2, %p1, -1;
              vote.sync.any.pred %p2, %p1, -1;
              vote.sync.all.pred %p3, !%p1, -1;
              selp.b32 %r3, 2, 1, %p2;
              selp.b32 %r3, 5, %r3, %p3;
              xor.b32 %r2, %r2, %r3;
            """,
            "%r1", "%r2", words(32));
    assertEquals(0xe0000000 ^ 2, ballot[17]);
  }

  @Test
  void integerEdges() {
    int[] in = {0, 1, -1, Integer.MIN_VALUE, Integer.MAX_VALUE, 31, 32, 33};
    assertArrayEquals(
        new int[] {1, 2, 0, 0, 0, 0x80000000, 0, 0},
        PtxRig.map("  shl.b32 %r2, 1, %r1;", "%r1", "%r2", in));
    assertArrayEquals(
        new int[] {0, 0, -1, -1, 0, 0, 0, 0},
        PtxRig.map("  shr.s32 %r2, %r1, 40;", "%r1", "%r2", in));
    assertArrayEquals(
        new int[] {0, 0, 0xfffffffe, 0x7fffffff, 0x7ffffffe, 30, 31, 32},
        PtxRig.map("  mul.hi.u32 %r2, %r1, -1;", "%r1", "%r2", in));
    assertArrayEquals(
        new int[] {0x04030201, 0x04030201}, // the bytes the other way round
        PtxRig.map("  prmt.b32 %r2, %r1, 0, 291;", "%r1", "%r2", 0x01020304, 0x01020304));
  }

  @Test
  void floatEdges() {
    float nan = Float.NaN;
    assertArrayEquals(
        bits(0, 3, -0f),
        PtxRig.map("  min.f32 %f2, %f1, 0f40400000;", "%f1", "%f2", bits(0, nan, -0f)));
    assertArrayEquals(
        bits(0, 1, 0.5f, 0),
        PtxRig.map("  cvt.sat.f32.f32 %f2, %f1;", "%f1", "%f2", bits(-1, 7, 0.5f, nan)));
    assertArrayEquals(
        new int[] {0, Integer.MAX_VALUE, -3, 2, 2, 0},
        PtxRig.map(
            "  cvt.rni.s32.f32 %r2, %f1;", "%f1", "%r2", bits(0, 1e20f, -2.6f, 2.5f, 1.5f, nan)));
    assertArrayEquals(
        new int[] {0, -1, 1},
        PtxRig.map("  cvt.rzi.u32.f32 %r2, %f1;", "%f1", "%r2", bits(-5, 1e20f, 1.9f)));
    assertArrayEquals(
        bits(0, 1, Float.POSITIVE_INFINITY, 0),
        PtxRig.map(
            "  ex2.approx.ftz.f32 %f2, %f1;",
            "%f1", "%f2", bits(Float.NEGATIVE_INFINITY, Float.MIN_VALUE, 200, -140)));
    assertArrayEquals(
        bits(-2, 2), PtxRig.map("  copysign.f32 %f2, %f1, 0f40000000;", "%f1", "%f2", bits(-1, 1)));
  }

  @Test
  void halvesOfAWord() {
    assertArrayEquals(
        new int[] {0x3c00_4000, 0x3c00_7bff},
        PtxRig.map(
            """
              cvt.rn.f16.f32 %h1, %f1;
              mov.b16 %h2, 15360;
              mov.b32 %r2, {%h1, %h2};
            """,
            "%f1", "%r2", bits(2, 65519)));
  }

  @Test
  void innerScopesHideOuterRegisters() {
    assertArrayEquals(
        new int[] {6},
        PtxRig.map(
            "  { .reg .b32 %r2; mov.u32 %r2, 9; }\n  add.s32 %r2, %r1, 1;", "%r1", "%r2", 5));
  }

  @Test
  void atomicsOfABlockAndOfAGrid() {
    PtxRig rig = new PtxRig(8);
    rig.out().putInt(0, 0);
    String count =
        """
          .shared .align 4 .u32 sum;
          ld.param.u64 %d0, [out];
          mov.u32 %r0, %tid.x;
          setp.eq.u32 %p1, %r0, 0;
          @%p1 st.shared.u32 [sum], 0;
          bar.sync 0;
          atom.shared.add.u32 %r1, [sum], %r0;
          bar.sync 0;
          ld.shared.u32 %r2, [sum];
          @%p1 red.global.add.u32 [%d0], %r2;
        """;
    rig.run(count, 0, LaunchShape.of(5, 96), new Schedule(3));
    assertEquals(5 * 95 * 96 / 2, rig.out().getInt(0));
  }

  @Test
  void whatIsNotOfferedIsRefusedByLineAndOpcode() {
    PtxException e =
        assertThrows(
            PtxException.class, () -> new PtxRig(4).run("  tex.2d.v4.f32.f32 %f1, %f2;", 1));
    assertEquals(
        "test.ptx:11: tex.2d.v4.f32.f32: is not offered, got 'tex.2d.v4.f32.f32 %f1, %f2'",
        e.getMessage());
  }
}
