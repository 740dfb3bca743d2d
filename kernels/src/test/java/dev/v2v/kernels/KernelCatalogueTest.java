package dev.v2v.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelCatalogueTest {
  private static final KernelCatalogue PACKAGED = KernelCatalogue.packaged();
  private static final Path SOURCES =
      Path.of(System.getProperty("v2v.root", ".."), "kernels/src/main");

  private static Set<String> files(String folder, String ending) throws IOException {
    try (Stream<Path> files = Files.list(SOURCES.resolve(folder))) {
      return files
          .map(f -> f.getFileName().toString())
          .filter(f -> f.endsWith(ending))
          .map(f -> f.substring(0, f.length() - ending.length()))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  @Test
  void everySourceAndEveryPtxBelongsToAFamily() throws IOException {
    Set<String> families = new TreeSet<>();
    PACKAGED.families().forEach(f -> families.add(f.name()));
    assertFalse(families.isEmpty());
    assertEquals(families, files("cuda", ".cu"), "families.txt and *.cu");
    assertEquals(families, files("ptx", KernelFamily.PTX), "run KernelBuild");
  }

  @Test
  void packagedPtxIsThatOfTheSources() {
    List<String> stale =
        PACKAGED.families().stream()
            .filter(f -> f.ptx().isEmpty())
            .map(KernelFamily::name)
            .toList();
    assertEquals(
        List.of(), stale, "the PTX of these was built from other sources: run KernelBuild");
  }

  @Test
  void ptxHasExactlyTheDeclaredEntries() {
    for (KernelFamily family : PACKAGED.families()) {
      Set<String> declared = new TreeSet<>();
      family.kernels().forEach(k -> declared.addAll(k.entries()));
      Set<String> compiled = new TreeSet<>();
      family.entries().forEach(e -> compiled.add(e.name()));
      assertFalse(declared.isEmpty(), family.name());
      assertEquals(declared, compiled, family.name());
    }
  }

  @Test
  void versionsOfAKernelTakeTheSameArguments() {
    for (KernelFamily family : PACKAGED.families()) {
      for (KernelInfo kernel : family.kernels()) {
        Set<List<PtxEntry.Type>> signatures =
            family.entries().stream()
                .filter(e -> kernel.entries().contains(e.name()))
                .map(PtxEntry::parameters)
                .collect(Collectors.toSet());
        assertEquals(1, signatures.size(), kernel.name() + ": " + signatures);
      }
    }
  }

  @Test
  void sourcesIncludeNothingButOurHeaders() {
    for (KernelFamily family : PACKAGED.families()) {
      assertFalse(family.source().contains("#include <"), family.name());
      family.headers().forEach((name, text) -> assertFalse(text.contains("#include <"), name));
    }
  }

  @Test
  void costsNeedOnlyTheSizeOfTheTypeAndTheChannels() {
    for (KernelInfo kernel : PACKAGED.kernels()) {
      assertTrue(kernel.block() % 32 == 0 && kernel.block() <= 1024, kernel.name());
      assertFalse(kernel.element().isBlank(), kernel.name());
    }
    KernelInfo sample = PACKAGED.kernel("grid_sample");
    assertEquals(4.5, sample.readBytes().evaluate(java.util.Map.of("S", 4.0, "C", 16.0)));
    assertEquals("grid_sample_v2_bf16", sample.entry("bf16"));
    assertEquals("grid_sample_v1_f32", sample.entry("v1", "f32"));
    assertTrue(sample.deterministic());
    assertFalse(PACKAGED.kernel("grid_sample_backward").deterministic());
  }

  @Test
  void aFolderOverridesSourcesAndTheirPtx(@TempDir Path folder) throws IOException {
    String changed = PACKAGED.family("grid_sample").source() + "// changed\n";
    Files.writeString(folder.resolve("grid_sample.cu"), changed);
    KernelCatalogue mine = KernelCatalogue.withOverrides(folder);
    assertEquals(changed, mine.family("grid_sample").source());
    assertTrue(mine.family("grid_sample").ptx().isEmpty());
    assertTrue(mine.family("sample_bins").ptx().isPresent());
    Files.writeString(folder.resolve("sampling.cuh"), "#pragma once\n#include \"common.cuh\"\n");
    KernelCatalogue header = KernelCatalogue.withOverrides(folder);
    assertTrue(header.family("sample_bins").ptx().isEmpty(), "its header differs");
  }

  @Test
  void foldersThatOverrideNothingAreRefused(@TempDir Path folder) throws IOException {
    assertThrows(
        IllegalArgumentException.class, () -> KernelCatalogue.withOverrides(folder), "empty");
    Files.writeString(folder.resolve("grid_smaple.cu"), "");
    String message =
        assertThrows(IllegalArgumentException.class, () -> KernelCatalogue.withOverrides(folder))
            .getMessage();
    assertTrue(message.endsWith("got grid_smaple.cu"), message);
  }

  @Test
  void unknownNamesAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> PACKAGED.kernel("grid_sample_v1_f32"));
    assertThrows(IllegalArgumentException.class, () -> PACKAGED.family("nothing"));
    KernelInfo sample = PACKAGED.kernel("grid_sample");
    assertThrows(IllegalArgumentException.class, () -> sample.entry("f64"));
    assertThrows(IllegalArgumentException.class, () -> sample.entry("v9", "f32"));
  }
}
