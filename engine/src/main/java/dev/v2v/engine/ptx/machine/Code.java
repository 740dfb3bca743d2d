package dev.v2v.engine.ptx.machine;

import dev.v2v.engine.ptx.text.PtxInstruction;
import dev.v2v.engine.ptx.text.PtxKernel;
import java.util.Map;

/**
 * A kernel, decoded once and ready to run. Immutable; any number of threads may run it.
 *
 * @param module name of its PTX, for messages
 * @param parameterOffsets where each parameter lies in the argument block
 * @param parameterBytes size of that block
 * @param sharedBytes declared shared memory of a block
 * @param localBytes memory of each thread
 * @param ordered whether blocks meet through atomics on global memory, so that their order shows
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Code(
    String module,
    PtxKernel kernel,
    Step[] steps,
    Registers registers,
    Map<String, Integer> parameterOffsets,
    int parameterBytes,
    int sharedBytes,
    int localBytes,
    boolean ordered) {

  int length() {
    return steps.length;
  }

  /** Kernel, place and text of a step, for messages. */
  String describe(int pc) {
    if (pc >= steps.length) {
      return "kernel " + kernel.name();
    }
    PtxInstruction text = steps[pc].text();
    String source = text.source().isEmpty() ? "" : " (" + text.source() + ")";
    return "kernel %s, %s.ptx:%d%s, %s".formatted(kernel.name(), module, text.line(), source, text);
  }
}
