package dev.v2v.engine.ptx.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.v2v.kernels.KernelCatalogue;
import dev.v2v.kernels.KernelFamily;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every packaged kernel is understood to its last instruction. */
class PackagedKernelsTest {
  @TestFactory
  Stream<DynamicTest> families() {
    return KernelCatalogue.packaged().families().stream()
        .map(family -> dynamicTest(family.name(), () -> decodes(family)));
  }

  private static void decodes(KernelFamily family) {
    LoadedModule module = new Machine(1).load(family.name(), family.ptx().orElseThrow());
    for (String name : module.module().kernels().keySet()) {
      assertEquals(name, module.kernel(name).name());
    }
  }
}
