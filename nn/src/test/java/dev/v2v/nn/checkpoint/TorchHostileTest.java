package dev.v2v.nn.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streams made to hurt, and the odd but sound ones beside them. */
class TorchHostileTest {
  @TempDir Path folder;

  private static final Map<String, float[]> NOTHING = Map.of();

  private void refused(String message, byte[] file) {
    CheckpointException e =
        assertTimeoutPreemptively(
            Duration.ofSeconds(20),
            () ->
                assertThrows(
                    CheckpointException.class, () -> TorchFiles.open(folder, file).close()));
    assertTrue(e.getMessage().contains(message), e::getMessage);
    assertTrue(e.file().endsWith("model.pth"), e::file);
  }

  private void refusedPickle(String message, PickleBytes pickle) {
    refused(message, TorchFiles.legacy(pickle.stop(), NOTHING));
  }

  /** A dict with the one tensor {@code a.weight} in storage '3' of 64 elements. */
  private static byte[] tensor(long offset, List<Long> sizes, List<Long> strides) {
    byte[] object =
        PickleBytes.start()
            .op('}')
            .text("a.weight")
            .tensor()
            .storage(true, "FloatStorage", "3", 64)
            .layout(offset, sizes, strides)
            .op('s')
            .stop();
    return TorchFiles.legacy(object, Map.of("3", new float[64]));
  }

  @Test
  void layoutsOutsideOfTheirStorageAreRefusedWithNumbers() {
    refused(
        "model.pth: tensor 'a.weight' needs elements 0..95 of storage '3', which has 64",
        tensor(0, List.of(96L), List.of(1L)));
    refused("needs elements 1..64", tensor(1, List.of(8L, 8L), List.of(8L, 1L)));
    refused("needs elements 0..70", tensor(0, List.of(8L, 2L), List.of(10L, 0L)));
    refused("an offset of at least 0", tensor(-1, List.of(8L), List.of(1L)));
    refused("tensor stride must be", tensor(63, List.of(8L), List.of(-1L)));
    refused("tensor size must be", tensor(0, List.of(-8L), List.of(1L)));
    refused("as many strides as sizes", tensor(0, List.of(8L), List.of(8L, 1L)));
    refused("128 elements but its storage '3' only 64", expanded());
  }

  /** 2 x 64 elements, all of which are in the storage. */
  private static byte[] expanded() {
    return tensor(0, List.of(2L, 1L, 64L), List.of(0L, 0L, 1L));
  }

  @Test
  void absurdSizesAreRefusedBeforeAnythingIsAllocated() {
    refused("extents in 0..2^31-1", tensor(0, List.of(1L << 40), List.of(1L)));
    long big = Integer.MAX_VALUE;
    refused("at most 2^55 elements", tensor(0, List.of(big, big), List.of(0L, 0L)));
    refused("below element 2^63", tensor(0, List.of(8L), List.of(Long.MAX_VALUE)));
    refused("below element 2^63", tensor(Long.MAX_VALUE, List.of(2L), List.of(1L)));
    refused("needs elements", tensor(Long.MAX_VALUE, List.of(1L), List.of(1L)));
    refused("0..2^55 elements", storageOf(Long.MAX_VALUE));
    refused("0..2^55 elements", storageOf(-1));
    refused("needs a count of 36028797018963968", storageOf(1L << 55));
    refused("needs a count of 65", storageOf(65));
  }

  private static byte[] storageOf(long elements) {
    byte[] object =
        PickleBytes.start()
            .tensor()
            .storage(true, "FloatStorage", "3", elements)
            .layout(0, List.of(1L), List.of(1L))
            .stop();
    return TorchFiles.legacy(object, Map.of("3", new float[64]));
  }

  @Test
  void opcodesOutsideOfTheListAreRefusedByName() {
    refusedPickle("0x93 (STACK_GLOBAL)", PickleBytes.start().text("os").text("system").op(0x93));
    refusedPickle("0x81 (NEWOBJ)", PickleBytes.start().op(0x81));
    refusedPickle("0x95 (FRAME)", PickleBytes.start().op(0x95));
    refusedPickle("0x69 (INST)", PickleBytes.start().op('(', 'i'));
    refusedPickle("0x6f (OBJ)", PickleBytes.start().op('(', 'o'));
    refusedPickle("0x82 (EXT1)", PickleBytes.start().op(0x82, 1));
    refusedPickle("0x50 (PERSID)", PickleBytes.start().op('P'));
    refusedPickle("a second PROTO", PickleBytes.start().op(0x80, 2));
    refusedPickle("0xff (unknown)", PickleBytes.start().op(0xff));
  }

