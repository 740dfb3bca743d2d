package dev.v2v.engine.backend.cuda.jcuda;

import static jcuda.nvptxcompiler.JNvPTXCompiler.nvPTXCompilerCompile;
import static jcuda.nvptxcompiler.JNvPTXCompiler.nvPTXCompilerCreate;
import static jcuda.nvptxcompiler.JNvPTXCompiler.nvPTXCompilerDestroy;
import static jcuda.nvptxcompiler.JNvPTXCompiler.nvPTXCompilerGetCompiledProgram;
import static jcuda.nvptxcompiler.JNvPTXCompiler.nvPTXCompilerGetCompiledProgramSize;
import static jcuda.nvptxcompiler.JNvPTXCompiler.nvPTXCompilerGetErrorLog;
import static jcuda.nvptxcompiler.JNvPTXCompiler.nvPTXCompilerGetErrorLogSize;
import static jcuda.nvptxcompiler.JNvPTXCompiler.nvPTXCompilerGetInfoLog;
import static jcuda.nvptxcompiler.JNvPTXCompiler.nvPTXCompilerGetInfoLogSize;
import static jcuda.nvptxcompiler.JNvPTXCompiler.nvPTXCompilerGetVersion;

import dev.v2v.engine.DeviceException;
import dev.v2v.engine.backend.cuda.natives.Binding;
import dev.v2v.engine.backend.cuda.natives.NativeLibraries;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jcuda.nvptxcompiler.nvPTXCompilerHandle;

/**
 * NVIDIA's assembler for PTX, which JCuda carries inside: it needs neither a GPU nor an installed
 * CUDA, so any machine can tell what a kernel takes of each architecture. Thread-safe.
 */
public final class PtxAssembler {
  private static final Pattern ENTRY =
      Pattern.compile(
          "Compiling entry function '(\\w+)' for 'sm_\\d+\\w?'(.*?)Used (\\d+) registers([^\\n]*)",
          Pattern.DOTALL);
  private static final Pattern SPILLS =
      Pattern.compile("(\\d+) bytes spill stores, (\\d+) bytes spill loads");
  private static final Pattern SHARED = Pattern.compile("(\\d+) bytes smem");

  /**
   * What one kernel takes.
   *
   * @param registers of each thread
   * @param sharedBytes declared in the kernel, of each block
   * @param spillBytes that each thread stores and loads for want of registers
   */
  public record Usage(String entry, int registers, int sharedBytes, int spillBytes) {}

  /**
   * Machine code.
   *
   * @param cubin for the architecture asked for
   * @param usage of every kernel in it
   */
  @SuppressWarnings("ArrayRecordComponent") // carried, never compared
  public record Assembled(byte[] cubin, List<Usage> usage) {}

  private final String version;

  private PtxAssembler() {
    int[] major = new int[1];
    int[] minor = new int[1];
    check(nvPTXCompilerGetVersion(major, minor), "nvPTXCompilerGetVersion", "");
    version = "nvptxcompiler-" + major[0] + "." + minor[0];
  }

  /**
   * Opens the assembler.
   *
   * @throws DeviceException if this platform has none
   */
  public static PtxAssembler open() {
    NativeLibraries.instance().load(Binding.PTX_COMPILER);
    return new PtxAssembler();
  }

  /** Name and version. */
  public String version() {
    return version;
  }

  /**
   * Assembles PTX text for one architecture.
   *
   * @param architecture 90 for sm_90
   * @throws DeviceException with the assembler's words if it refuses the text
   */
  public Assembled assemble(String name, String ptx, int architecture) {
    byte[] text = (ptx + '\0').getBytes(StandardCharsets.US_ASCII);
    nvPTXCompilerHandle compiler = new nvPTXCompilerHandle();
    check(nvPTXCompilerCreate(compiler, text.length, text), "nvPTXCompilerCreate", name);
    try {
      String[] options = {"--gpu-name=sm_" + architecture, "--verbose"};
      int status = nvPTXCompilerCompile(compiler, options.length, options);
      if (status != 0) {
        throw new DeviceException(
            name + ".ptx: does not assemble for sm_" + architecture + ":\n" + errors(compiler));
      }
      long[] size = new long[1];
      check(nvPTXCompilerGetCompiledProgramSize(compiler, size), "size", name);
      byte[] cubin = new byte[Math.toIntExact(size[0])];
      check(nvPTXCompilerGetCompiledProgram(compiler, cubin), "program", name);
      return new Assembled(cubin, usage(information(compiler)));
    } finally {
      check(nvPTXCompilerDestroy(compiler), "nvPTXCompilerDestroy", name);
    }
  }

  private static String errors(nvPTXCompilerHandle compiler) {
    long[] size = new long[1];
    check(nvPTXCompilerGetErrorLogSize(compiler, size), "error log", "");
    byte[] log = new byte[Math.toIntExact(size[0]) + 1];
    check(nvPTXCompilerGetErrorLog(compiler, log), "error log", "");
    return text(log);
  }

  private static String information(nvPTXCompilerHandle compiler) {
    long[] size = new long[1];
    check(nvPTXCompilerGetInfoLogSize(compiler, size), "information log", "");
    byte[] log = new byte[Math.toIntExact(size[0]) + 1];
    check(nvPTXCompilerGetInfoLog(compiler, log), "information log", "");
    return text(log);
  }

  private static String text(byte[] zeroTerminated) {
    return new String(zeroTerminated, StandardCharsets.UTF_8).replace('\0', ' ').strip();
  }

  /** The assembler's report, in the words of {@code ptxas -v}. */
  static List<Usage> usage(String report) {
    List<Usage> all = new ArrayList<>();
    Matcher m = ENTRY.matcher(report);
    while (m.find()) {
      Matcher spills = SPILLS.matcher(m.group(2));
      int spillBytes = 0;
      while (spills.find()) {
        spillBytes += Integer.parseInt(spills.group(1)) + Integer.parseInt(spills.group(2));
      }
      Matcher shared = SHARED.matcher(m.group(4));
      int sharedBytes = shared.find() ? Integer.parseInt(shared.group(1)) : 0;
      all.add(new Usage(m.group(1), Integer.parseInt(m.group(3)), sharedBytes, spillBytes));
    }
    return all;
  }

  private static void check(int status, String call, String name) {
    if (status != 0) {
      throw new DeviceException("PTX assembler: " + call + " failed with " + status + ", " + name);
    }
  }
}
