package dev.v2v.engine.backend.ptx;

import dev.v2v.engine.backend.cuda.driver.KernelCompiler;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A compiler whose PTX is the image, since that is what this device loads. It writes down from
 * which line of the source each instruction comes.
 */
final class PtxCompiler implements KernelCompiler {
  private final KernelCompiler compiler;

  PtxCompiler(KernelCompiler compiler) {
    this.compiler = compiler;
  }

  @Override
  public Compiled compile(
      String name,
      String source,
      Map<String, String> headers,
      List<String> options,
      int architecture) {
    List<String> all = Stream.concat(options.stream(), Stream.of("-lineinfo")).toList();
    String ptx = compiler.compile(name, source, headers, all, architecture).ptx();
    return new Compiled(ptx.getBytes(StandardCharsets.UTF_8), ptx);
  }

  @Override
  public String version() {
    return compiler.version() + "-ptx";
  }
}