  @Test
  void globalsOutsideOfTheListAreRefusedByName() {
    refusedPickle("'os.system' is not on the list", PickleBytes.start().global("os", "system"));
    refusedPickle("'builtins.eval'", PickleBytes.start().global("builtins", "eval"));
    refusedPickle("'torch.FloatStorage.x'", PickleBytes.start().global("torch.FloatStorage", "x"));
    refusedPickle("\\u001b[31m", PickleBytes.start().global("\u001b[31m", "red"));
    refusedPickle("at most 256 bytes", PickleBytes.start().global("x".repeat(300), "y"));
    refusedPickle(
        "torch.FloatStorage must not be called",
        PickleBytes.start().global("torch", "FloatStorage").op(')', 'R'));
    refusedPickle("REDUCE needs a global", PickleBytes.start().text("os.system").op(')', 'R'));
    refusedPickle("BUILD needs an OrderedDict", PickleBytes.start().op(']', '}', 'b'));
    refusedPickle("must be plain data", PickleBytes.start().global("torch", "FloatStorage"));
  }

  @Test
  void stackAndMemoMustBeSound() {
    refusedPickle("stack is empty", PickleBytes.start().op(0x85));
    refusedPickle("stack is empty", PickleBytes.start().none().op('(', 0x85));
    refusedPickle("there is none", PickleBytes.start().op('t'));
    refusedPickle("memo has no entry 7", PickleBytes.start().op('h', 7));
    refusedPickle("memo index must be below", PickleBytes.start().none().op('r').int32(1 << 30));
    refusedPickle("got 4294967295", PickleBytes.start().none().op('r').int32(-1));
    refusedPickle("must leave one value", PickleBytes.start().none().none());
    refusedPickle("must leave one value", PickleBytes.start());
    refusedPickle("may build at most", PickleBytes.start().repeat(500_001, '}'));
    refusedPickle("nest at most 10000 marks", PickleBytes.start().repeat(10_001, '('));
    refusedPickle("got 4294967295", PickleBytes.start().op('X').int32(-1));
    refusedPickle("at most 1048576 bytes", PickleBytes.start().op('X').int32(Integer.MAX_VALUE));
    refusedPickle("must be UTF-8", PickleBytes.start().op('X').int32(1).op(0xff));
    refusedPickle("APPEND needs a list", PickleBytes.start().op('}').none().op('a'));
    refusedPickle("SETITEMS needs a dict", PickleBytes.start().op(']').none().none().op('s'));
    refusedPickle("and 1 values", PickleBytes.start().op('}', '(').none().op('u'));
    refusedPickle("key must be a scalar", PickleBytes.start().op('}', ']').none().op('s'));
    refusedPickle(
        "key None is there twice", PickleBytes.start().op('}', '(').repeat(4, 'N').op('u'));
  }

  @Test
  void deepSharedAndCircularValuesAreBounded() throws IOException {
    refusedPickle("at most 64 deep", PickleBytes.start().none().repeat(100_000, 0x85));
    refusedPickle("at most 64 deep", PickleBytes.start().repeat(100_000, ']').repeat(99_999, 'a'));
    refusedPickle("contains itself", PickleBytes.start().op(']', 'q', 0, 'h', 0, 'a'));
    refusedPickle(
        "contains itself", PickleBytes.start().op('}', 'q', 0, 'K', 1, 'h', 0, 0x85, 's'));
    // Each level holds the one below twice: 2^60 values in 300 bytes.
    PickleBytes laughs = PickleBytes.start().none();
    for (int i = 0; i < 60; i++) {
      laughs.op('q', i, 'h', i, 0x86);
    }
    refusedPickle("counted wherever they are shared", laughs);
    PickleBytes shared = PickleBytes.start().none();
    for (int i = 0; i < 12; i++) {
      shared.op('q', i, 'h', i, 0x86);
    }
    try (Checkpoint c = TorchFiles.open(folder, TorchFiles.legacy(shared.stop(), NOTHING))) {
      assertEquals(List.of(), c.entries());
    }
  }

  @Test
  void cheapRepetitionDoesNotMultiply() {
    // A list of 1000 pairs, from which dicts are made again and again.
    PickleBytes dicts = PickleBytes.start().op(']', '(');
    for (int i = 0; i < 1000; i++) {
      dicts.op('M', i & 0xff, i >> 8, 'N', 0x86);
    }
    dicts.op('e', 0x85, 'q', 0);
    for (int i = 0; i < 2000; i++) {
      dicts.global("collections", "OrderedDict").op('h', 0, 'R');
    }
    refusedPickle("may build at most", dicts);
    // A long text that becomes bytes again and again.
    PickleBytes texts = PickleBytes.start().text("x".repeat(100_000)).op('q', 0);
    for (int i = 0; i < 100; i++) {
      texts.global("_codecs", "encode").op('h', 0).text("latin1").op(0x86, 'R');
    }
    refusedPickle("may build at most", texts);
  }

