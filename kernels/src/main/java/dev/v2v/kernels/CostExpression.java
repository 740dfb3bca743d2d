package dev.v2v.kernels;

import java.util.Map;

/**
 * Bytes or operations of one element as a kernel declares them: numbers, names, {@code + - * /} and
 * parentheses. {@code S} is the size of the element type in bytes; other names are dimensions of
 * the operator, {@code C} for channels. Immutable.
 */
public final class CostExpression {
  private final String text;

  /**
   * @throws IllegalArgumentException if {@code text} is no expression
   */
  public CostExpression(String text) {
    this.text = text;
    evaluate(name -> 1);
  }

  /**
   * The value for the given dimensions.
   *
   * @throws IllegalArgumentException if a name of the expression has no value
   */
  public double evaluate(Map<String, Double> values) {
    return evaluate(
        name -> {
          Double value = values.get(name);
          if (value == null) {
            throw new IllegalArgumentException(
                "cost: '" + text + "' needs a value for " + name + ", got " + values.keySet());
          }
          return value;
        });
  }

  private double evaluate(Names names) {
    Parser parser = new Parser(names);
    double value = parser.sum();
    if (parser.at < text.length()) {
      throw parser.unexpected();
    }
    return value;
  }

  @Override
  public String toString() {
    return text;
  }

  @FunctionalInterface
  private interface Names {
    double valueOf(String name);
  }

  private final class Parser {
    private final Names names;
    private int at;

    Parser(Names names) {
      this.names = names;
    }

    double sum() {
      double value = product();
      while (true) {
        if (take('+')) {
          value += product();
        } else if (take('-')) {
          value -= product();
        } else {
          return value;
        }
      }
    }

    private double product() {
      double value = atom();
      while (true) {
        if (take('*')) {
          value *= atom();
        } else if (take('/')) {
          value /= atom();
        } else {
          return value;
        }
      }
    }

    private double atom() {
      if (take('(')) {
        double value = sum();
        if (!take(')')) {
          throw unexpected();
        }
        return value;
      }
      int from = at;
      while (at < text.length()
          && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '.')) {
        at++;
      }
      if (from == at) {
        throw unexpected();
      }
      String word = text.substring(from, at);
      return Character.isDigit(word.charAt(0)) ? Double.parseDouble(word) : names.valueOf(word);
    }

    private boolean take(char c) {
      boolean taken = at < text.length() && text.charAt(at) == c;
      at += taken ? 1 : 0;
      return taken;
    }

    IllegalArgumentException unexpected() {
      String found = at < text.length() ? "'" + text.charAt(at) + "'" : "the end";
      return new IllegalArgumentException(
          "cost: '" + text + "' must be a sum of products, got " + found + " at " + at);
    }
  }
}
