package dev.v2v.engine.ptx.text;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads what stands between the braces of an entry. Inner braces, which inline assembly brings, are
 * scopes: a register declared in one hides an outer one of that name. Single-thread.
 */
final class PtxBody {
  private final String module;
  private final PtxLexer lexer;
  private final Map<Long, String> files;
  private final Map<String, String> registers = new LinkedHashMap<>();
  private final List<PtxVariable> variables = new ArrayList<>();
  private final List<PtxInstruction> code = new ArrayList<>();
  private final Map<String, Integer> labels = new HashMap<>();
  private final Deque<Map<String, String>> renamed = new ArrayDeque<>();
  private int scopes;
  private String source = "";

  PtxBody(String module, PtxLexer lexer, Map<Long, String> files) {
    this.module = module;
    this.lexer = lexer;
    this.files = files;
  }

  PtxKernel kernel(String name, List<PtxVariable> parameters, int mostThreads) {
    return new PtxKernel(
        name,
        List.copyOf(parameters),
        registers,
        List.copyOf(variables),
        List.copyOf(code),
        labels,
        mostThreads);
  }

  void read() {
    lexer.expect("{");
    renamed.push(Map.of());
    while (!renamed.isEmpty()) {
      statement();
    }
  }

  private void statement() {
    int line = lexer.line();
    String word = lexer.take();
    switch (word) {
      case "{" -> {
        scopes++;
        renamed.push(new HashMap<>());
      }
      case "}" -> renamed.pop();
      case ";" -> {}
      case ".reg" -> registers();
      case ".shared", ".local", ".const" ->
          variables.add(PtxParser.variable(lexer, word.substring(1)));
      case ".pragma" -> {
        while (!lexer.accept(";")) {
          lexer.take();
        }
      }
      case ".loc" -> location(line);
      case "@" -> guarded(line);
      default -> {
        if (word.startsWith(".")) {
          throw new PtxException(module, line, "directive " + word + " is not offered");
        }
        if (lexer.accept(":")) {
          labels.put(word, code.size());
        } else {
          instruction(line, null, false, word);
        }
      }
    }
  }

  private void location(int line) {
    String file = files.getOrDefault(lexer.integer(), "?");
    source = file + ":" + lexer.integer();
    while (lexer.line() == line) { // column, and what an inlined function was called from
      lexer.take();
    }
  }

  private void registers() {
    String type = lexer.take().substring(1);
    do {
      String name = lexer.take();
      if (lexer.accept("<")) {
        long count = lexer.integer();
        lexer.expect(">");
        for (long i = 0; i < count; i++) {
          declare(name + i, type);
        }
      } else {
        declare(name, type);
      }
    } while (lexer.accept(","));
    lexer.expect(";");
  }

  private void declare(String name, String type) {
    String unique = renamed.size() == 1 ? name : name + "@" + scopes;
    if (renamed.size() > 1) {
      renamed.getFirst().put(name, unique);
    }
    registers.put(unique, type);
  }

  private String resolve(String name) {
    for (Map<String, String> scope : renamed) {
      String unique = scope.get(name);
      if (unique != null) {
        return unique;
      }
    }
    return name;
  }

  private void guarded(int line) {
    boolean negated = lexer.accept("!");
    String guard = resolve(lexer.take());
    instruction(line, guard, negated, lexer.take());
  }

  private void instruction(int line, String guard, boolean negated, String opcode) {
    List<PtxOperand> operands = new ArrayList<>();
    while (!lexer.accept(";")) {
      operands.add(operand());
      lexer.accept(",");
    }
    code.add(new PtxInstruction(line, source, guard, negated, opcode, operands));
  }

  private PtxOperand operand() {
    if (lexer.accept("{")) {
      List<PtxOperand> elements = new ArrayList<>();
      while (!lexer.accept("}")) {
        elements.add(operand());
        lexer.accept(",");
      }
      return new PtxOperand.Vector(List.copyOf(elements));
    }
    if (lexer.accept("[")) {
      return memory();
    }
    if (lexer.accept("!")) {
      return new PtxOperand.Not(operand());
    }
    PtxOperand first = scalar();
    return lexer.accept("|") ? new PtxOperand.Pair(first, scalar()) : first;
  }

  private PtxOperand memory() {
    PtxOperand base = scalar();
    long offset = 0;
    if (lexer.accept("+")) {
      offset = lexer.integer();
    } else if (lexer.peek().equals("-")) {
      offset = lexer.integer();
    }
    lexer.expect("]");
    return new PtxOperand.Memory(base, offset);
  }

  private PtxOperand scalar() {
    if (lexer.peek().equals("-")) {
      return new PtxOperand.Integral(lexer.integer());
    }
    String word = lexer.take();
    char c = word.charAt(0);
    if (c == '%' || registers.containsKey(resolve(word))) {
      return new PtxOperand.Register(resolve(word));
    }
    if (word.startsWith("0f") || word.startsWith("0F")) {
      return new PtxOperand.Floating(Long.parseLong(word.substring(2), 16), false);
    }
    if (word.startsWith("0d") || word.startsWith("0D")) {
      return new PtxOperand.Floating(Long.parseUnsignedLong(word.substring(2), 16), true);
    }
    return c >= '0' && c <= '9'
        ? new PtxOperand.Integral(lexer.parseInteger(word))
        : new PtxOperand.Symbol(word);
  }
}
