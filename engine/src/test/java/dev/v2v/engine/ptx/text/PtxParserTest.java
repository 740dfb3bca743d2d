package dev.v2v.engine.ptx.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

/** Text to tree, with the parts of PTX that kernels without debug information do not have. */
class PtxParserTest {
  private static PtxModule parse(String text) {
    return PtxParser.parse("test", text);
  }

  @Test
  void linesOfTheSourceThoughTheirFilesAreNamedBehind() {
    PtxModule module =
        parse(
            """
            .visible .entry k()
            {
              .loc 2 17 3
              bar.sync 0;
              .loc 1 40 5, function_name $L__info_string0, inlined_at 2 18 1
              ret;
            }
              .file 1 "/somewhere/common.cuh"
              .file 2 "k.cu"
            .section .debug_str
            {
            $L__info_string0:
            .b8 95,90,0
            }
            """);
    PtxKernel kernel = module.kernels().get("k");
    assertEquals("k.cu:17", kernel.code().get(0).source());
    assertEquals("common.cuh:40", kernel.code().get(1).source());
  }

  @Test
  void operandsOfEveryKind() {
    PtxModule module =
        parse(
            """
            .entry k(.param .align 8 .b8 block[24], .param .u64 .ptr .global p)
            .maxntid 128, 2
            {
              .reg .pred p, %q<3>;
            HERE:
              @!p ld.global.v2.f32 {%f1, %f2}, [%d1+-8];
              shfl.sync.up.b32 %r1|%q2, %r2, 0x1F, -1, 0f3F800000;
              /* two
                 lines */ vote.sync.all.pred p, !%q1, 4294967295;
            }
            """);
    PtxKernel kernel = module.kernels().get("k");
    assertEquals(256, kernel.mostThreads());
    assertEquals(24, kernel.parameters().get(0).bytes());
    assertEquals("pred", kernel.registers().get("%q2"));
    assertEquals(0, kernel.labels().get("HERE"));
    assertEquals("@!p ld.global.v2.f32 {%f1, %f2}, [%d1+-8]", kernel.code().get(0).toString());
    assertEquals(
        "shfl.sync.up.b32 %r1|%q2, %r2, 31, -1, 0f3F800000", kernel.code().get(1).toString());
    assertEquals("vote.sync.all.pred p, !%q1, 4294967295", kernel.code().get(2).toString());
    assertEquals(9, kernel.code().get(2).line());
  }

  @Test
  void variablesWithContent() {
    PtxModule module = parse(".global .align 4 .u16 table[3] = {1, 0x203};\n.shared .b32 word;");
    assertArrayEquals(new byte[] {1, 0, 3, 2}, module.variables().get(0).initial());
    assertEquals(6, module.variables().get(0).bytes());
    assertEquals("shared", module.variables().get(1).space());
  }

  @Test
  void mistakesNameTheirLine() {
    assertEquals(
        "test.ptx:2: directive .func is not offered",
        assertThrows(PtxException.class, () -> parse("\n.func f()\n{\n}\n")).getMessage());
    assertEquals(
        "test.ptx:3: must have a type of a variable, got 'u31'",
        assertThrows(PtxException.class, () -> parse(".entry k()\n{\n.local .u31 x;\n}"))
            .getMessage());
    assertEquals(
        "test.ptx:3: must have more text, got the end",
        assertThrows(PtxException.class, () -> parse(".entry k()\n{\nret;")).getMessage());
  }
}
