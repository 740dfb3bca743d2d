package dev.v2v.bench.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Small pieces of HTML. */
final class Html {
  private Html() {}

  /** Text as HTML, in content and in quoted attributes. */
  static String text(Object value) {
    return String.valueOf(value)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  /** A long name as HTML content, which lines may break behind its underscores. */
  static String name(String name) {
    return text(name).replace("_", "_<wbr>");
  }

  /** As {@link String#format}, with a point in numbers whatever the country. */
  static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }

  /** A file of text that lies beside this class. */
  static String resource(String name) {
    try (InputStream in = Html.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(name + ": the resource cannot be read", e);
    }
  }
}
