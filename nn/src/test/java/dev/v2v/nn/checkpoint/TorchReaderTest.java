package dev.v2v.nn.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.engine.DType;
import dev.v2v.engine.DTypeException;
import dev.v2v.engine.Shape;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that PyTorch wrote, in both layouts. */
class TorchReaderTest {
  @TempDir Path folder;

  private Checkpoint open(String name) throws IOException {
    return Checkpoint.open(Fixtures.copy(folder, name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"legacy", "zip"})
  void everyLayoutAndTypeIsReadBitForBit(String layout) throws IOException {
    try (Checkpoint torch = open("tensors-" + layout + ".pth");
        Checkpoint expected = open("tensors.safetensors")) {
      Fixtures.assertSame(expected.stateDict(), torch.stateDict());
      assertEquals(expected.entries(), torch.entries());
      assertEquals(expected.totalBytes(), torch.totalBytes());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"legacy", "zip"})
  void plainValuesSurvive(String layout) throws IOException {
    try (Checkpoint torch = open("nested-" + layout + ".pth");
        Checkpoint model = open("model.safetensors")) {
      Fixtures.assertSame(model.stateDict(), torch.stateDict("model"));
      assertEquals(99L, torch.value("epoch"));
      assertEquals(0.125, torch.value("best"));
      assertEquals("gr\u00f6\u00dfe", torch.value("name"));
      assertEquals(Arrays.asList(true, false, null), torch.value("flags"));
      assertEquals(new Tuple(List.of(0.5, 0.999)), torch.value("betas"));
      assertEquals("seven", ((Map<?, ?>) torch.value("nested")).get(7L));
      BigInteger two = BigInteger.TWO;
      assertEquals(
          List.of(
              0L,
              255L,
              256L,
              65535L,
              65536L,
              -1L,
              -(1L << 31),
              1L << 31,
              Long.MAX_VALUE,
              two.pow(63),
              Long.MIN_VALUE,
              two.pow(100)),
          torch.value("integers"));
      assertEquals(0.25, torch.value("score"));
      assertEquals(-5L, torch.value("count"));
      assertEquals(1.5, torch.value("small"));
      assertEquals(true, torch.value("yes"));
      assertTrue(
          torch.entries().stream().anyMatch(e -> e.key().equals("nested.list.1.1.1.deep")),
          () -> torch.entries().toString());
      assertTrue(torch.contains("nested", "list"));
      assertFalse(torch.contains("nested", "absent"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"legacy", "zip"})
  void optimizerStatesFollowThePositionInParams(String layout) throws IOException {
    try (Checkpoint torch = open("optimizers-" + layout + ".pth");
        Checkpoint expected = open("optimizers.safetensors")) {
      OptimizerState adam = torch.optimizerState("adam");
      assertEquals(2, adam.groups().size());
      assertEquals(2e-4, adam.groups().get(0).hyperparameters().get("lr"));
      assertEquals(0.05, adam.groups().get(1).hyperparameters().get("lr"));
      assertEquals(
          new Tuple(List.of(0.5, 0.999)), adam.groups().get(0).hyperparameters().get("betas"));
      assertFalse(adam.groups().get(0).hyperparameters().containsKey("params"));
      assertEquals(
          List.of(3L, 0L, 3L),
          adam.parameters().stream().map(OptimizerState.ParameterState::step).toList());
      assertEquals(Map.of(), adam.parameters().get(1).buffers());
      for (int i : new int[] {0, 2}) {
        Fixtures.assertSame(expected.stateDict("adam." + i), adam.parameters().get(i).buffers());
        Fixtures.assertSame(
            expected.stateDict("sgd", Integer.toString(i)),
            torch.optimizerState("sgd").parameters().get(i).buffers());
      }
      assertEquals(3, torch.optimizerState("plain").parameters().size());

      // Keys are addresses here, listed in the opposite order of their states.
      OptimizerState old = torch.optimizerState("addresses");
      assertEquals(3, old.parameters().get(0).step());
      Fixtures.assertSame(expected.stateDict("adam.2"), old.parameters().get(0).buffers());
      Fixtures.assertSame(expected.stateDict("adam.0"), old.parameters().get(1).buffers());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"legacy", "zip"})
  void aPickleThatWouldRunACommandIsRefused(String layout) throws IOException {
    CheckpointException e =
        assertThrows(CheckpointException.class, () -> open("evil-" + layout + ".pth"));
    assertTrue(e.getMessage().contains("posix.system"), e::getMessage);
    assertTrue(e.getMessage().contains("evil-" + layout + ".pth"), e::getMessage);
    assertFalse(Files.exists(Path.of("v2v-was-here")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"protocol4.pth"})
  void otherProtocolsAreRefusedByNumber(String name) {
    CheckpointException e = assertThrows(CheckpointException.class, () -> open(name));
    assertTrue(e.getMessage().contains("protocol 2, got bytes 0x80 0x04"), e::getMessage);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tensors-legacy.pth", "tensors-zip.pth", "tensors.safetensors"})
  void conversionsAreExactWhereTheyCanBe(String name) throws IOException {
    try (Checkpoint torch = open(name)) {
      Map<String, ArrayData> arrays = torch.stateDict();
      float[] values = {-3, -2, -1, 0, 1, 2, 3, 4, 5, 6, 7, 8};
      for (String type : List.of("F64", "F32", "F16", "BF16", "I64", "I32", "I16", "I8")) {
        ArrayData array = arrays.get("dtype." + type);
        assertArrayEquals(values, array.toFloats(), type);
        assertArrayEquals(values, array.toFloat32().toFloats(), type);
        assertEquals(DType.FLOAT32, array.toFloat32().dtype());
        assertEquals(-3.0, array.toDoubles()[0], type);
      }
      assertArrayEquals(
          new long[] {253, 254, 255, 0, 1, 2, 3, 4, 5, 6, 7, 8}, arrays.get("dtype.U8").toLongs());
      assertArrayEquals(
          new long[] {0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1}, arrays.get("dtype.BOOL").toLongs());
      float inf = Float.POSITIVE_INFINITY;
      // 6.1e-5 and 5.96e-8 round to half's subnormals; the latter is its smallest value.
      assertArrayEquals(
          new float[] {0f, -0f, 1f, 65504f, 1023 * 0x1p-24f, 0x1p-24f, inf, -inf, Float.NaN},
          arrays.get("float16.specials").toFloats());
      assertArrayEquals(
          new float[] {
            0f,
            -0f,
            1f,
            Float.intBitsToFloat(0x7f7f0000),
            Float.intBitsToFloat(0x00010000),
            inf,
            -inf,
            Float.NaN
          },
          arrays.get("bfloat16.specials").toFloats());
      assertEquals(Shape.scalar(), arrays.get("scalar.float").shape());
      assertEquals(Shape.of(3, 0, 2), arrays.get("empty.2d").shape());
      assertThrows(DTypeException.class, () -> arrays.get("scalar.float").toLongs());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tensors-legacy.pth", "tensors-zip.pth", "tensors.safetensors"})
  void arraysOutliveTheirFileAndLateReadsFailClearly(String name) throws IOException {
    Checkpoint torch = open(name);
    StoredTensor late = torch.tensors().get("dtype.F32");
    ArrayData early = late.read();
    torch.close();
    assertEquals(-3f, early.toFloats()[0]);
    assertTrue(early.data().isReadOnly());
    CheckpointException e = assertThrows(CheckpointException.class, late::read);
    assertTrue(e.getMessage().endsWith("is closed"), e::getMessage);
    assertNull(e.getCause());
  }

  @ParameterizedTest
  @ValueSource(strings = {"nested-zip.pth"})
  void wrongQuestionsNameTheAnswer(String name) throws IOException {
    try (Checkpoint torch = open(name)) {
      CheckpointException none =
          assertThrows(CheckpointException.class, () -> torch.stateDict("generator"));
      assertTrue(none.getMessage().contains("'generator' is not there"), none::getMessage);
      assertTrue(none.getMessage().contains("model, epoch"), none::getMessage);
      CheckpointException scalar =
          assertThrows(CheckpointException.class, () -> torch.stateDict("epoch"));
      assertTrue(scalar.getMessage().contains("must be a state dict, got 99"), scalar::getMessage);
      CheckpointException mixed = assertThrows(CheckpointException.class, () -> torch.stateDict());
      assertTrue(mixed.getMessage().contains("a dict of 7 as 'model'"), mixed::getMessage);
      assertThrows(CheckpointException.class, () -> torch.optimizerState("model"));
    }
  }
}
