package dev.v2v.nn.checkpoint;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Tells the format of a tensor file from its content; names in circulation say nothing. */
final class FormatDetector {
  private static final int TAR_MAGIC_AT = 257;

  private FormatDetector() {}

  static Checkpoint.Format detect(MappedFile file) {
    if (SafetensorsReader.matches(file)) {
      return Checkpoint.Format.SAFETENSORS;
    }
    if (ZipArchive.matches(file)) {
      return Checkpoint.Format.TORCH_ZIP;
    }
    if (TorchLegacyReader.matches(file)) {
      return Checkpoint.Format.TORCH_LEGACY;
    }
    throw CheckpointException.of(
        file.path(), "must be safetensors, a PyTorch zip or a PyTorch stream; it " + guess(file));
  }

  /** What the file is instead, for the mistakes that happen. */
  private static String guess(MappedFile file) {
    if (file.size() == 0) {
      return "is empty";
    }
    ByteBuffer head = file.slice(0, Math.min(file.size(), 512));
    String text = StandardCharsets.ISO_8859_1.decode(head.duplicate()).toString();
    if (text.startsWith("ustar", TAR_MAGIC_AT)) {
      return "is a tar archive (PyTorch 0.1 wrote such checkpoints; they are not supported)";
    }
    if (text.startsWith("\u0093NUMPY")) {
      return "is an NPY array";
    }
    if (text.startsWith("version https://git-lfs")) {
      return "is a Git LFS pointer, not the file itself";
    }
    if (text.stripLeading().startsWith("<")) {
      return "looks like an HTML page, so perhaps a failed download";
    }
    if (head.limit() > SafetensorsReader.LENGTH_BYTES
        && head.get(SafetensorsReader.LENGTH_BYTES) == '{') {
      return "looks like safetensors, but its header does not fit its " + file.size() + " bytes";
    }
    if (head.get(0) == (byte) 0x80) {
      return "looks like a plain pickle or a damaged PyTorch file";
    }
    return "starts with bytes " + hex(head);
  }

  private static String hex(ByteBuffer head) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < Math.min(8, head.limit()); i++) {
      out.append(String.format(i == 0 ? "%02x" : " %02x", head.get(i)));
    }
    return out.toString();
  }
}
