package dev.v2v.engine.ptx.text;

/**
 * Cuts PTX into words, numbers and punctuation, leaving out comments. Looks one token ahead.
 * Single-thread.
 */
final class PtxLexer {
  private static final String END = "";

  private final String module;
  private final String text;
  private int at;
  private int line = 1;
  private String next;
  private int nextLine;

  PtxLexer(String module, String text) {
    this.module = module;
    this.text = text;
    advance();
  }

  /** The token to come, empty at the end. */
  String peek() {
    return next;
  }

  /** Line of the token to come. */
  int line() {
    return nextLine;
  }

  boolean atEnd() {
    return next.isEmpty();
  }

  String take() {
    String token = next;
    if (token.isEmpty()) {
      throw error("more text", "the end");
    }
    advance();
    return token;
  }

  /** Takes the token to come if it is this one. */
  boolean accept(String token) {
    boolean same = next.equals(token);
    if (same) {
      advance();
    }
    return same;
  }

  void expect(String token) {
    if (!accept(token)) {
      throw error("'" + token + "'", "'" + next + "'");
    }
  }

  /** An integer, decimal, octal or hexadecimal, with its sign. */
  long integer() {
    boolean negative = accept("-");
    long value = parseInteger(take());
    return negative ? -value : value;
  }

  long parseInteger(String token) {
    String digits = token.endsWith("U") ? token.substring(0, token.length() - 1) : token;
    try {
      if (digits.startsWith("0x") || digits.startsWith("0X")) {
        return Long.parseUnsignedLong(digits.substring(2), 16);
      }
      boolean octal = digits.length() > 1 && digits.charAt(0) == '0';
      return Long.parseUnsignedLong(digits, octal ? 8 : 10);
    } catch (NumberFormatException e) {
      throw error("an integer", "'" + token + "'");
    }
  }

  PtxException error(String expected, String got) {
    return new PtxException(module, nextLine, "must have " + expected + ", got " + got);
  }

  private void advance() {
    skipBlanks();
    nextLine = line;
    if (at >= text.length()) {
      next = END;
      return;
    }
    int start = at;
    char c = text.charAt(at);
    if (c == '"') {
      int end = text.indexOf('"', at + 1);
      at = end < 0 ? text.length() : end + 1;
    } else if (isWord(c)) {
      while (at < text.length() && isWord(text.charAt(at))) {
        at++;
      }
    } else {
      at++;
    }
    next = text.substring(start, at);
  }

  private static boolean isWord(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == '$'
        || c == '%'
        || c == '.';
  }

  private void skipBlanks() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '\n') {
        line++;
        at++;
      } else if (Character.isWhitespace(c)) {
        at++;
      } else if (text.startsWith("//", at)) {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
      } else if (text.startsWith("/*", at)) {
        int end = text.indexOf("*/", at);
        int stop = end < 0 ? text.length() : end + 2;
        line += (int) text.substring(at, stop).chars().filter(x -> x == '\n').count();
        at = stop;
      } else {
        return;
      }
    }
  }
}
