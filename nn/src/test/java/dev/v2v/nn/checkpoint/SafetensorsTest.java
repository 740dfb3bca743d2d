package dev.v2v.nn.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.engine.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a safetensors header may say, and what it may not. */
class SafetensorsTest {
  @TempDir Path folder;

  private static byte[] file(String header, int dataBytes) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer out = ByteBuffer.allocate(8 + json.length + dataBytes);
    return out.order(ByteOrder.LITTLE_ENDIAN).putLong(json.length).put(json).array();
  }

  private static String entry(String dtype, String shape, long begin, long end) {
    return "{\"dtype\":\""
        + dtype
        + "\",\"shape\":"
        + shape
        + ",\"data_offsets\":["
        + begin
        + ","
        + end
        + "]}";
  }

  private Checkpoint open(byte[] content) throws IOException {
    return Checkpoint.open(Files.write(folder.resolve("x.safetensors"), content));
  }

  private void refused(String message, byte[] content) {
    CheckpointException e = assertThrows(CheckpointException.class, () -> open(content).close());
    assertTrue(e.getMessage().contains(message), e::getMessage);
    assertTrue(e.getMessage().contains("x.safetensors: "), e::getMessage);
  }

  private void refused(String message, String entries, int dataBytes) {
    refused(message, file("{" + entries + "}", dataBytes));
  }

  @Test
  void headerOrderIsKeptWhateverTheLayout() throws IOException {
    String header =
        "{\"b\":" + entry("F32", "[2]", 4, 12) + ",\"a\":" + entry("I16", "[2,1]", 0, 4) + "}   ";
    byte[] content = file(header, 12);
    content[content.length - 12] = 7;
    try (Checkpoint c = open(content)) {
      assertEquals(List.of("b", "a"), List.copyOf(c.stateDict().keySet()));
      assertArrayEquals(new long[] {7, 0}, c.stateDict().get("a").toLongs());
      assertEquals(Map.of(), c.metadata());
      assertEquals(12, c.totalBytes());
    }
    try (Checkpoint c = open(file("{}", 0))) {
      assertEquals(List.of(), c.entries());
    }
    try (Checkpoint c = open(file("{\"__metadata__\":{\"k\":\"v\"}}", 0))) {
      assertEquals(Map.of("k", "v"), c.metadata());
    }
  }

  @Test
  void contentInMemoryIsReadLikeAFile() {
    byte[] content = file("{\"a\":" + entry("I16", "[2]", 0, 4) + "}", 4);
    content[content.length - 2] = 3;
    Checkpoint c = Checkpoint.of("inside.safetensors", content);
    assertArrayEquals(new long[] {0, 3}, c.stateDict().get("a").toLongs());
    c.close();
    CheckpointException closed = assertThrows(CheckpointException.class, c::stateDict);
    assertTrue(closed.getMessage().contains("inside.safetensors: is closed"), closed::getMessage);
    byte[] cut = java.util.Arrays.copyOf(content, content.length - 1);
    CheckpointException e =
        assertThrows(CheckpointException.class, () -> Checkpoint.of("inside.safetensors", cut));
    assertTrue(e.getMessage().contains("inside.safetensors: "), e::getMessage);
  }

  @Test
  void offsetsMustTileTheData() {
    String a = "\"a\":" + entry("F32", "[1]", 0, 4);
    refused(
        "tensor 'b' must start at data offset 4", a + ",\"b\":" + entry("F32", "[1]", 8, 12), 12);
    refused("tensor 'b' must start at data offset 4", a + ",\"b\":" + entry("F32", "[1]", 2, 6), 6);
    refused("tensor 'b' must start at data offset 4", a + ",\"b\":" + entry("F32", "[1]", 0, 4), 4);
    refused("tensor 'c' must start at data offset 0", "\"c\":" + entry("U8", "[0]", 4, 0), 4);
    refused("end at data offset 4, but the data have 5", a, 5);
    refused("end at data offset 4, but the data have 3", a, 3);
    refused("is F32 (2), which is 8 bytes", "\"a\":" + entry("F32", "[2]", 0, 4), 4);
    refused("10^18-1", "\"a\":" + entry("F32", "[2]", 0, Long.MAX_VALUE), 4);
  }

  @Test
  void shapesAndTypesAreChecked() {
    refused("got 'F8_E4M3'", "\"a\":" + entry("F8_E4M3", "[1]", 0, 1), 1);
    refused("got 'f32'", "\"a\":" + entry("f32", "[1]", 0, 4), 4);
    refused("integers 0..10^18-1", "\"a\":" + entry("F32", "[-1]", 0, 4), 4);
    refused("integers 0..10^18-1", "\"a\":" + entry("F32", "[1.0]", 0, 4), 4);
    refused("integers 0..10^18-1", "\"a\":" + entry("F32", "[1e3]", 0, 4), 4);
    refused("must have numbers", "\"a\":" + entry("F32", "[\"1\"]", 0, 4), 4);
    refused("extents in 0..2^31-1", "\"a\":" + entry("F32", "[4294967296]", 0, 4), 4);
    refused("at most 2^55 elements", "\"a\":" + entry("F32", "[2147483647,2147483647,4]", 0, 4), 4);
    refused("more than 64 numbers", "\"a\":" + entry("F32", "[1" + ",1".repeat(64) + "]", 0, 4), 4);
  }

  @Test
  void jsonIsReadStrictly() {
    String a = "\"a\":" + entry("F32", "[1]", 0, 4);
    refused("names 'a' twice", a + "," + a, 4);
    refused("'dtype' of 'a' twice", "\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\"}", 0);
    refused("unknown field 'x'", "\"a\":{\"x\":1}", 0);
    refused("must give dtype, shape", "\"a\":{\"dtype\":\"F32\"}", 0);
    refused("must have text, got NUMBER", "\"a\":{\"dtype\":1}", 0);
    refused("must have text", "\"__metadata__\":{\"a\":{}}", 0);
    refused("has __metadata__ twice", "\"__metadata__\":{},\"__metadata__\":{}", 0);
    refused("metadata 'k' twice", "\"__metadata__\":{\"k\":\"\",\"k\":\"\"}", 0);
    refused("must be JSON", "\"a\":[]", 0);
    refused("must be JSON", "\"a\":" + "[".repeat(10_000), 0);
    refused("must have numbers", "\"a\":{\"shape\":" + "[".repeat(10_000), 0);
    refused("must be JSON", "'a':1", 0);
    refused("must be JSON", file("{} {}", 0));
    refused("must be JSON", file("{ ", 8));
    byte[] invalid = file("{\"k\":1}", 0);
    invalid[10] = (byte) 0xff;
    refused("must be UTF-8", invalid);
  }

  @Test
  void headerLengthIsCapped() {
    byte[] content = file("{}", 8);
    content[3] = 0x7f;
    refused("header does not fit its 18 bytes", content);
    refused("is empty", new byte[0]);
    byte[] tiny = file("{}", 8);
    tiny[0] = 1;
    refused("2..33554432 bytes", tiny);
  }

  @Test
  void otherFilesAreNamed() {
    refused("HTML", "\n<!DOCTYPE html>".getBytes(StandardCharsets.US_ASCII));
    refused(
        "Git LFS",
        "version https://git-lfs.github.com/spec/v1".getBytes(StandardCharsets.US_ASCII));
    byte[] tar = new byte[512];
    System.arraycopy("ustar".getBytes(StandardCharsets.US_ASCII), 0, tar, 257, 5);
    refused("tar archive", tar);
    refused("plain pickle", new byte[] {(byte) 0x80, 4, '.'});
    refused("starts with bytes 01 02", new byte[] {1, 2});
    CheckpointException missing =
        assertThrows(CheckpointException.class, () -> Checkpoint.open(folder.resolve("absent")));
    assertTrue(missing.getMessage().endsWith("absent: file does not exist"), missing::getMessage);
    assertThrows(CheckpointException.class, () -> Checkpoint.open(folder));
  }

  /** A sparse file: a tensor above 2 GiB can be listed but not read, its neighbours can. */
  @Test
  void hugeTensorsAreListedAndRefusedAlone() throws IOException {
    long big = 3L << 30;
    String header =
        "{\"big\":"
            + entry("U8", "[3,1073741824]", 0, big)
            + ",\"end\":"
            + entry("F32", "[1]", big, big + 4)
            + "}";
    Path file = Files.write(folder.resolve("big.safetensors"), file(header, 0));
    long length = Files.size(file) + big + 4;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(TorchFiles.floats(1.5f)), length - 4);
    }
    try (Checkpoint c = Checkpoint.open(file)) {
      assertEquals(big + 4, c.totalBytes());
      assertEquals(Shape.of(3, 1 << 30), c.tensors().get("big").shape());
      assertArrayEquals(new float[] {1.5f}, c.tensors().get("end").read().toFloats());
      CheckpointException e =
          assertThrows(CheckpointException.class, () -> c.tensors().get("big").read());
      assertTrue(e.getMessage().contains("tensor 'big' has 3221225472 bytes"), e::getMessage);
      assertEquals("big", e.key().orElseThrow());
    }
  }
}
