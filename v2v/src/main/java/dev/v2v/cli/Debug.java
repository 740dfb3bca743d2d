package dev.v2v.cli;

/** Whether errors print their stack trace. */
final class Debug {
  private static volatile boolean enabled;

  private Debug() {}

  static void enable(boolean on) {
    enabled = on;
  }

  static boolean enabled() {
    return enabled;
  }
}
