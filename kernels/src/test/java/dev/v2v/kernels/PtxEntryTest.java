package dev.v2v.kernels;

import static dev.v2v.kernels.PtxEntry.Type.BITS64;
import static dev.v2v.kernels.PtxEntry.Type.FLOAT32;
import static dev.v2v.kernels.PtxEntry.Type.INT32;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class PtxEntryTest {
  @Test
  void readsTypesInOrder() {
    String ptx =
        """
        .version 8.0
        .visible .entry first(
        \t.param .u64 .ptr .align 1 first_param_0,
        \t.param .u32 first_param_1,
        \t.param .f32 first_param_2
        )
        .maxntid 256, 1, 1
        { ret; }
        .visible .entry second()
        { ret; }
        """;
    assertEquals(
        List.of(
            new PtxEntry("first", List.of(BITS64, INT32, FLOAT32)),
            new PtxEntry("second", List.of())),
        PtxEntry.parse(ptx));
  }

  @Test
  void structuresAreRefused() {
    String ptx = ".visible .entry bad(\n\t.param .align 8 .b8 bad_param_0[16]\n)\n{ ret; }";
    assertThrows(IllegalArgumentException.class, () -> PtxEntry.parse(ptx));
  }
}
