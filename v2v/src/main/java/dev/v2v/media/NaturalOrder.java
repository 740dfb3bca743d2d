package dev.v2v.media;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The order in which people number files: runs of digits compare as numbers. */
public final class NaturalOrder {
  private static final Pattern NUMBERED = Pattern.compile("(.*?)(\\d{1,18})(\\.[^.]*)");

  private NaturalOrder() {}

  /** Compares two file names. */
  public static int compare(String a, String b) {
    int i = 0;
    int j = 0;
    while (i < a.length() && j < b.length()) {
      int endA = endOfDigits(a, i);
      int endB = endOfDigits(b, j);
      int order;
      if (endA > i && endB > j) {
        order = compareNumbers(a.substring(i, endA), b.substring(j, endB));
        i = endA;
        j = endB;
      } else {
        order = Character.compare(a.charAt(i++), b.charAt(j++));
      }
      if (order != 0) {
        return order;
      }
    }
    int rest = Integer.compare(a.length() - i, b.length() - j);
    return rest != 0 ? rest : a.compareTo(b); // 1.png and 01.png are equal only as numbers
  }

  /** Says how many numbers a sorted series like {@code frame-7.png} skips; empty when none. */
  static Optional<String> missingNumbers(List<String> names) {
    Matcher first = NUMBERED.matcher(names.get(0));
    Matcher last = NUMBERED.matcher(names.get(names.size() - 1));
    if (!first.matches() || !last.matches() || !first.group(1).equals(last.group(1))) {
      return Optional.empty();
    }
    long span = Long.parseLong(last.group(2)) - Long.parseLong(first.group(2)) + 1;
    if (span <= names.size()) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            "%s to %s would be %d files, there are %d",
            names.get(0), names.get(names.size() - 1), span, names.size()));
  }

  private static int compareNumbers(String a, String b) {
    String x = a.replaceFirst("^0+(?=.)", "");
    String y = b.replaceFirst("^0+(?=.)", "");
    return x.length() != y.length() ? Integer.compare(x.length(), y.length()) : x.compareTo(y);
  }

  private static int endOfDigits(String text, int from) {
    int end = from;
    while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
      end++;
    }
    return end;
  }
}
