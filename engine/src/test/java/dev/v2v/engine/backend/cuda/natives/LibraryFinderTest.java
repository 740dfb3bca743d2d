package dev.v2v.engine.backend.cuda.natives;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibraryFinderTest {
  private static final int ANY = Integer.MAX_VALUE;

  @TempDir Path root;

  private Path file(String path) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    return Files.createFile(file);
  }

  private LibraryFinder finder(Map<String, String> environment) {
    return new LibraryFinder(LibraryFinder.directories(environment, root));
  }

  private Optional<Path> find(CudaLibrary library, Map<String, String> environment) {
    return finder(environment).find(library, ANY).map(FoundLibrary::path);
  }

  @Test
  void theLoadersPathComesBeforeTheToolkit() throws IOException {
    file("usr/local/cuda/lib64/libcublas.so.12");
    Path first = file("mine/libcublas.so.12");
    Map<String, String> environment = Map.of("LD_LIBRARY_PATH", root.resolve("mine").toString());
    assertEquals(Optional.of(first), find(CudaLibrary.CUBLAS, environment));
  }

  @Test
  void cudaHomeIsLookedAt() throws IOException {
    Path file = file("opt/toolkit/lib64/libnvrtc.so.13");
    Map<String, String> environment = Map.of("CUDA_HOME", root.resolve("opt/toolkit").toString());
    assertEquals(Optional.of(file), find(CudaLibrary.NVRTC, environment));
    assertEquals(Optional.empty(), find(CudaLibrary.NVRTC, Map.of()));
  }

  @Test
  void theLoadersConfigurationIsFollowed() throws IOException {
    Files.writeString(file("etc/ld.so.conf"), "include /etc/ld.so.conf.d/*.conf\n");
    Files.writeString(file("etc/ld.so.conf.d/gpu.conf"), "# comment\n/usr/driver/lib64\n");
    Path file = file("usr/driver/lib64/libcuda.so.1");
    assertEquals(Optional.of(file), find(CudaLibrary.DRIVER, Map.of()));
  }

  @Test
  void wheelsOfBothLayoutsAreFound() throws IOException {
    Files.createDirectories(root.resolve("venv/bin"));
    Path python = file("venv/bin/python3");
    assertTrue(python.toFile().setExecutable(true));
    Path twelve = file("venv/lib/python3.12/site-packages/nvidia/cublas/lib/libcublas.so.12");
    Path nine = file("venv/lib/python3.12/site-packages/nvidia/cudnn/lib/libcudnn.so.9");
    Map<String, String> environment = Map.of("PATH", root.resolve("venv/bin").toString());
    assertEquals(Optional.of(twelve), find(CudaLibrary.CUBLAS, environment));
    assertEquals(Optional.of(nine), find(CudaLibrary.CUDNN, environment));
    Path thirteen = file("venv/lib/python3.12/site-packages/nvidia/cu13/lib/libcublas.so.13");
    assertEquals(Optional.of(thirteen), find(CudaLibrary.CUBLAS, environment));
  }

  @Test
  void aToolkitNewerThanTheDriverIsPassedOver() throws IOException {
    file("usr/local/cuda-13.0/lib64/libnvrtc.so.13");
    Path twelve = file("usr/local/cuda-12.6/lib64/libnvrtc.so.12");
    LibraryFinder finder = finder(Map.of());
    assertEquals(13, finder.find(CudaLibrary.NVRTC, 13).orElseThrow().major());
    assertEquals(twelve, finder.find(CudaLibrary.NVRTC, 12).orElseThrow().path());
    assertEquals(1, finder.unusable(CudaLibrary.NVRTC, 12).size());
    assertEquals(List.of(), finder.unusable(CudaLibrary.NVRTC, 13));
  }

  @Test
  void versionsThatCannotServeAreNamedButNotTaken() throws IOException {
    Path eleven = file("usr/local/cuda/lib64/libcublas.so.11");
    LibraryFinder finder = finder(Map.of());
    assertEquals(Optional.empty(), finder.find(CudaLibrary.CUBLAS, ANY));
    assertEquals(List.of(eleven), finder.unusable(CudaLibrary.CUBLAS, ANY));
  }

  @Test
  void librariesThatAreOpenedByNameAreFoundBesideTheOneThatNeedsThem() throws IOException {
    Path directory = root.resolve("usr/local/cuda/lib64");
    file("usr/local/cuda/lib64/libnvrtc.so.12");
    file("usr/local/cuda/lib64/libnvrtc-builtins.so.12.6.85");
    Path builtins = file("usr/local/cuda/lib64/libnvrtc-builtins.so.12.6");
    file("usr/local/cuda/lib64/libnvrtc-builtins.so.11.8");
    FoundLibrary found = finder(Map.of()).find(CudaLibrary.NVRTC, ANY).orElseThrow();
    assertEquals(directory.resolve("libnvrtc.so.12"), found.path());
    assertEquals(Optional.of(builtins), LibraryFinder.companion(found));
  }

  @Test
  void theVersionIsReadOffTheFileALinkPointsTo() throws IOException {
    Path real = file("usr/local/cuda/lib64/libcublas.so.12.6.4.1");
    Files.createSymbolicLink(real.resolveSibling("libcublas.so.12"), real);
    assertEquals(
        "12.6.4.1", finder(Map.of()).find(CudaLibrary.CUBLAS, ANY).orElseThrow().version());
  }
}
