package dev.v2v.nn.checkpoint;

/** Text from a file, made fit for a message: short, on one line, and unable to steer a terminal. */
final class Quote {
  private static final int MAX_CHARS = 200;

  private Quote() {}

  static String of(String text) {
    return "'" + plain(text) + "'";
  }

  static String plain(String text) {
    StringBuilder out = new StringBuilder();
    int end = Math.min(text.length(), MAX_CHARS);
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return end < text.length() ? out + "..." : out.toString();
  }
}
