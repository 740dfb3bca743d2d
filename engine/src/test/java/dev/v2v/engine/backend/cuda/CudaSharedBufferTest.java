package dev.v2v.engine.backend.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.v2v.engine.DType;
import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
import dev.v2v.engine.SharedBuffer;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.cuda.recording.RecordingDriver.Call;
import dev.v2v.engine.backend.cuda.recording.RecordingPlatform;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CudaSharedBufferTest {
  private static final int BUFFER = 7;
  private static final Shape SHAPE = Shape.of(1, 8, 8, 3);
  private static final long BYTES = 4 * SHAPE.elements();

  @TempDir Path directory;

  private final RecordingPlatform recorder = new RecordingPlatform(1 << 30);
  private CudaBackend backend;
  private Tensor image;

  @BeforeEach
  void open() {
    backend = new CudaBackend("cuda:0", recorder.platform(directory));
    image = Tensor.empty(backend, SHAPE, DType.FLOAT32).persist();
    recorder.driver().forget();
  }

  @Test
  void aTensorGetsThereByOneCopyWithinTheDevice() {
    try (SharedBuffer buffer = backend.shareGl(BUFFER, BYTES).orElseThrow()) {
      buffer.map();
      buffer.write(image);
      buffer.unmap();
    }
    List<Call> calls = recorder.driver().calls();
    assertEquals(
        List.of("shareGl", "map", "copy", "synchronize", "unmap", "unshare"),
        calls.stream().map(Call::what).toList());
    assertEquals("7", calls.get(0).subject());
    assertEquals(List.of(Long.toString(BYTES)), calls.get(2).values());
  }

  @Test
  void everyMappingIsWrittenAtItsOwnAddress() {
    try (SharedBuffer buffer = backend.shareGl(BUFFER, BYTES).orElseThrow()) {
      for (int i = 0; i < 2; i++) {
        buffer.map();
        buffer.write(image);
        buffer.unmap();
      }
    }
    assertEquals(2, recorder.driver().calls("copy").stream().map(Call::subject).distinct().count());
  }

  @Test
  void whatIsMappedIsUnmappedBeforeSharingEnds() {
    backend.shareGl(BUFFER, BYTES).orElseThrow().map();
    recorder.driver().forget();
    SharedBuffer buffer = backend.shareGl(BUFFER + 1, BYTES).orElseThrow();
    buffer.map();
    buffer.close();
    assertEquals(
        List.of("shareGl", "map", "unmap", "unshare"),
        recorder.driver().calls().stream().map(Call::what).toList());
  }

  @Test
  void onlyAMappedBufferOfTheTensorsSizeIsWritten() {
    try (SharedBuffer buffer = backend.shareGl(BUFFER, BYTES).orElseThrow()) {
      assertThrows(IllegalStateException.class, () -> buffer.write(image));
    }
    try (SharedBuffer small = backend.shareGl(BUFFER, BYTES - 4).orElseThrow()) {
      small.map();
      ShapeException e = assertThrows(ShapeException.class, () -> small.write(image));
      assertEquals("shared buffer: must get 764 bytes, got " + image.spec(), e.getMessage());
    }
    assertEquals(List.of(), recorder.driver().calls("copy"));
  }
}
