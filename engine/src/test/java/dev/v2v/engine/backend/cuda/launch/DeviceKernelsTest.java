package dev.v2v.engine.backend.cuda.launch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.engine.DType;
import dev.v2v.engine.backend.cuda.driver.Driver;
import dev.v2v.engine.backend.cuda.driver.KernelCompiler;
import dev.v2v.engine.backend.cuda.driver.LaunchShape;
import dev.v2v.engine.backend.cuda.natives.PrivateDirectory;
import dev.v2v.engine.backend.cuda.recording.RecordingDriver;
import dev.v2v.engine.backend.cuda.recording.RecordingPlatform;
import dev.v2v.kernels.KernelCatalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceKernelsTest {
  @TempDir Path directory;

  private final RecordingDriver driver = new RecordingPlatform(1 << 20).driver();
  private final Driver.Queue queue = driver.createQueue();
  private final KernelCatalogue catalogue = KernelCatalogue.packaged();

  /** Gives the packaged PTX out as its own work, and counts. */
  private final class CountingCompiler implements KernelCompiler {
    private int compiled;

    @Override
    public Compiled compile(
        String name,
        String source,
        Map<String, String> headers,
        List<String> options,
        int architecture) {
      compiled++;
      assertEquals(90, architecture);
      return new Compiled(new byte[] {1, 2, 3}, catalogue.family(name).ptx().orElseThrow());
    }

    @Override
    public String version() {
      return "counting-1";
    }
  }

  private DeviceKernels kernels(KernelCompiler compiler) {
    return new DeviceKernels(
        driver, catalogue, Optional.ofNullable(compiler), PrivateDirectory.open(directory));
  }

  private Launch gridSample() {
    return new Launcher(driver, kernels(null), queue).of("grid_sample", DType.BFLOAT16);
  }

  private static Launch fill(Launch launch) {
    return launch.address(1).address(2).address(3);
  }

  @Test
  void theDeclaredVersionIsLaunched() {
    fill(gridSample())
        .int32(4)
        .int32(5)
        .int32(6)
        .int32(7)
        .int32(8)
        .int32(0)
        .int32(1)
        .flag(true)
        .over(1000);
    RecordingDriver.Call launch = driver.calls("launch").get(0);
    assertEquals(
        "grid_sample_" + catalogue.kernel("grid_sample").defaultVersion() + "_bf16",
        launch.subject());
    assertEquals(LaunchShape.of(4, 256), launch.shape());
    assertEquals(
        List.of("0x1", "0x2", "0x3", "4", "5", "6", "7", "8", "0", "1", "1"), launch.values());
  }

  @Test
  void argumentsOfAnotherTypeAreRefused() {
    Launch launch =
        fill(gridSample())
            .float32(4)
            .int32(5)
            .int32(6)
            .int32(7)
            .int32(8)
            .int32(0)
            .int32(1)
            .int32(1);
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> launch.over(10));
    assertTrue(e.getMessage().contains("FLOAT32 4.0"), e.getMessage());
    assertEquals(List.of(), driver.calls("launch"));
  }

  @Test
  void missingArgumentsAreRefused() {
    Launch launch = fill(gridSample());
    assertThrows(IllegalArgumentException.class, () -> launch.over(10));
  }

  @Test
  void sizesBeyond32BitsAreRefused() {
    Launch launch = fill(gridSample());
    assertThrows(IllegalArgumentException.class, () -> launch.int32(1L << 31));
  }

  @Test
  void manyThreadsBecomeAFewWavesOfBlocks() {
    fill(gridSample())
        .int32(4)
        .int32(5)
        .int32(6)
        .int32(7)
        .int32(8)
        .int32(0)
        .int32(1)
        .int32(1)
        .over(1L << 40);
    assertEquals(132 * 8 * 4, driver.calls("launch").get(0).shape().gridX());
  }

  @Test
  void noThreadsAreNoLaunch() {
    fill(gridSample()).over(0);
    assertEquals(List.of(), driver.calls("launch"));
  }

  @Test
  void whatIsCompiledIsKeptOnDisk() throws IOException {
    CountingCompiler compiler = new CountingCompiler();
    kernels(compiler).kernel("grid_sample", DType.FLOAT32);
    kernels(compiler).kernel("grid_sample", DType.FLOAT32);
    assertEquals(1, compiler.compiled);
    Path file;
    try (Stream<Path> files = Files.list(directory)) {
      file = files.findFirst().orElseThrow();
    }
    byte[] whole = Files.readAllBytes(file);
    byte[] damaged = whole.clone();
    damaged[whole.length / 2] ^= 1;
    for (byte[] bad : List.of(damaged, new byte[0], java.util.Arrays.copyOf(whole, 100))) {
      Files.write(file, bad);
      int before = compiler.compiled;
      kernels(compiler).kernel("grid_sample", DType.FLOAT32);
      assertEquals(before + 1, compiler.compiled);
      assertArrayEquals(whole, Files.readAllBytes(file));
    }
  }

  @Test
  void aFamilyIsLoadedOnceAndOnlyWhenAsked() {
    DeviceKernels kernels = kernels(null);
    assertEquals(List.of(), driver.calls("load"));
    kernels.kernel("grid_sample", DType.FLOAT32);
    kernels.kernel("grid_sample_backward", DType.FLOAT32);
    kernels.kernel("grid_sample", "v1", "f16");
    assertEquals(1, driver.calls("load").size());
  }

  @Test
  void everyPackagedKernelHasASignature() {
    DeviceKernels kernels = kernels(null);
    catalogue
        .kernels()
        .forEach(
            info ->
                info.versions()
                    .forEach(
                        v ->
                            info.dtypes()
                                .forEach(
                                    t ->
                                        assertTrue(
                                            kernels.kernel(info.name(), v, t).block() >= 32))));
  }
}
