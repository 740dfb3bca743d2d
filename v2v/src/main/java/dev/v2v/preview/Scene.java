package dev.v2v.preview;

import java.util.Set;

/** What a window shows. All methods belong to the window's thread. */
interface Scene extends AutoCloseable {
  /** For the window's title. */
  String title();

  /** The keys that mean something here. */
  Set<KeyAction> actions();

  /** Takes what is new; whether the picture has to be drawn anew. */
  boolean update();

  void draw(Canvas canvas);

  /** A key; {@code code} tells keys of one action apart. */
  void press(KeyAction action, int code);

  void cursor(double x, double y);

  void button(boolean down);

  void scroll(double steps);

  /** Says something to the user, for a little while. */
  void say(String text);

  /** Counts what was shown; a recording has one picture for each. */
  long shown();

  /** {@link #frame} before there is anything to see. */
  long NOTHING = -1;

  /** What the name of a screenshot ends in. */
  long frame();

  /** Frames per second of a recording. */
  double rate();

  /** Whether nothing may be left out, as while a recording runs. */
  void recording(boolean on);

  /** Whether nothing new will come. */
  boolean isEnded();

  /** Throws what ended it before its time. */
  void rethrow();

  @Override
  void close();
}
