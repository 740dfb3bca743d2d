package dev.v2v.engine.ptx.machine;

import dev.v2v.engine.ptx.text.PtxException;
import dev.v2v.engine.ptx.text.PtxInstruction;
import dev.v2v.engine.ptx.text.PtxOperand;
import java.util.List;

/** Operands of one instruction as indices into the register banks. */
final class Operands {
  private final Registers registers;
  private final PtxInstruction instruction;

  Operands(Registers registers, PtxInstruction instruction) {
    this.registers = registers;
    this.instruction = instruction;
  }

  PtxInstruction instruction() {
    return instruction;
  }

  Registers registers() {
    return registers;
  }

  PtxOperand get(int i) {
    if (i >= instruction.operands().size()) {
      throw refuse("has too few operands");
    }
    return instruction.operands().get(i);
  }

  int size() {
    return instruction.operands().size();
  }

  void count(int count) {
    if (size() != count) {
      throw refuse("must have " + count + " operands");
    }
  }

  /** Operand {@code i} among the words; a number becomes a register that always holds it. */
  int word(int i) {
    return word(get(i));
  }

  int word(PtxOperand operand) {
    return registers.word(this, operand);
  }

  int wide(int i) {
    return wide(get(i));
  }

  int wide(PtxOperand operand) {
    return registers.wide(this, operand);
  }

  int predicate(int i) {
    return predicate(get(i));
  }

  int predicate(PtxOperand operand) {
    return registers.predicate(this, operand);
  }

  /** Elements of a vector, or the operand alone. */
  List<PtxOperand> elements(int i) {
    return get(i) instanceof PtxOperand.Vector v ? v.elements() : List.of(get(i));
  }

  PtxException refuse(String why) {
    return new PtxException(
        registers.module(),
        instruction.line(),
        instruction.opcode() + ": " + why + ", got '" + instruction + "'");
  }
}
