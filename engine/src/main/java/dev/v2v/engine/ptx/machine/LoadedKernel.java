package dev.v2v.engine.ptx.machine;

import dev.v2v.engine.ptx.text.PtxVariable;
import java.util.List;

/** A kernel, decoded and ready to launch. Immutable. */
public final class LoadedKernel {
  private final Code code;

  LoadedKernel(Code code) {
    this.code = code;
  }

  Code code() {
    return code;
  }

  public String name() {
    return code.kernel().name();
  }

  /** Shared memory that each of its blocks declares. */
  public int sharedBytes() {
    return code.sharedBytes();
  }

  /** Memory that each of its threads declares. */
  public int localBytes() {
    return code.localBytes();
  }

  /** Most threads of a block. */
  public int mostThreads() {
    return code.kernel().mostThreads();
  }

  /** The argument block for these values. */
  byte[] block(long[] arguments) {
    List<PtxVariable> parameters = code.kernel().parameters();
    if (arguments.length != parameters.size()) {
      throw new IllegalArgumentException(
          "kernel %s: takes %d arguments, got %d"
              .formatted(name(), parameters.size(), arguments.length));
    }
    byte[] block = new byte[code.parameterBytes()];
    for (int i = 0; i < arguments.length; i++) {
      PtxVariable p = parameters.get(i);
      Bytes.put(block, code.parameterOffsets().get(p.name()), p.bytes(), arguments[i]);
    }
    return block;
  }
}
