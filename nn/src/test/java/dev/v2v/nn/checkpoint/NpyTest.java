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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NpyTest {
  private static final Map<String, DType> TYPES =
      Map.of(
          "f2",
          DType.FLOAT16,
          "f4",
          DType.FLOAT32,
          "f8",
          DType.FLOAT64,
          "i1",
          DType.INT8,
          "i2",
          DType.INT16,
          "i4",
          DType.INT32,
          "i8",
          DType.INT64,
          "u1",
          DType.UINT8,
          "b1",
          DType.BOOL);

  @TempDir Path folder;

  private ArrayData read(String name) throws IOException {
    return Npy.read(Fixtures.copy(folder, name));
  }

  @ParameterizedTest
  @CsvSource({"f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "b1", "big-f4", "big-i8"})
  void everyTypeInBothOrders(String type) throws IOException {
    for (String order : new String[] {"c-", "fortran-"}) {
      ArrayData array = read(order + type + ".npy");
      assertEquals(Shape.of(3, 4), array.shape());
      assertEquals(TYPES.get(type.replace("big-", "")), array.dtype());
      float[] values = array.toFloats();
      for (int i = 0; i < 12; i++) {
        assertEquals(type.equals("b1") ? Math.min(i, 1) : i, values[i], order + type);
      }
    }
  }

  @Test
  void scalarsEmptyArraysAndLaterVersions() throws IOException {
    assertArrayEquals(new float[] {2.5f}, read("scalar.npy").toFloats());
    assertEquals(Shape.scalar(), read("scalar.npy").shape());
    assertEquals(Shape.of(2, 0), read("empty.npy").shape());
    assertArrayEquals(new float[] {0, 1, 2, 3}, read("version2.npy").toFloats());
    assertArrayEquals(new float[] {0, 1, 2, 3}, read("version3.npy").toFloats());
  }

  private void refused(String message, byte[] content) throws IOException {
    Path file = Files.write(folder.resolve("x.npy"), content);
    CheckpointException e = assertThrows(CheckpointException.class, () -> Npy.read(file));
    assertTrue(e.getMessage().contains(message), e::getMessage);
  }

  private void refused(String message, String header) throws IOException {
    refused(message, header, 4);
  }

  private void refused(String message, String header, int dataBytes) throws IOException {
    byte[] text = header.getBytes(StandardCharsets.ISO_8859_1);
    ByteBuffer out = ByteBuffer.allocate(10 + text.length + dataBytes);
    out.order(ByteOrder.LITTLE_ENDIAN)
        .put((byte) 0x93)
        .put("NUMPY".getBytes(StandardCharsets.US_ASCII));
    refused(message, out.put(new byte[] {1, 0}).putShort((short) text.length).put(text).array());
  }

  @Test
  void otherTypesAreRefusedByName() throws IOException {
    refused("got '|O'", Fixtures.bytes("object.npy"));
    refused("got '<u8'", Fixtures.bytes("uint64.npy"));
    refused("plain element types only", Fixtures.bytes("structured.npy"));
  }

  @Test
  void hostileHeadersAreRefused() throws IOException {
    String start = "{'descr': '<f4', 'fortran_order': False, 'shape': ";
    refused("has 8 bytes, but the file holds 4", start + "(2,), }");
    refused("has 0 bytes, but the file holds 4", start + "(0,), }");
    refused("shape once each", start + "(1,), 'shape': (1,)}");
    refused("2^55", start + "(2147483647, 2147483647, 2147483647)}");
    refused("2^31-1", start + "(4294967296, 0)}");
    refused("an integer", start + "(-1,)}");
    refused("at most 64 integers", start + "(1e3,)}");
    refused("an integer", start + "(1000000000000000000,)}");
    refused("an integer", start + "(__import__('os').system('x'),)}");
    refused("(n) is a number", start + "(1)}");
    refused("at most 64 integers", start + "(" + "1,".repeat(65) + ")}");
    refused("at most 64 integers", start + "(1 1)}");
    refused("nothing after the dict", start + "(1,)} + x");
    refused("got its end", start + "(1,)");
    refused("got its end", start);
    refused("got its end", "");
    refused("all of descr", "{}");
    refused("'{'", "[1]");
    refused("a quoted text", "{descr: 1}");
    refused("without escapes", "{'descr': '<f4\\x00'}");
    refused("without escapes", "{'descr");
    refused("True or False", "{'fortran_order': None}");
    refused("once each, got 'other'", "{'other': 1}");
    refused("got '='", "{'descr': '=', 'fortran_order': False, 'shape': (1,)}");
    refused("got ''", "{'descr': '', 'fortran_order': False, 'shape': (1,)}");
    refused("got '|f4'", "{'descr': '|f4', 'fortran_order': False, 'shape': (1,)}");
    refused("NPY magic", new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 9, 0, 0, 0, 0, 0});
    refused("NPY magic", new byte[0]);
    refused(
        "at most 65536 bytes",
        new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 2, 0, -1, -1, -1, 0x7f});
  }
}
