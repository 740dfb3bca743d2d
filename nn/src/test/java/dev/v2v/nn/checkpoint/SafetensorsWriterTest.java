package dev.v2v.nn.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.engine.DType;
import dev.v2v.engine.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsWriterTest {
  @TempDir Path folder;

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void everyTypeComesBackBitForBit() throws IOException {
    Path file = folder.resolve("copy.safetensors");
    try (Checkpoint source = Checkpoint.open(Fixtures.copy(folder, "tensors-zip.pth"))) {
      List<TensorSource> sources = new ArrayList<>();
      source.tensors().forEach((key, tensor) -> sources.add(TensorSource.of(key, tensor)));
      Map<String, String> metadata = Map.of("b", "2\u2028\"\\", "a", "gr\u00f6\u00dfe\n");
      SafetensorsWriter.write(file, sources, metadata);
      try (Checkpoint copy = Checkpoint.open(file)) {
        assertEquals(metadata, copy.metadata());
        assertEquals(source.tensors().keySet(), copy.tensors().keySet());
        source
            .stateDict()
            .forEach((key, array) -> Fixtures.assertSame(key, array, copy.stateDict().get(key)));
      }
    }
    assertEquals(List.of("copy.safetensors", "tensors-zip.pth"), names());
  }

  @Test
  void bytesDependOnContentAloneAndTensorsAreAligned() throws IOException {
    List<String> keys = new ArrayList<>(List.of("z", "a.long", "\u00e9", "a", "m"));
    byte[] first = null;
    for (int round = 0; round < 5; round++) {
      Collections.rotate(keys, 1);
      Map<String, ArrayData> tensors = new LinkedHashMap<>();
      Map<String, String> metadata = new LinkedHashMap<>();
      for (String key : keys) {
        byte[] bytes = new byte[key.length()];
        tensors.put(key, new ArrayData(DType.INT8, Shape.of(bytes.length), ByteBuffer.wrap(bytes)));
        tensors.put(key + ".f", ArrayData.ofFloats(Shape.of(2), key.length(), 1));
        tensors.put(key + ".d", ArrayData.ofDoubles(Shape.scalar(), key.length()));
        tensors.put(key + ".l", ArrayData.ofLongs(Shape.of(1, 1), -key.length()));
        metadata.put(key, key);
      }
      Path file = folder.resolve("x");
      SafetensorsWriter.write(file, tensors, metadata);
      byte[] content = Files.readAllBytes(file);
      first = first == null ? content : first;
      assertArrayEquals(first, content);
    }
    long headerBytes = ByteBuffer.wrap(first).order(ByteOrder.LITTLE_ENDIAN).getLong();
    assertEquals(0, headerBytes % 8);
    try (Checkpoint c = Checkpoint.open(folder.resolve("x"))) {
      long at = 0;
      for (Checkpoint.Entry entry : c.entries()) {
        assertEquals(0, at % entry.dtype().bytes(), entry::key);
        at += entry.bytes();
      }
      assertEquals(
          List.of("a.d", "a.l", "a.long.d"),
          c.entries().stream().limit(3).map(Checkpoint.Entry::key).toList());
    }
  }

  @Test
  void aFailureLeavesTheOldFileAndNothingElse() throws IOException {
    Path file = folder.resolve("model.safetensors");
    Map<String, ArrayData> old = Map.of("a", ArrayData.ofFloats(Shape.of(1), 1));
    SafetensorsWriter.write(file, old, Map.of());
    byte[] before = Files.readAllBytes(file);

    Shape shape = Shape.of(1000);
    TensorSource fine = TensorSource.of("a", ArrayData.ofFloats(shape, new float[1000]));
    TensorSource broken =
        new TensorSource(
            "b",
            DType.FLOAT32,
            shape,
            () -> {
              throw new IllegalStateException("device lost");
            });
    assertThrows(
        IllegalStateException.class,
        () -> SafetensorsWriter.write(file, List.of(fine, broken), Map.of()));
    TensorSource wrong =
        new TensorSource("b", DType.FLOAT32, shape, () -> ArrayData.ofFloats(Shape.of(1), 1));
    CheckpointException lied =
        assertThrows(
            CheckpointException.class,
            () -> SafetensorsWriter.write(file, List.of(fine, wrong), Map.of()));
    assertTrue(
        lied.getMessage().endsWith("'b' was declared FLOAT32 (1000), got FLOAT32 (1)"),
        lied::getMessage);
    assertThrows(
        CheckpointException.class,
        () -> SafetensorsWriter.write(file, List.of(fine, fine), Map.of()));
    assertThrows(
        CheckpointException.class,
        () -> SafetensorsWriter.write(file, Map.of("__metadata__", old.get("a")), Map.of()));
    assertThrows(
        CheckpointException.class,
        () -> SafetensorsWriter.write(file, Map.of("\ud800", old.get("a")), Map.of()));
    assertThrows(
        CheckpointException.class, () -> SafetensorsWriter.write(folder, List.of(fine), Map.of()));
    assertThrows(
        CheckpointException.class,
        () -> SafetensorsWriter.write(folder.resolve("no/where"), List.of(fine), Map.of()));

    assertArrayEquals(before, Files.readAllBytes(file));
    assertEquals(List.of("model.safetensors"), names());
  }

  @Test
  void anOpenFileCanBeReplaced() throws IOException {
    Path file = folder.resolve("model.safetensors");
    SafetensorsWriter.write(
        file, Map.of("a", ArrayData.ofFloats(Shape.of(2), 1, 2)), Map.of("n", "1"));
    try (Checkpoint open = Checkpoint.open(file)) {
      ArrayData values = open.stateDict().get("a");
      SafetensorsWriter.write(
          file, Map.of("a", ArrayData.ofFloats(Shape.of(2), 3, 4)), Map.of("n", "2"));
      assertArrayEquals(new float[] {1, 2}, values.toFloats());
    }
    try (Checkpoint open = Checkpoint.open(file)) {
      assertEquals("2", open.metadata().get("n"));
    }
  }
}
