package dev.v2v.engine.ptx.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the PTX that {@code nvcc} and NVRTC write for kernels without function calls.
 * Single-thread.
 *
 * <p>IMPLEMENTATION NOTES. A word may hold dots, so a directive, an opcode with its modifiers and a
 * special register are one token each.
 */
public final class PtxParser {
  private static final Pattern FILE =
      Pattern.compile("^\\s*\\.file\\s+(\\d+)\\s+\"([^\"]*)\"", Pattern.MULTILINE);

  private final String module;
  private final PtxLexer lexer;
  private final Map<String, PtxKernel> kernels = new LinkedHashMap<>();
  private final List<PtxVariable> variables = new ArrayList<>();
  private final Map<Long, String> files;

  private PtxParser(String module, String text) {
    this.module = module;
    this.lexer = new PtxLexer(module, text);
    this.files = files(text);
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
      case ".version", ".target", ".address_size", ".file" -> rest(line);
      case ".section" -> section();
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

  /** Names of source files by their numbers; they stand behind the kernels that use them. */
  private static Map<Long, String> files(String text) {
    Map<Long, String> files = new HashMap<>();
    Matcher m = FILE.matcher(text);
    while (m.find()) {
      files.put(Long.parseLong(m.group(1)), m.group(2).substring(m.group(2).lastIndexOf('/') + 1));
    }
    return files;
  }

  /** What debuggers read. */
  private void section() {
    lexer.take();
    lexer.expect("{");
    while (!lexer.accept("}")) {
      lexer.take();
    }
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
