package dev.v2v.preview;

import dev.v2v.preview.gl.KeyCodes;

/** What keys do. */
enum KeyAction {
  PAUSE("Space", "pause, go on"),
  STEP(".", "one frame, then pause"),
  BACK("Left", "10 frames back (or drag the timeline)"),
  FORWARD("Right", "10 frames on"),
  HOME("Home", "to the first frame"),
  REFERENCE("R", "relative motion counts from this frame"),
  RELATIVE("M", "relative or absolute motion"),
  NEXT_SOURCE("N", "next source"),
  PREVIOUS_SOURCE("P", "previous source"),
  RELEASE("C", "put dragged key points back"),
  MARKS("K", "key points on or off"),
  PANE("1 - 9", "pane on or off"),
  ZOOM_IN("+", "magnify around the mouse (or the wheel)"),
  ZOOM_OUT("-", "magnify less"),
  ZOOM_RESET("0", "whole pictures"),
  PIXELS("I", "interpolated or single pixels"),
  SCREENSHOT("S", "save the window as PNG"),
  RECORD("V", "record the window as MP4, stop"),
  HELP("H", "this list"),
  QUIT("Q, Esc", "quit");

  private final String keys;
  private final String meaning;

  KeyAction(String keys, String meaning) {
    this.keys = keys;
    this.meaning = meaning;
  }

  /** How its keys are called. */
  String keys() {
    return keys;
  }

  /** What it does, in a few words. */
  String meaning() {
    return meaning;
  }

  /** What a key does, {@code null} for nothing. */
  static KeyAction of(int code) {
    return switch (code) {
      case KeyCodes.SPACE -> PAUSE;
      case KeyCodes.PERIOD -> STEP;
      case KeyCodes.LEFT -> BACK;
      case KeyCodes.RIGHT -> FORWARD;
      case KeyCodes.HOME -> HOME;
      case KeyCodes.R -> REFERENCE;
      case KeyCodes.M -> RELATIVE;
      case KeyCodes.N -> NEXT_SOURCE;
      case KeyCodes.P -> PREVIOUS_SOURCE;
      case KeyCodes.C -> RELEASE;
      case KeyCodes.K -> MARKS;
      case KeyCodes.EQUAL, KeyCodes.KEYPAD_ADD -> ZOOM_IN;
      case KeyCodes.MINUS, KeyCodes.KEYPAD_SUBTRACT -> ZOOM_OUT;
      case KeyCodes.DIGIT_0, KeyCodes.KEYPAD_0 -> ZOOM_RESET;
      case KeyCodes.I -> PIXELS;
      case KeyCodes.S -> SCREENSHOT;
      case KeyCodes.V -> RECORD;
      case KeyCodes.H, KeyCodes.F1 -> HELP;
      case KeyCodes.Q, KeyCodes.ESCAPE -> QUIT;
      default -> code >= KeyCodes.DIGIT_1 && code <= KeyCodes.DIGIT_9 ? PANE : null;
    };
  }

  /** The pane, from 0, that a code of {@link #PANE} means. */
  static int pane(int code) {
    return code - KeyCodes.DIGIT_1;
  }
}
