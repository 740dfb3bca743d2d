package dev.v2v.engine.backend.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.backend.reference.ReferenceKernels;
import dev.v2v.kernels.KernelCatalogue;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class KernelCoverageTest {
  /** What cuDNN and cuBLAS do alone, and the gradient of a bias, which is a plain reduction. */
  private static final Set<String> WITHOUT =
      Set.of(
          "conv2d_backward_data",
          "conv2d_backward_weight",
          "matmul",
          "conv_transpose2d_backward_bias");

  @Test
  void everyOperatorOfTheReferenceHasAKernel() {
    KernelRegistry reference = new KernelRegistry("reference");
    ReferenceKernels.registerAll(reference);
    Set<String> missing = new TreeSet<>(reference.listing().keySet());
    KernelCatalogue.packaged().kernels().forEach(k -> missing.removeAll(k.ops()));
    assertEquals(new TreeSet<>(WITHOUT), missing);
  }

  @Test
  void kernelsServeOperatorsThatExist() {
    KernelRegistry reference = new KernelRegistry("reference");
    ReferenceKernels.registerAll(reference);
    Set<String> unknown = new TreeSet<>();
    KernelCatalogue.packaged().kernels().forEach(k -> unknown.addAll(k.ops()));
    unknown.removeAll(reference.listing().keySet());
    assertEquals(Set.of(), unknown);
  }
}
