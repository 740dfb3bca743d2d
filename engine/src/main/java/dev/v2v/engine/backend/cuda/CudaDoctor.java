package dev.v2v.engine.backend.cuda;

import dev.v2v.engine.DeviceException;
import dev.v2v.engine.Finding;
import dev.v2v.engine.backend.cuda.driver.DeviceInfo;
import dev.v2v.engine.backend.cuda.jcuda.JcudaDevices;
import dev.v2v.engine.backend.cuda.memory.Bytes;
import dev.v2v.engine.backend.cuda.natives.Binding;
import dev.v2v.engine.backend.cuda.natives.CudaLibrary;
import dev.v2v.engine.backend.cuda.natives.FoundLibrary;
import dev.v2v.engine.backend.cuda.natives.NativeLibraries;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the CUDA backend needs, what is there, and how to get the rest. */
final class CudaDoctor {
  private CudaDoctor() {}

  static List<Finding> findings() {
    List<Finding> findings = new ArrayList<>(devices()); // first: it tells the driver's version
    for (Binding binding : Binding.values()) {
      findings.add(
          binding.library().map(l -> library(binding, l)).orElseGet(() -> bundled(binding)));
    }
    return findings;
  }

  private static List<Finding> devices() {
    try {
      return JcudaDevices.list().stream().map(CudaDoctor::device).toList();
    } catch (DeviceException e) {
      return List.of(
          new Finding("device cuda", false, oneLine(e), "use --device cpu, which needs no GPU"));
    }
  }

  private static Finding device(DeviceInfo d) {
    String detail =
        String.format(
            Locale.ROOT,
            "%s, sm_%d, %d multiprocessors, %s, driver for CUDA %s",
            d.name(),
            d.architecture(),
            d.multiprocessors(),
            Bytes.text(d.memoryBytes()),
            d.cuda());
    return new Finding("device cuda:" + d.ordinal(), true, detail, "");
  }

  private static Finding library(Binding binding, CudaLibrary library) {
    String item = library.base();
    String needed = "needed " + library.majors();
    Optional<FoundLibrary> usable = NativeLibraries.instance().find(library);
    if (usable.isEmpty()) {
      List<Path> others = NativeLibraries.instance().unusable(library);
      String found = others.isEmpty() ? ", found none" : ", found " + others;
      return new Finding(item, false, needed + found, library.remedy());
    }
    String detail = needed + ", found " + usable.get().version() + " at " + usable.get().path();
    try {
      NativeLibraries.instance().load(binding);
      return new Finding(item, true, detail, "");
    } catch (DeviceException e) {
      return new Finding(item, false, detail + ", " + oneLine(e), library.remedy());
    }
  }

  private static Finding bundled(Binding binding) {
    String item = "PTX assembler";
    try {
      NativeLibraries.instance().load(binding);
      return new Finding(item, true, "inside the jar", "");
    } catch (DeviceException e) {
      return new Finding(item, false, oneLine(e), "only checks of kernels without a GPU need it");
    }
  }

  private static String oneLine(DeviceException e) {
    return e.getMessage().lines().findFirst().orElse("");
  }
}
