package dev.v2v.engine.backend.cuda.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.v2v.engine.backend.cuda.driver.Driver;
import dev.v2v.engine.backend.cuda.recording.RecordingDriver;
import dev.v2v.engine.backend.cuda.recording.RecordingPlatform;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class StagingTest {
  private final RecordingDriver driver = new RecordingPlatform(1 << 20).driver();
  private final Driver.Queue queue = driver.createQueue();
  private final Staging staging = new Staging(driver, 1000);
  private final long address = driver.allocate(4096, queue);

  private List<String> sizes(String what) {
    return driver.calls(what).stream().map(c -> c.values().get(0)).toList();
  }

  private List<String> addresses(String what) {
    return driver.calls(what).stream()
        .map(c -> Long.toString(Long.parseLong(c.subject(), 16) - address))
        .toList();
  }

  @Test
  void anUploadIsCutIntoChunksAndLeavesTheSourceAlone() {
    ByteBuffer source = ByteBuffer.allocate(2600).position(100);
    staging.upload(source, address, queue);
    assertEquals(List.of("1000", "1000", "500"), sizes("copyToDevice"));
    assertEquals(List.of("0", "1000", "2000"), addresses("copyToDevice"));
    assertEquals(100, source.position());
    assertEquals(2, driver.calls("allocatePinned").size());
  }

  @Test
  void aChunkIsWaitedForBeforeItIsFilledAgain() {
    staging.upload(ByteBuffer.allocate(3000), address, queue);
    List<String> order = driver.calls().stream().map(RecordingDriver.Call::what).toList();
    assertEquals(
        List.of(
            "allocate",
            "allocatePinned",
            "copyToDevice",
            "record",
            "allocatePinned",
            "copyToDevice",
            "record",
            "synchronize",
            "copyToDevice",
            "record"),
        order);
  }

  @Test
  void aDownloadWaitsForEveryChunk() {
    ByteBuffer target = ByteBuffer.allocate(2100);
    staging.download(address + 64, target, queue);
    assertEquals(List.of("1000", "1000", "100"), sizes("copyToHost"));
    assertEquals(List.of("64", "1064", "2064"), addresses("copyToHost"));
    assertEquals(4, driver.calls("synchronize").size()); // one more: a chunk is used twice
  }

  @Test
  void nothingIsCopiedForNoBytes() {
    staging.upload(ByteBuffer.allocate(0), address, queue);
    staging.download(address, ByteBuffer.allocate(0), queue);
    assertEquals(List.of(), driver.calls("copyToDevice"));
    assertEquals(List.of(), driver.calls("copyToHost"));
  }
}
