package dev.v2v.nn.checkpoint;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The header of an NPY file: a Python dict literal with the keys {@code descr}, {@code
 * fortran_order} and {@code shape}, parsed as that and nothing more.
 */
record NpyHeader(String descr, boolean fortranOrder, List<Long> shape) {

  static NpyHeader parse(Path file, String text) {
    return new Parser(file, text).parse();
  }

  private static final class Parser {
    private final Path file;
    private final String text;
    private int at;

    Parser(Path file, String text) {
      this.file = file;
      this.text = text;
    }

    NpyHeader parse() {
      String descr = null;
      Boolean fortran = null;
      List<Long> shape = null;
      expect('{');
      while (!accept('}')) {
        String key = string();
        expect(':');
        if (key.equals("descr") && descr == null) {
          if (peek() == '[') {
            throw error("plain element types only, got a structured one");
          }
          descr = string();
        } else if (key.equals("fortran_order") && fortran == null) {
          fortran = bool();
        } else if (key.equals("shape") && shape == null) {
          shape = tuple();
        } else {
          throw error("the keys descr, fortran_order and shape once each, got " + Quote.of(key));
        }
        if (!accept(',') && peek() != '}') {
          throw error("',' or '}' after a value");
        }
      }
      if (descr == null || fortran == null || shape == null) {
        throw error("all of descr, fortran_order and shape");
      }
      skipSpace();
      if (at != text.length()) {
        throw error("nothing after the dict");
      }
      return new NpyHeader(descr, fortran, shape);
    }

    private String string() {
      char quote = peek();
      if (quote != '\'' && quote != '"') {
        throw error("a quoted text");
      }
      int end = text.indexOf(quote, at + 1);
      if (end < 0 || text.substring(at, end).indexOf('\\') >= 0) {
        throw error("a quoted text without escapes");
      }
      String value = text.substring(at + 1, end);
      at = end + 1;
      return value;
    }

    private boolean bool() {
      skipSpace();
      for (String word : List.of("True", "False")) {
        if (text.startsWith(word, at)) {
          at += word.length();
          return word.equals("True");
        }
      }
      throw error("True or False");
    }

    private List<Long> tuple() {
      List<Long> values = new ArrayList<>();
      expect('(');
      boolean comma = true;
      while (!accept(')')) {
        if (!comma || values.size() == Extents.MAX_RANK) {
          throw error("a tuple of at most " + Extents.MAX_RANK + " integers");
        }
        values.add(integer());
        comma = accept(',');
      }
      if (values.size() == 1 && !comma) {
        throw error("a tuple; (n) is a number in parentheses");
      }
      return values;
    }

    private long integer() {
      skipSpace();
      int start = at;
      while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
        at++;
      }
      // 18 digits always fit a long.
      if (at == start || at - start > 18) {
        at = start;
        throw error("an integer 0..10^18-1");
      }
      long value = Long.parseLong(text.substring(start, at));
      // Python 2 wrote long integers with a suffix.
      if (at < text.length() && text.charAt(at) == 'L') {
        at++;
      }
      return value;
    }

    private void skipSpace() {
      while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
        at++;
      }
    }

    /** Next character that is not white space; NUL at the end. */
    private char peek() {
      skipSpace();
      return at < text.length() ? text.charAt(at) : '\0';
    }

    private boolean accept(char c) {
      if (peek() != c || at == text.length()) {
        return false;
      }
      at++;
      return true;
    }

    private void expect(char c) {
      if (!accept(c)) {
        throw error("'" + c + "'");
      }
    }

    private CheckpointException error(String rule) {
      String rest = at < text.length() ? Quote.of(text.substring(at)) : "its end";
      return CheckpointException.of(file, "NPY header must have " + rule + ", got " + rest);
    }
  }
}
