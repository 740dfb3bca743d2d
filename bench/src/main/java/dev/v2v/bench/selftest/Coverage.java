package dev.v2v.bench.selftest;

import dev.v2v.bench.cases.CaseFamily;
import dev.v2v.bench.cases.OpCase;
import dev.v2v.engine.Backends;
import dev.v2v.engine.DType;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Which kernels the cases reach. */
public final class Coverage {
  /** Kernels that no case can reach, with the reason. */
  static final Map<String, String> DECLARED = Map.of();

  private Coverage() {}

  /** Names of reference kernels that no case launches and nobody declared. */
  public static Set<String> gaps(List<CaseFamily> families) {
    Set<String> gaps = new TreeSet<>(Backends.open("reference").kernels().listing().keySet());
    LaunchLog log = new LaunchLog();
    for (CaseFamily family : families) {
      for (OpCase c : family.cases()) {
        Evaluation.full(
            log.backend(), c, DType.FLOAT32, Evaluation.rounded(c, DType.FLOAT32), DType.FLOAT32);
      }
    }
    log.drain().forEach(launch -> gaps.remove(launch.kernel()));
    gaps.removeAll(DECLARED.keySet());
    return gaps;
  }
}