  @Test
  void persistentIdsAreChecked() {
    refusedPickle("a persistent id must be", PickleBytes.start().text("storage").op('Q'));
    refusedPickle(
        "a persistent id must be", PickleBytes.start().storage(false, "FloatStorage", "3", 1));
    refusedPickle(
        "was FLOAT32 of 4 elements, now FLOAT16 of 4",
        PickleBytes.start()
            .storage(true, "FloatStorage", "3", 4)
            .storage(true, "HalfStorage", "3", 4));
    refusedPickle(
        "needs 5 elements from 60 of storage '3'", PickleBytes.start().view("3", 64, "v", 60, 5));
    refusedPickle("from -1 of storage", PickleBytes.start().view("3", 64, "v", -1, 5));
    refusedPickle("from 1 of storage", PickleBytes.start().view("3", 64, "v", 1, Long.MAX_VALUE));
    refusedPickle(
        "described in two ways",
        PickleBytes.start().view("3", 64, "v", 1, 5).view("3", 64, "v", 2, 5));
    refused(
        "may not name storages",
        TorchFiles.join(
            TorchFiles.legacyHeader(true),
            PickleBytes.start().none().stop(),
            PickleBytes.start().storage(true, "FloatStorage", "3", 1).stop()));
  }

  @Test
  void storageKeysMustMatchTheTensors() {
    byte[] object = PickleBytes.start().none().stop();
    refused("once each, got text '3'", TorchFiles.legacy(object, Map.of("3", new float[1])));
    byte[] used =
        PickleBytes.start()
            .tensor()
            .storage(true, "FloatStorage", "3", 1)
            .layout(0, List.of(1L), List.of(1L))
            .stop();
    refused("has no data", TorchFiles.legacy(used, NOTHING));
    refused("got 1 more bytes", TorchFiles.join(TorchFiles.legacy(object, NOTHING), new byte[1]));
    refused(
        "storage keys must be a list",
        TorchFiles.join(TorchFiles.legacyHeader(true), object, object));
  }

  @Test
  void viewsShowTheirPartOfTheRoot() throws IOException {
    byte[] object =
        PickleBytes.start()
            .op('}', '(')
            .text("view")
            .tensor()
            .view("3", 6, "v", 2, 3)
            .layout(1, List.of(2L), List.of(1L))
            .text("whole")
            .tensor()
            .storage(true, "FloatStorage", "3", 6)
            .layout(0, List.of(3L, 2L), List.of(1L, 3L))
            .text("old")
            .global("torch._utils", "_rebuild_tensor")
            .op('(')
            .storage(true, "FloatStorage", "3", 6)
            .integer(5)
            .op(')', ')', 't', 'R')
            .op('u')
            .stop();
    float[] values = {0, 1, 2, 3, 4, 5};
    for (boolean littleEndian : new boolean[] {true, false}) {
      byte[] file = TorchFiles.legacy(object, Map.of("3", values));
      // The flag tells about the writer's machine; PyTorch's data are little-endian either way.
      byte[] header = TorchFiles.legacyHeader(littleEndian);
      System.arraycopy(header, 0, file, 0, header.length);
      try (Checkpoint c = TorchFiles.open(folder, file)) {
        Map<String, ArrayData> arrays = c.stateDict();
        assertArrayEquals(new float[] {3, 4}, arrays.get("view").toFloats());
        assertArrayEquals(new float[] {0, 3, 1, 4, 2, 5}, arrays.get("whole").toFloats());
        assertArrayEquals(new float[] {5}, arrays.get("old").toFloats());
      }
    }
    refused(
        "needs elements 1..3 of storage 'v', which has 3",
        TorchFiles.legacy(
            PickleBytes.start()
                .tensor()
                .view("3", 6, "v", 2, 3)
                .layout(1, List.of(3L), List.of(1L))
                .stop(),
            Map.of("3", values)));
  }

  @Test
  void pythonTwoPassesAnOrderedDictItsPairs() throws IOException {
    byte[] object =
        PickleBytes.start()
            .global("collections", "OrderedDict")
            .op(']', ']')
            .text("a")
            .op('a', 'K', 1, 'a', 'a')
            .op(0x85, 'R')
            .stop();
    // The inner list is ['a', 1].
    try (Checkpoint c = TorchFiles.open(folder, TorchFiles.legacy(object, NOTHING))) {
      assertEquals(Map.of("a", 1L), c.root());
    }
    refusedPickle(
        "OrderedDict needs pairs",
        PickleBytes.start().global("collections", "OrderedDict").op(']').none().op('a', 0x85, 'R'));
  }
}
