package dev.v2v.engine.backend.cuda.natives;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.engine.DeviceException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rebinding, on the very libraries that JCuda ships. */
class ElfFileTest {
  private static ElfFile shipped(Binding binding) {
    return new ElfFile(
        binding.fileName(), NativeLibraries.rebound(binding, Optional.empty()).clone());
  }

  @ParameterizedTest
  @EnumSource(
      value = Binding.class,
      names = {"NVRTC", "CUBLAS", "CUDNN"})
  void everyOtherVersionIsReached(Binding binding) {
    CudaLibrary library = binding.library().orElseThrow();
    String from = library.boundSoname();
    for (int major : library.majors()) {
      String to = library.soname(major);
      FoundLibrary found = new FoundLibrary(library, major, Path.of("/nowhere", to));
      byte[] content = NativeLibraries.rebound(binding, Optional.of(found));
      ElfFile rebound = new ElfFile(binding.fileName(), content);
      List<String> expected =
          shipped(binding).needed().stream().map(n -> n.equals(from) ? to : n).toList();
      assertEquals(expected, rebound.needed());
      assertEquals(List.of(to), rebound.versionsOf(to));
      assertTrue(rebound.hashesMatch(to), to);
      assertTrue(rebound.versionsOf("libc.so.6").contains("GLIBC_2.2.5"));
      assertTrue(rebound.hashesMatch("libc.so.6"));
    }
  }

  @Test
  void onlyTheNameAndItsHashChange() {
    byte[] before = shipped(Binding.CUDNN).content();
    FoundLibrary found = new FoundLibrary(CudaLibrary.CUDNN, 9, Path.of("libcudnn.so.9"));
    byte[] after = NativeLibraries.rebound(Binding.CUDNN, Optional.of(found));
    assertEquals(before.length, after.length);
    int changed = 0;
    for (int i = 0; i < before.length; i++) {
      changed += before[i] == after[i] ? 0 : 1;
    }
    // One digit of the only copy of the name, and one byte of the hash, whose tail is that digit.
    assertEquals(2, changed);
  }

  @Test
  void theVersionThatIsBoundAlreadyStaysAsShipped() {
    FoundLibrary found = new FoundLibrary(CudaLibrary.NVRTC, 12, Path.of("libnvrtc.so.12"));
    assertArrayEquals(
        shipped(Binding.NVRTC).content(),
        NativeLibraries.rebound(Binding.NVRTC, Optional.of(found)));
  }

  @Test
  void aStaleHashIsNoticed() {
    ElfFile elf = shipped(Binding.NVRTC);
    byte[] content = elf.content();
    byte[] name = "libnvrtc.so.12\0".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    for (int at = 0; at + name.length < content.length; at++) {
      if (Arrays.equals(content, at, at + name.length, name, 0, name.length)) {
        content[at + 13] = '3';
      }
    }
    assertEquals(List.of("libnvrtc.so.13"), elf.versionsOf("libnvrtc.so.13"));
    assertFalse(elf.hashesMatch("libnvrtc.so.13"));
  }

  @Test
  void aLibraryThatIsNotNeededIsRefused() {
    ElfFile elf = shipped(Binding.CUDNN);
    DeviceException e =
        assertThrows(DeviceException.class, () -> elf.rebind("libcublas.so.12", "libcublas.so.13"));
    assertTrue(e.getMessage().contains("must need libcublas.so.12"), e.getMessage());
    assertThrows(DeviceException.class, () -> elf.rebind("libcudnn.so.8", "libcudnn.so.10"));
  }

  @Test
  void damagedFilesAreRefused() {
    byte[] whole = shipped(Binding.CUDNN).content();
    assertThrows(DeviceException.class, () -> new ElfFile("text", new byte[] {35, 33, 47}));
    for (int length : new int[] {0, 63, 64, 200, 5000, 60_000}) {
      byte[] part = Arrays.copyOf(whole, length);
      assertThrows(
          DeviceException.class, () -> new ElfFile("part", part).needed().size(), "" + length);
    }
  }

  @Test
  void theHashIsThatOfSystemV() {
    assertEquals(0x09691a75, ElfFile.hash("GLIBC_2.2.5")); // as every readelf -V prints it
  }
}
