package dev.v2v.nn.checkpoint;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Damaged files either still read or end in a {@link CheckpointException}; nothing else escapes.
 */
class FuzzTest {
  /** Of each file; {@code -Dv2v.fuzz=N} for more. */
  private static final int MUTATIONS = Integer.getInteger("v2v.fuzz", 1000);

  private static final long[] NASTY = {
    0,
    1,
    -1,
    127,
    128,
    255,
    256,
    0x7fff,
    0xffff,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    0xffff_ffffL,
    1L << 32,
    1L << 40,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };

  @TempDir Path folder;

  /** Opens a file, reads everything in it; true if it was accepted. */
  private boolean reads(byte[] content, String name) throws IOException {
    // A new file each time: overwriting one makes some file systems wait for the disk.
    Path file = Files.write(folder.resolve(name), content, StandardOpenOption.CREATE_NEW);
    try {
      return reads(file, content.length);
    } catch (CheckpointException e) {
      assertTrue(e.getMessage().contains(name), e::getMessage);
      assertTrue(e.getMessage().length() < 2000, e::getMessage);
      return false;
    } finally {
      Files.delete(file);
    }
  }

  private static boolean reads(Path file, long bytes) {
    if (file.toString().contains("dictionary")) {
      NpyDictionary.read(file).values().forEach(FuzzTest::consume);
      return true;
    }
    if (file.toString().endsWith(".npy")) {
      consume(Npy.read(file));
      return true;
    }
    try (Checkpoint checkpoint = Checkpoint.open(file)) {
      for (Checkpoint.Entry entry : checkpoint.entries()) {
        assertTrue(entry.bytes() <= bytes, entry::toString);
      }
      if (checkpoint.root() instanceof Map<?, ?> map
          && map.values().stream().allMatch(StoredTensor.class::isInstance)
          && map.keySet().stream().allMatch(String.class::isInstance)) {
        checkpoint.stateDict().values().forEach(FuzzTest::consume);
      }
      for (String optimizer : new String[] {"adam", "sgd", "plain", "addresses"}) {
        if (checkpoint.contains(optimizer)) {
          checkpoint
              .optimizerState(optimizer)
              .parameters()
              .forEach(p -> p.buffers().values().forEach(FuzzTest::consume));
        }
      }
      return true;
    }
  }

  private static void consume(ArrayData array) {
    assertTrue(array.toFloats().length == array.shape().elements());
  }

