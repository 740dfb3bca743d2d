package dev.v2v.train;

import java.io.Console;
import java.lang.reflect.Method;

/** Whether somebody is watching. */
final class Terminals {
  private Terminals() {}

  /** Whether the process runs on a terminal that can move its cursor. */
  static boolean isInteractive() {
    String term = System.getenv("TERM");
    return isTerminal(System.console()) && term != null && !term.equals("dumb");
  }

  /** Since Java 22 there is a console without a terminal, too, and a method that tells. */
  private static boolean isTerminal(Console console) {
    if (console == null) {
      return false;
    }
    if (Runtime.version().feature() < 22) {
      return true;
    }
    try {
      Method isTerminal = Console.class.getMethod("isTerminal");
      return (boolean) isTerminal.invoke(console);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("Console.isTerminal is there since Java 22", e);
    }
  }
}
