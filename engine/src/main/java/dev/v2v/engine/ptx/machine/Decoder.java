package dev.v2v.engine.ptx.machine;

import dev.v2v.engine.ptx.text.PtxException;
import dev.v2v.engine.ptx.text.PtxInstruction;
import dev.v2v.engine.ptx.text.PtxKernel;
import dev.v2v.engine.ptx.text.PtxOperand;
import dev.v2v.engine.ptx.text.PtxVariable;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Turns a kernel's text into code, once. Refuses what it does not know by line and opcode. */
final class Decoder {
  private static final Map<String, LaneOp> TABLE = new HashMap<>();

  static {
    IntegerOps.addTo(TABLE);
    FloatOps.addTo(TABLE);
    HalfOps.addTo(TABLE);
    CompareOps.addTo(TABLE);
    MoveOps.addTo(TABLE);
  }

  private final String module;
  private final PtxKernel kernel;
  private final Map<String, Long> symbols;
  private final Map<String, Integer> parameterOffsets = new LinkedHashMap<>();
  private int parameterBytes;
  private int sharedBytes;
  private int localBytes;

  private Decoder(String module, PtxKernel kernel, Map<String, Long> globals) {
    this.module = module;
    this.kernel = kernel;
    this.symbols = new HashMap<>(globals);
  }

  /**
   * Decodes a kernel.
   *
   * @param module name for messages
   * @param globals addresses of the module's variables
   * @param shared the module's variables in shared memory, which every kernel of it may name
   */
  static Code decode(
      String module, PtxKernel kernel, Map<String, Long> globals, List<PtxVariable> shared) {
    Decoder decoder = new Decoder(module, kernel, globals);
    decoder.layout(shared);
    return decoder.code();
  }

  private void layout(List<PtxVariable> shared) {
    for (PtxVariable p : kernel.parameters()) {
      parameterBytes = align(parameterBytes, p.align());
      parameterOffsets.put(p.name(), parameterBytes);
      symbols.put(p.name(), (long) parameterBytes);
      parameterBytes += p.bytes();
    }
    kernel.variables().forEach(this::place);
    shared.stream().filter(v -> v.bytes() > 0).filter(this::isNamed).forEach(this::place);
    // External shared memory lies behind the declared, and all of it at one place.
    shared.stream().filter(v -> v.bytes() == 0).filter(this::isNamed).forEach(this::place);
  }

  private boolean isNamed(PtxVariable v) {
    PtxOperand symbol = new PtxOperand.Symbol(v.name());
    return kernel.code().stream()
        .flatMap(i -> i.operands().stream())
        .anyMatch(
            o -> o.equals(symbol) || (o instanceof PtxOperand.Memory m && m.base().equals(symbol)));
  }

  private void place(PtxVariable v) {
    if (v.space().equals("shared")) {
      sharedBytes = align(sharedBytes, v.align());
      symbols.put(v.name(), (long) sharedBytes);
      sharedBytes += v.bytes();
    } else {
      localBytes = align(localBytes, v.align());
      symbols.put(v.name(), (long) localBytes);
      localBytes += v.bytes();
    }
  }

  private static int align(int offset, int to) {
    return (offset + to - 1) / to * to;
  }

  private Code code() {
    Registers registers = new Registers(module, kernel, symbols);
    List<PtxInstruction> code = kernel.code();
    int[] reconverge = new ControlFlow(successors()).postDominators();
    Step[] steps = new Step[code.size()];
    boolean ordered = false;
    for (int i = 0; i < steps.length; i++) {
      PtxInstruction text = code.get(i);
      Operands o = new Operands(registers, text);
      Step.Flow flow = flow(text);
      steps[i] =
          new Step(
              flow,
              text.guard() == null ? -1 : o.predicate(new PtxOperand.Register(text.guard())),
              text.negated() ? -1 : 0,
              flow == Step.Flow.NEXT ? instruction(o) : null,
              flow == Step.Flow.BRANCH ? target(text) : -1,
              reconverge[i],
              Classes.of(text),
              text);
      ordered |= AtomicOps.crossesBlocks(text.opcode());
    }
    return new Code(
        module,
        kernel,
        steps,
        registers,
        Map.copyOf(parameterOffsets),
        parameterBytes,
        sharedBytes,
        localBytes,
        ordered);
  }

  private static Step.Flow flow(PtxInstruction i) {
    return switch (i.opcode()) {
      case "bra", "bra.uni" -> Step.Flow.BRANCH;
      case "ret", "exit", "ret.uni" -> Step.Flow.EXIT;
      case "bar.sync", "barrier.sync", "barrier.sync.aligned" -> Step.Flow.BARRIER;
      default -> Step.Flow.NEXT;
    };
  }

  private int target(PtxInstruction i) {
    boolean label = i.operands().size() == 1 && i.operands().get(0) instanceof PtxOperand.Symbol;
    Integer at = label ? kernel.labels().get(i.operands().get(0).toString()) : null;
    if (at == null) {
      throw new PtxException(module, i.line(), i.opcode() + ": needs a label, got '" + i + "'");
    }
    return at;
  }

  private int[][] successors() {
    List<PtxInstruction> code = kernel.code();
    int end = code.size();
    int[][] successors = new int[end][];
    for (int i = 0; i < end; i++) {
      PtxInstruction text = code.get(i);
      boolean always = text.guard() == null;
      successors[i] =
          switch (flow(text)) {
            case BRANCH -> always ? new int[] {target(text)} : new int[] {i + 1, target(text)};
            case EXIT -> always ? new int[] {end} : new int[] {i + 1, end};
            default -> new int[] {i + 1};
          };
    }
    return successors;
  }

  private static Instruction instruction(Operands o) {
    String opcode = o.instruction().opcode();
    if (MoveOps.isPacking(o) && opcode.startsWith("mov")) {
      return MoveOps.packing(o);
    }
    LaneOp op = TABLE.get(opcode);
    if (op != null) {
      return op.bind(o);
    }
    return switch (o.instruction().family()) {
      case "ld", "ldu" -> MemoryOps.load(o);
      case "st" -> MemoryOps.store(o);
      case "atom", "red" -> AtomicOps.decode(o);
      case "cvt" -> ConvertOps.decode(o);
      case "selp" -> MoveOps.select(o);
      case "shfl" -> WarpOps.shuffle(o);
      case "vote" -> WarpOps.vote(o);
      case "activemask" -> WarpOps.activeMask(o);
      default -> throw o.refuse("is not offered");
    };
  }
}
