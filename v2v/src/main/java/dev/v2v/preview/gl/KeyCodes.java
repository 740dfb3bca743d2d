package dev.v2v.preview.gl;

import org.lwjgl.glfw.GLFW;

/**
 * Codes of the keys that mean something to the preview, as {@link GlWindow.Input#key} gives them.
 */
public final class KeyCodes {
  public static final int DIGIT_0 = GLFW.GLFW_KEY_0;
  public static final int DIGIT_1 = GLFW.GLFW_KEY_1;
  public static final int DIGIT_9 = GLFW.GLFW_KEY_9;
  public static final int C = GLFW.GLFW_KEY_C;
  public static final int EQUAL = GLFW.GLFW_KEY_EQUAL;
  public static final int ESCAPE = GLFW.GLFW_KEY_ESCAPE;
  public static final int F1 = GLFW.GLFW_KEY_F1;
  public static final int H = GLFW.GLFW_KEY_H;
  public static final int HOME = GLFW.GLFW_KEY_HOME;
  public static final int I = GLFW.GLFW_KEY_I;
  public static final int K = GLFW.GLFW_KEY_K;
  public static final int KEYPAD_0 = GLFW.GLFW_KEY_KP_0;
  public static final int KEYPAD_ADD = GLFW.GLFW_KEY_KP_ADD;
  public static final int KEYPAD_SUBTRACT = GLFW.GLFW_KEY_KP_SUBTRACT;
  public static final int LEFT = GLFW.GLFW_KEY_LEFT;
  public static final int M = GLFW.GLFW_KEY_M;
  public static final int MINUS = GLFW.GLFW_KEY_MINUS;
  public static final int N = GLFW.GLFW_KEY_N;
  public static final int P = GLFW.GLFW_KEY_P;
  public static final int PERIOD = GLFW.GLFW_KEY_PERIOD;
  public static final int Q = GLFW.GLFW_KEY_Q;
  public static final int R = GLFW.GLFW_KEY_R;
  public static final int RIGHT = GLFW.GLFW_KEY_RIGHT;
  public static final int S = GLFW.GLFW_KEY_S;
  public static final int SPACE = GLFW.GLFW_KEY_SPACE;
  public static final int V = GLFW.GLFW_KEY_V;

  private KeyCodes() {}
}
