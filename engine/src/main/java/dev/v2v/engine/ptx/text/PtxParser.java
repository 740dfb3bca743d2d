package dev.v2v.engine.ptx.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the PTX that {@code nvcc} and NVRTC write for kernels without function calls.
 * Single-thread.
 *
 * <p>IMPLEMENTATION NOTES. A word may hold dots, so a directive, an opcode with its modifiers and a
 * special register are one token each.
 */
public final class PtxParser {
  private final String module;
  private final PtxLexer lexer;
  private final Map<String, PtxKernel> kernels = new LinkedHashMap<>();
  private final List<PtxVariable> variables = new ArrayList<>();
  private final Map<Long, String> files = new HashMap<>();

  private PtxParser(String module, String text) {
    this.module = module;
    this.lexer = new PtxLexer(module, text);
  }

  /**
   * Parses one text.
   *
   * @param module name for messages
   * @throws PtxException naming the line of what is wrong or not offered
   */
  public static PtxModule parse(String module, String text) {
    PtxParser parser = new PtxParser(module, text);
    while (!parser.lexer.atEnd()) {
      parser.declaration();
    }
    return new PtxModule(module, List.copyOf(parser.variables), parser.kernels);
  }

  private void declaration() {
    int line = lexer.line();
    String word = lexer.take();
    switch (word) {
      case ".version", ".target", ".address_size" -> rest(line);
      case ".file" -> file(line);
      case ".visible", ".weak", ".extern" -> {} // nothing is linked
      case ".entry" -> kernel();
      case ".global", ".const", ".shared" -> variables.add(variable(word.substring(1)));
      case ";" -> {}
      default -> throw new PtxException(module, line, "directive " + word + " is not offered");
    }
  }

  private void rest(int line) {
    while (!lexer.atEnd() && lexer.line() == line) {
      lexer.take();
    }
  }

  private void file(int line) {
    long number = lexer.integer();
    String name = lexer.take();
    String path = name.substring(1, name.length() - 1);
    files.put(number, path.substring(path.lastIndexOf('/') + 1));
    rest(line);
  }

  private void kernel() {
    String name = lexer.take();
    List<PtxVariable> parameters = new ArrayList<>();
    if (lexer.accept("(")) {
      while (!lexer.accept(")")) {
        lexer.expect(".param");
        parameters.add(variable("param"));
        lexer.accept(",");
      }
    }
    int mostThreads = 1024;
    while (!lexer.peek().equals("{")) {
      mostThreads = performance(mostThreads);
    }
    PtxBody body = new PtxBody(module, lexer, files);
    body.read();
    kernels.put(name, body.kernel(name, parameters, mostThreads));
  }

  /** Directives between parameters and body; those that only steer compilers are passed over. */
  private int performance(int mostThreads) {
    String word = lexer.take();
    switch (word) {
      case ".maxntid" -> {
        long threads = lexer.integer();
        while (lexer.accept(",")) {
          threads *= lexer.integer();
        }
        return (int) threads;
      }
      case ".minnctapersm", ".maxnreg" -> lexer.integer();
      default -> throw lexer.error("a directive of an entry", "'" + word + "'");
    }
    return mostThreads;
  }

  private PtxVariable variable(String space) {
    return variable(lexer, space);
  }

  /** The rest of a declaration behind its space: alignment, type, name, size, content. */
  static PtxVariable variable(PtxLexer lexer, String space) {
    int align = 0;
    String type = "";
    while (lexer.peek().startsWith(".")) {
      String word = lexer.take();
      switch (word) {
        case ".align" -> align = (int) lexer.integer();
        case ".ptr", ".global", ".const", ".shared", ".local" -> {} // of what a pointer points to
        default -> type = word.substring(1);
      }
    }
    String name = lexer.take();
    int element = size(lexer, type);
    long count = 1;
    while (lexer.accept("[")) {
      count *= lexer.peek().equals("]") ? 0 : lexer.integer();
      lexer.expect("]");
    }
    byte[] initial = lexer.accept("=") ? content(lexer, element) : new byte[0];
    if (!space.equals("param")) {
      lexer.expect(";");
    }
    return new PtxVariable(
        space, type, name, align == 0 ? element : align, (int) count * element, initial);
  }

  private static int size(PtxLexer lexer, String type) {
    return switch (type) {
      case "b8", "u8", "s8" -> 1;
      case "b16", "u16", "s16", "f16", "bf16" -> 2;
      case "b32", "u32", "s32", "f32" -> 4;
      case "b64", "u64", "s64", "f64" -> 8;
      default -> throw lexer.error("a type of a variable", "'" + type + "'");
    };
  }

  private static byte[] content(PtxLexer lexer, int element) {
    List<Long> values = new ArrayList<>();
    if (lexer.accept("{")) {
      while (!lexer.accept("}")) {
        values.add(lexer.integer());
        lexer.accept(",");
      }
    } else {
      values.add(lexer.integer());
    }
    byte[] bytes = new byte[values.size() * element];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (values.get(i / element) >>> (8 * (i % element)));
    }
    return bytes;
  }
}
