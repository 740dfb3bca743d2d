package dev.v2v.engine.ptx.text;

import java.util.List;
import java.util.stream.Collectors;

/**
 * One instruction. Immutable.
 *
 * @param line of the PTX, from 1
 * @param source where it comes from, {@code file:line}, empty if the PTX does not say
 * @param guard predicate register under which it is done, {@code null} for always
 * @param negated whether it is done where the guard is false
 * @param opcode with all its modifiers, {@code ld.global.nc.v4.f32}
 */
public record PtxInstruction(
    int line,
    String source,
    String guard,
    boolean negated,
    String opcode,
    List<PtxOperand> operands) {

  public PtxInstruction {
    operands = List.copyOf(operands);
  }

  /** Whether the opcode has this part, {@code has("global")}. */
  public boolean has(String modifier) {
    return List.of(opcode.split("\\.")).contains(modifier);
  }

  /** The first part of the opcode. */
  public String family() {
    int dot = opcode.indexOf('.');
    return dot < 0 ? opcode : opcode.substring(0, dot);
  }

  @Override
  public String toString() {
    String when = guard == null ? "" : "@" + (negated ? "!" : "") + guard + " ";
    return when
        + opcode
        + (operands.isEmpty() ? "" : " ")
        + operands.stream().map(Object::toString).collect(Collectors.joining(", "));
  }
}
