package dev.v2v.engine.backend.cuda.driver;

import java.util.List;
import java.util.Map;

/** Compiles CUDA C++ while the program runs. */
public interface KernelCompiler {
  /**
   * Compiled kernels.
   *
   * @param image what {@link Driver#load} takes
   * @param ptx text that tells the kernels' signatures
   */
  @SuppressWarnings("ArrayRecordComponent") // carried, never compared
  record Compiled(byte[] image, String ptx) {}

  /**
   * Compiles one source for one architecture.
   *
   * @param headers what the source includes, by name
   * @param architecture as in {@link DeviceInfo#architecture}
   * @throws dev.v2v.engine.DeviceException with the compiler's words if the source has errors
   */
  Compiled compile(
      String name,
      String source,
      Map<String, String> headers,
      List<String> options,
      int architecture);

  /** Name and version, part of the identity of what it compiles. */
  String version();
}
