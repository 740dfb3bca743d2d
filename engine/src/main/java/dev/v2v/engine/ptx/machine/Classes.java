package dev.v2v.engine.ptx.machine;

import dev.v2v.engine.ptx.text.PtxInstruction;

/** Which class an instruction is counted in. */
final class Classes {
  private Classes() {}

  static InstructionClass of(PtxInstruction i) {
    return switch (i.family()) {
      case "bra", "ret", "exit" -> InstructionClass.CONTROL;
      case "bar", "barrier" -> InstructionClass.BARRIER;
      case "shfl", "vote", "activemask" -> InstructionClass.SHUFFLE;
      case "atom", "red" -> InstructionClass.ATOMIC;
      case "ld", "ldu", "st" -> memory(i);
      case "cvt", "cvta" -> InstructionClass.CONVERT;
      case "mov", "selp" -> InstructionClass.MOVE;
      case "ex2", "lg2", "sin", "cos", "tanh", "rsqrt", "sqrt", "rcp" -> InstructionClass.SPECIAL;
      case "div", "rem" -> i.has("f64") ? InstructionClass.FLOAT64 : InstructionClass.SPECIAL;
      default -> arithmetic(i);
    };
  }

  private static InstructionClass memory(PtxInstruction i) {
    if (i.has("param") || i.has("const")) {
      return InstructionClass.CONSTANT;
    }
    if (i.has("shared")) {
      return InstructionClass.SHARED;
    }
    return i.has("local") ? InstructionClass.LOCAL : InstructionClass.GLOBAL;
  }

  private static InstructionClass arithmetic(PtxInstruction i) {
    if (i.has("pred")) {
      return InstructionClass.MOVE;
    }
    if (i.has("f64")) {
      return InstructionClass.FLOAT64;
    }
    return i.has("f32") ? InstructionClass.FLOAT32 : InstructionClass.INTEGER;
  }
}
