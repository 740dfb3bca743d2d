package dev.v2v.kernels;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The kernels of one source file. Immutable.
 *
 * @param name file name without its ending
 * @param source CUDA C++
 * @param headers what the source includes, directly or not, by file name
 * @param ptx for {@link #BASELINE_ARCH}, if it was built from exactly these sources
 * @param kernels what the source declares
 */
public record KernelFamily(
    String name,
    String source,
    Map<String, String> headers,
    Optional<String> ptx,
    List<KernelInfo> kernels) {

  /** The oldest architecture that the kernels run on; its PTX runs on all later ones. */
  public static final String BASELINE_ARCH = "compute_75";

  /**
   * Compiler options beside the architecture, for nvcc and NVRTC alike. Multiplications and
   * additions may be fused; nothing else gives up precision.
   */
  public static final List<String> OPTIONS = List.of("-std=c++17", "--fmad=true");

  /** Ending of packaged PTX, compressed. */
  static final String PTX = ".ptx.gz";

  /** How it begins; the hash of its sources follows. */
  static final String STAMP = "// sha256 ";

  /**
   * Hash of the source, its headers and {@link #OPTIONS}: names a compiled form on disk. In
   * hexadecimal.
   */
  public String fingerprint() {
    return fingerprint(source, headers);
  }

  static String fingerprint(String source, Map<String, String> headers) {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
    update(digest, String.join(" ", OPTIONS));
    update(digest, source);
    headers.keySet().stream().sorted().forEach(h -> update(digest, h + "\n" + headers.get(h)));
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void update(MessageDigest digest, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update(
        (bytes.length + ":").getBytes(StandardCharsets.UTF_8)); // no two splits hash alike
    digest.update(bytes);
  }

  /** Signatures of the packaged PTX's entry points; empty without PTX. */
  public List<PtxEntry> entries() {
    return ptx.map(PtxEntry::parse).orElse(List.of());
  }
}
