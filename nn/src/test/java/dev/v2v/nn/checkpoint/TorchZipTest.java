package dev.v2v.nn.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The zip layout: what archives may look like, and what they may not. */
class TorchZipTest {
  @TempDir Path folder;

  private static final byte[] OBJECT =
      PickleBytes.start()
          .op('}')
          .text("w")
          .tensor()
          .storage(false, "FloatStorage", "0", 3)
          .layout(0, List.of(3L), List.of(1L))
          .op('s')
          .stop();
  private static final byte[] DATA = TorchFiles.floats(1, 2, 3);

  private static List<TorchFiles.Part> parts() {
    return new ArrayList<>(
        List.of(
            TorchFiles.Part.stored("r/data.pkl", OBJECT),
            TorchFiles.Part.stored("r/data/0", DATA),
            TorchFiles.Part.stored("r/version", "3\n".getBytes(StandardCharsets.US_ASCII))));
  }

  private static byte[] with(String name, byte[] bytes) throws IOException {
    List<TorchFiles.Part> parts = parts();
    parts.removeIf(part -> part.name.equals(name));
    parts.add(TorchFiles.Part.stored(name, bytes));
    return TorchFiles.zip(parts);
  }

  private void refused(String message, byte[] file) {
    CheckpointException e =
        assertThrows(CheckpointException.class, () -> TorchFiles.open(folder, file).stateDict());
    assertTrue(e.getMessage().contains(message), e::getMessage);
  }

  private void reads(byte[] file, float... expected) throws IOException {
    try (Checkpoint c = TorchFiles.open(folder, file)) {
      assertArrayEquals(expected, c.stateDict().get("w").toFloats());
    }
  }

  @Test
  void byteOrderIsTheWriters() throws IOException {
    reads(TorchFiles.zip(parts()), 1, 2, 3);
    reads(with("r/byteorder", "little".getBytes(StandardCharsets.US_ASCII)), 1, 2, 3);
    ByteBuffer swapped = ByteBuffer.allocate(12).order(ByteOrder.BIG_ENDIAN);
    swapped.asFloatBuffer().put(new float[] {1, 2, 3});
    List<TorchFiles.Part> parts = parts();
    parts.set(1, TorchFiles.Part.stored("r/data/0", swapped.array()));
    parts.add(TorchFiles.Part.stored("r/byteorder", "big".getBytes(StandardCharsets.US_ASCII)));
    reads(TorchFiles.zip(parts), 1, 2, 3);
    refused("got 'middle'", with("r/byteorder", "middle".getBytes(StandardCharsets.US_ASCII)));
  }

  @Test
  void contentsMustBeComplete() throws IOException {
    List<TorchFiles.Part> parts = parts();
    parts.remove(1);
    refused("'r/data/0' is missing", TorchFiles.zip(parts));
    refused("needs 12 bytes, but its zip entry has 11", with("r/data/0", new byte[11]));
    refused("needs 12 bytes, but its zip entry has 13", with("r/data/0", new byte[13]));
    refused("got two root folders", with("s/data.pkl", OBJECT));
    refused("TorchScript", with("r/constants.pkl", OBJECT));
    refused("must end with its pickle", with("r/data.pkl", TorchFiles.join(OBJECT, OBJECT)));
    refused("is cut short", with("r/data.pkl", new byte[] {(byte) 0x80, 2, ')'}));
    refused(
        "not one of PyTorch",
        TorchFiles.zip(List.of(TorchFiles.Part.stored("a/b/data.pkl", OBJECT))));
  }

  @Test
  void compressedEntriesAreRefusedHoweverSmall() throws IOException {
    // 64 MB of zeros in 64 kB: never inflated.
    refused(
        "must be stored",
        TorchFiles.zip(List.of(new TorchFiles.Part("r/data.pkl", new byte[64 << 20], true))));
    List<TorchFiles.Part> parts = parts();
    parts.set(1, new TorchFiles.Part("r/data/0", DATA, true));
    refused("zip entry 'r/data/0' must be stored", TorchFiles.zip(parts));
  }

