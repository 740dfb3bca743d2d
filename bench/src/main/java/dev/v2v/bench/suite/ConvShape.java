package dev.v2v.bench.suite;

import dev.v2v.bench.harness.Setting;
import dev.v2v.engine.InputException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A square convolution as {@code 64x256-128k3}: 64 by 64 pixels, 256 channels to 128, kernel 3 by
 * 3. Immutable.
 */
record ConvShape(int size, int in, int out, int kernel) {
  private static final Pattern TEXT = Pattern.compile("([0-9]+)x([0-9]+)-([0-9]+)k([0-9]+)");

  static ConvShape of(Setting setting) {
    String text = setting.text("shape");
    Matcher m = TEXT.matcher(text);
    if (!m.matches()) {
      throw new InputException("--axis shape: must be like 64x256-128k3, got '" + text + "'");
    }
    return new ConvShape(number(m, 1), number(m, 2), number(m, 3), number(m, 4));
  }

  private static int number(Matcher m, int group) {
    return Integer.parseInt(m.group(group));
  }
}
