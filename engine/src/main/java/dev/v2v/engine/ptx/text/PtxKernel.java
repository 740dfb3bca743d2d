package dev.v2v.engine.ptx.text;

import java.util.List;
import java.util.Map;

/**
 * An entry point. Immutable.
 *
 * @param parameters variables of space {@code param}, in order
 * @param registers type of each register, {@code b32}, {@code f32}, {@code pred}
 * @param variables shared and local memory
 * @param code all instructions in order
 * @param labels where each label points: the index of the next instruction
 * @param mostThreads of a block, 1024 if the kernel declares nothing
 */
public record PtxKernel(
    String name,
    List<PtxVariable> parameters,
    Map<String, String> registers,
    List<PtxVariable> variables,
    List<PtxInstruction> code,
    Map<String, Integer> labels,
    int mostThreads) {}