  @Test
  void namesMayNotRepeat() throws IOException {
    byte[] file = with("r/data/1", DATA);
    replace(file, "r/data/1", "r/data/0");
    refused("'r/data/0' is there twice", file);
  }

  @Test
  void theTwoHeadersOfAnEntryMustAgree() throws IOException {
    byte[] file = TorchFiles.zip(parts());
    file[indexOf(file, "r/data/0") + 7] = '9';
    refused("'r/data/0' has no matching header", file);
  }

  @Test
  void entriesMayNotOverlapOrLeaveTheFile() throws IOException {
    byte[] file = TorchFiles.zip(parts());
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int directory = bytes.getInt(file.length - 22 + 16);
    int second = directory + 46 + "r/data.pkl".length();
    bytes.putInt(second + 20, 60).putInt(second + 24, 60);
    refused("'r/data/0' overlaps", file);
    bytes.putInt(second + 20, 60_000).putInt(second + 24, 60_000);
    refused("'r/data/0' needs 60000 bytes", file);
    bytes.putInt(second + 20, 12).putInt(second + 24, 13);
    refused("has two different sizes", file);
    bytes.putInt(second + 20, -1).putInt(second + 24, -1);
    refused("must have its sizes in a zip64 field", file);
    bytes.putInt(second + 20, 12).putInt(second + 24, 12).putInt(second + 42, 1 << 30);
    refused("has no matching header at 1073741824", file);
    bytes.putInt(file.length - 22 + 12, 5);
    refused("zip directory must be on one disk and end at", file);
  }

  @Test
  void sizesMayBeInAZip64Field() throws IOException {
    byte[] file = TorchFiles.zip(parts());
    int end = file.length - 22;
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int directory = bytes.getInt(end + 16);
    int second = directory + 46 + "r/data.pkl".length();
    int header = bytes.getInt(second + 42);
    bytes.putInt(second + 20, -1).putInt(second + 24, -1).putInt(second + 42, -1);
    bytes.putShort(second + 30, (short) (5 + 28));
    ByteBuffer extra = ByteBuffer.allocate(33).order(ByteOrder.LITTLE_ENDIAN);
    // A field to skip, then the zip64 one: uncompressed, compressed, position.
    extra.putShort((short) 0x7777).putShort((short) 1).put((byte) 0);
    extra.putShort((short) 1).putShort((short) 24).putLong(12).putLong(12).putLong(header);
    int insert = second + 46 + "r/data/0".length();
    bytes.putInt(end + 12, bytes.getInt(end + 12) + 33);
    byte[] wide = new byte[file.length + 33];
    System.arraycopy(file, 0, wide, 0, insert);
    System.arraycopy(extra.array(), 0, wide, insert, 33);
    System.arraycopy(file, insert, wide, insert + 33, file.length - insert);
    reads(wide, 1, 2, 3);
  }

  @Test
  void aCommentAtTheEndIsSkipped() throws IOException {
    byte[] file = TorchFiles.zip(parts());
    file[file.length - 2] = 5;
    reads(TorchFiles.join(file, "hello".getBytes(StandardCharsets.US_ASCII)), 1, 2, 3);
  }

  private static int indexOf(byte[] file, String text) {
    int at = new String(file, StandardCharsets.ISO_8859_1).indexOf(text);
    assertTrue(at >= 0, text);
    return at;
  }

  private static void replace(byte[] file, String from, String to) {
    String content = new String(file, StandardCharsets.ISO_8859_1);
    for (int at = content.indexOf(from); at >= 0; at = content.indexOf(from, at + 1)) {
      byte[] bytes = to.getBytes(StandardCharsets.ISO_8859_1);
      System.arraycopy(bytes, 0, file, at, bytes.length);
    }
  }
}
