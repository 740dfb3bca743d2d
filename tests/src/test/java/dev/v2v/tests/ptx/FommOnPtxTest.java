package dev.v2v.tests.ptx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.bench.selftest.CaseResult;
import dev.v2v.bench.selftest.CaseResult.Status;
import dev.v2v.bench.selftest.FommCheck;
import dev.v2v.engine.DType;
import dev.v2v.engine.backend.cuda.CudaBackend;
import dev.v2v.engine.backend.ptx.PtxPlatform;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * A small First Order Motion Model from pictures to frames on the interpreted kernels, through the
 * launches, graphs and memory that a GPU would get.
 */
class FommOnPtxTest {
  @Test
  void framesAreTheReferencesAndReplayedOnesTheSame() {
    PtxPlatform platform = new PtxPlatform();
    Set<String> launched = new TreeSet<>();
    platform.driver().observe(profile -> launched.add(profile.kernel().name()));
    CudaBackend backend = new CudaBackend("ptx", platform.platform());
    List<CaseResult> results = new FommCheck(backend).run(DType.FLOAT32, false);
    for (CaseResult result : results) {
      assertEquals(Status.PASSED, result.status(), result::toString);
    }
    assertTrue(results.size() >= 5, () -> results.toString());
    assertTrue(launched.size() >= 15, () -> launched.toString());
  }
}
