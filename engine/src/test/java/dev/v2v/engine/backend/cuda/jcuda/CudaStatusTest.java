package dev.v2v.engine.backend.cuda.jcuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.engine.DeviceException;
import dev.v2v.engine.FatalDeviceException;
import dev.v2v.engine.backend.cuda.driver.LaunchShape;
import dev.v2v.engine.backend.cuda.natives.PrivateDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CudaStatusTest {
  @Test
  void aFailureNamesCallCodeDetailAndNextStep() {
    LaunchHistory history = new LaunchHistory();
    history.add("warp_v2_f32", LaunchShape.of(7, 256));
    DeviceException e =
        assertThrows(
            DeviceException.class, () -> CudaStatus.check(701, "cuLaunchKernel", history::text));
    assertEquals(
        "cuLaunchKernel: CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES (701), last launches"
            + " warp_v2_f32<<<(7, 1, 1), (256, 1, 1), 0>>>; the kernel takes more registers or"
            + " shared memory than a block of this size may",
        e.getMessage());
    assertFalse(e instanceof FatalDeviceException);
  }

  @Test
  void aLostContextIsFatal() {
    for (int status : new int[] {700, 715, 716, 719, 710, 214}) {
      assertInstanceOf(
          FatalDeviceException.class, CudaStatus.driverFailure(status, "cuStreamSynchronize", ""));
    }
    for (int status : new int[] {1, 2, 100, 600, 701, 801}) {
      assertFalse(CudaStatus.isFatal(status));
    }
  }

  @Test
  void theHistoryHoldsTheLastFourLaunches() {
    LaunchHistory history = new LaunchHistory();
    assertEquals("no kernel launched yet", history.text());
    for (int i = 0; i < 6; i++) {
      history.add("k" + i, LaunchShape.of(1, 32));
    }
    assertTrue(history.text().startsWith("last launches k5<<<"), history.text());
    assertTrue(history.text().contains("k2<<<"), history.text());
    assertFalse(history.text().contains("k1<<<"), history.text());
  }

  @Test
  void cudnnCodesOfBothVersionsTellTheirKind() {
    assertTrue(CudnnStatus.isNotSupported(9)); // version 8
    assertTrue(CudnnStatus.isNotSupported(3000)); // version 9
    assertTrue(CudnnStatus.isNotSupported(3007));
    assertFalse(CudnnStatus.isNotSupported(2000));
    assertTrue(CudnnStatus.advice(1002).contains("reinstall"));
    assertTrue(CudnnStatus.advice(2003).contains("bug"));
    assertTrue(CudnnStatus.advice(5001).contains("v2v.cuda.sync"));
    assertTrue(CudnnStatus.advice(4004).contains("smaller batch"));
  }

  @Test
  void cudnnVersionsOfBothCountsAreRead() {
    assertEquals("8.9.7", CudnnConvolutions.version(8907));
    assertEquals("9.5.1", CudnnConvolutions.version(90501));
    assertEquals("9.13.0", CudnnConvolutions.version(91300));
  }

  @Test
  void choicesOfAlgorithmsOutliveTheProcess(@TempDir Path directory) throws IOException {
    PrivateDirectory where = PrivateDirectory.open(directory);
    ConvAlgorithm algorithm = new ConvAlgorithm(1, 1L << 20, true);
    new AlgorithmCache(where, "NVIDIA H200-cudnn-9.5.1").put("FORWARD of x", algorithm);
    Path file = directory.resolve("NVIDIA_H200-cudnn-9.5.1.txt");
    assertEquals("1:1048576:1 FORWARD of x\n", Files.readString(file));
    Files.writeString(file, Files.readString(file) + "x:1:2 bad\n1:2\n\n-1:0:0 y\n");
    AlgorithmCache again = new AlgorithmCache(where, "NVIDIA H200-cudnn-9.5.1");
    assertEquals(algorithm, again.get("FORWARD of x"));
    assertNull(again.get("bad"));
    assertNull(again.get("y"));
  }
}
