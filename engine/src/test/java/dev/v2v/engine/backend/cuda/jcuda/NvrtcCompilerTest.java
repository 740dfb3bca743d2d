package dev.v2v.engine.backend.cuda.jcuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.v2v.engine.DeviceException;
import dev.v2v.engine.backend.cuda.driver.KernelCompiler.Compiled;
import dev.v2v.engine.backend.cuda.natives.CudaLibrary;
import dev.v2v.engine.backend.cuda.natives.NativeLibraries;
import dev.v2v.kernels.KernelCatalogue;
import dev.v2v.kernels.KernelFamily;
import dev.v2v.kernels.PtxEntry;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where NVRTC is installed: it needs no GPU. */
class NvrtcCompilerTest {
  @BeforeEach
  void needsNvrtc() {
    assumeTrue(
        NativeLibraries.instance().find(CudaLibrary.NVRTC).isPresent(), "NVRTC is not installed");
  }

  @Test
  void aFamilyBecomesMachineCodeWithTheSamePtxSignatures() {
    KernelFamily family = KernelCatalogue.packaged().family("grid_sample");
    Compiled compiled =
        NvrtcCompiler.open()
            .compile(family.name(), family.source(), family.headers(), KernelFamily.OPTIONS, 90);
    assertEquals(family.entries(), PtxEntry.parse(compiled.ptx()));
    assertTrue(compiled.ptx().contains(".target sm_90"));
    assertEquals(0x7f, compiled.image()[0]); // an ELF file, so no PTX
  }

  @Test
  void aDeviceNewerThanTheCompilerGetsPtx() {
    String source = "extern \"C\" __global__ void k(float *x) { x[0] = 1; }";
    Compiled compiled = NvrtcCompiler.open().compile("k", source, Map.of(), List.of(), 999);
    assertEquals(compiled.ptx().length(), compiled.image().length);
    assertEquals(1, PtxEntry.parse(compiled.ptx()).size());
  }

  @Test
  void errorsComeInTheCompilersWords() {
    DeviceException e =
        assertThrows(
            DeviceException.class,
            () ->
                NvrtcCompiler.open()
                    .compile("oops", "__global__ void k() { x = 1; }", Map.of(), List.of(), 80));
    assertTrue(e.getMessage().startsWith("oops.cu: does not compile"), e.getMessage());
    assertTrue(e.getMessage().contains("oops.cu(1): error: identifier \"x\""), e.getMessage());
  }
}