  private static byte[] mutate(byte[] original, SplittableRandom random) {
    byte[] bytes = original.clone();
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(6)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) random.nextInt(256);
        case 2 -> put(bytes, at, NASTY[random.nextInt(NASTY.length)], random.nextBoolean() ? 8 : 4);
        case 3 -> bytes = Arrays.copyOf(bytes, 1 + at);
        case 4 -> copyRange(bytes, at, random);
        default -> bytes = remove(bytes, at, random);
      }
    }
    return bytes;
  }

  private static void put(byte[] bytes, int at, long value, int width) {
    ByteBuffer wide = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value);
    System.arraycopy(wide.array(), 0, bytes, at, Math.min(width, bytes.length - at));
  }

  private static void copyRange(byte[] bytes, int at, SplittableRandom random) {
    int from = random.nextInt(bytes.length);
    int length = Math.min(1 + random.nextInt(32), bytes.length - Math.max(at, from));
    System.arraycopy(bytes, from, bytes, at, length);
  }

  private static byte[] remove(byte[] bytes, int at, SplittableRandom random) {
    int length = Math.min(1 + random.nextInt(8), bytes.length - 1 - at);
    byte[] shorter = Arrays.copyOf(bytes, bytes.length - length);
    System.arraycopy(bytes, at + length, shorter, at, bytes.length - at - length);
    return shorter;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tensors-legacy.pth",
        "tensors-zip.pth",
        "nested-legacy.pth",
        "nested-zip.pth",
        "optimizers-legacy.pth",
        "optimizers-zip.pth",
        "tensors.safetensors",
        "model.safetensors",
        "fortran-f4.npy",
        "version3.npy",
        "dictionary-python2.npy",
        "dictionary-python3.npy"
      })
  void mutationsNeverEscape(String name) throws IOException {
    byte[] original = Fixtures.bytes(name);
    assertTrue(reads(original, name));
    int accepted =
        assertTimeoutPreemptively(
            Duration.ofMillis(60L * MUTATIONS), () -> mutations(original, name));
    // Changed values and labels are not noticed, changed structure is: both must occur.
    assertTrue(accepted > 0 && accepted < MUTATIONS, name + ": " + accepted + " accepted");
  }

  private int mutations(byte[] original, String name) throws IOException {
    int accepted = 0;
    for (int seed = 0; seed < MUTATIONS; seed++) {
      byte[] mutated = mutate(original, new SplittableRandom(seed));
      try {
        accepted += reads(mutated, name) ? 1 : 0;
      } catch (RuntimeException | Error e) {
        fail(name + ", seed " + seed, e);
      }
    }
    return accepted;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nested-legacy.pth",
        "optimizers-zip.pth",
        "model.safetensors",
        "c-f8.npy",
        "version2.npy",
        "dictionary-python2.npy",
        "evil-legacy.pth"
      })
  void everyTruncationIsRefused(String name) throws IOException {
    byte[] original = Fixtures.bytes(name);
    for (int length = 0; length < original.length; length++) {
      byte[] cut = Arrays.copyOf(original, length);
      int at = length;
      assertTrue(!reads(cut, name), () -> name + " cut to " + at + " bytes was accepted");
    }
  }

  /** A pickle of random opcodes from the list, so that the machine itself is exercised. */
  @Test
  void randomProgramsNeverEscape() throws IOException {
    PickleOpcode[] opcodes = PickleOpcode.values();
    int[] codes = new int[opcodes.length];
    for (int code = 0, n = 0; code < 256; code++) {
      if (PickleOpcode.of(code) != null) {
        codes[n++] = code;
      }
    }
    int refused = 0;
    for (int seed = 0; seed < 2 * MUTATIONS; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      PickleBytes pickle = PickleBytes.start();
      int length = random.nextInt(40);
      for (int i = 0; i < length; i++) {
        append(pickle, codes[random.nextInt(codes.length)], random);
      }
      byte[] file = TorchFiles.legacy(pickle.stop(), Map.of());
      refused += reads(file, "random.pth") ? 0 : 1;
    }
    assertTrue(refused > MUTATIONS);
  }

  private static void append(PickleBytes pickle, int code, SplittableRandom random) {
    switch (PickleOpcode.of(code)) {
      case PROTO, STOP -> pickle.none();
      case GLOBAL -> {
        if (random.nextBoolean()) {
          pickle.global("collections", "OrderedDict");
        } else {
          pickle.global("torch._utils", "_rebuild_tensor_v2");
        }
      }
      case BINUNICODE -> pickle.text("storage");
      case LONG1 -> pickle.integer(NASTY[random.nextInt(NASTY.length)]);
      case BINPUT, BINGET -> pickle.op(code, random.nextInt(4));
      case BINPERSID -> pickle.storage(true, "FloatStorage", "3", random.nextInt(3));
      case LONG_BINPUT, LONG_BINGET -> pickle.op(code).int32(random.nextInt(4));
      case BININT1 -> pickle.op(code, 5);
      case BININT2 -> pickle.op(code, 5, 0);
      case BININT -> pickle.op(code).int32(-5);
      case BINFLOAT -> pickle.op(code).int32(0).int32(0);
      default -> pickle.op(code);
    }
  }

  @Test
  void garbageIsRefused() {
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 500; i++) {
      byte[] bytes = new byte[random.nextInt(300)];
      random.nextBytes(bytes);
      Path file = folder.resolve("garbage");
      assertThrows(
          CheckpointException.class, () -> Checkpoint.open(Files.write(file, bytes)).close());
      assertThrows(CheckpointException.class, () -> Npy.read(file));
    }
  }
}
