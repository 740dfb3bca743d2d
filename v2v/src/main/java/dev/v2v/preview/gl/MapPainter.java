package dev.v2v.preview.gl;

import static org.lwjgl.opengl.GL11C.GL_COLOR_BUFFER_BIT;
import static org.lwjgl.opengl.GL11C.GL_FLOAT;
import static org.lwjgl.opengl.GL11C.GL_LINEAR;
import static org.lwjgl.opengl.GL11C.GL_REPEAT;
import static org.lwjgl.opengl.GL11C.GL_RGB;
import static org.lwjgl.opengl.GL11C.GL_SCISSOR_TEST;
import static org.lwjgl.opengl.GL11C.GL_TEXTURE_1D;
import static org.lwjgl.opengl.GL11C.GL_TEXTURE_2D;
import static org.lwjgl.opengl.GL11C.GL_TEXTURE_MAG_FILTER;
import static org.lwjgl.opengl.GL11C.GL_TEXTURE_MIN_FILTER;
import static org.lwjgl.opengl.GL11C.GL_TEXTURE_WRAP_S;
import static org.lwjgl.opengl.GL11C.GL_TRIANGLE_STRIP;
import static org.lwjgl.opengl.GL11C.glBindTexture;
import static org.lwjgl.opengl.GL11C.glClear;
import static org.lwjgl.opengl.GL11C.glClearColor;
import static org.lwjgl.opengl.GL11C.glDeleteTextures;
import static org.lwjgl.opengl.GL11C.glDisable;
import static org.lwjgl.opengl.GL11C.glDrawArrays;
import static org.lwjgl.opengl.GL11C.glEnable;
import static org.lwjgl.opengl.GL11C.glGenTextures;
import static org.lwjgl.opengl.GL11C.glScissor;
import static org.lwjgl.opengl.GL11C.glTexImage1D;
import static org.lwjgl.opengl.GL11C.glTexParameteri;
import static org.lwjgl.opengl.GL11C.glViewport;
import static org.lwjgl.opengl.GL13C.GL_TEXTURE0;
import static org.lwjgl.opengl.GL13C.glActiveTexture;
import static org.lwjgl.opengl.GL30C.GL_RGB32F;
import static org.lwjgl.opengl.GL30C.glBindVertexArray;
import static org.lwjgl.opengl.GL30C.glDeleteVertexArrays;
import static org.lwjgl.opengl.GL30C.glGenVertexArrays;

import dev.v2v.data.FlowColors;
import java.util.EnumMap;
import java.util.Map;

/** Draws maps in colours. For the thread of the window. */
public final class MapPainter implements AutoCloseable {
  private static final int HUES = 1024;

  /** A part of a map, its sides in [0, 1] of the whole. */
  public record Part(double left, double top, double width, double height) {
    public static final Part WHOLE = new Part(0, 0, 1, 1);
  }

  private final Map<MapForm, PaneShader> shaders = new EnumMap<>(MapForm.class);
  private final int array = glGenVertexArrays(); // core profiles draw nothing without one
  private final int wheelTexture = glGenTextures();
  private int width;
  private int height;

  public MapPainter() {
    float[] hues = new float[3 * HUES];
    for (int i = 0; i < HUES; i++) {
      // The shader's turn is half a turn from the direction's angle, and texels are at centres.
      double angle = 2 * Math.PI * ((i + 0.5) / HUES - 0.5);
      int rgb = FlowColors.color(-Math.cos(angle), -Math.sin(angle));
      for (int c = 0; c < 3; c++) {
        hues[3 * i + c] = (rgb >> (16 - 8 * c) & 0xff) / 255f;
      }
    }
    glBindTexture(GL_TEXTURE_1D, wheelTexture);
    glTexParameteri(GL_TEXTURE_1D, GL_TEXTURE_MIN_FILTER, GL_LINEAR);
    glTexParameteri(GL_TEXTURE_1D, GL_TEXTURE_MAG_FILTER, GL_LINEAR);
    glTexParameteri(GL_TEXTURE_1D, GL_TEXTURE_WRAP_S, GL_REPEAT);
    glTexImage1D(GL_TEXTURE_1D, 0, GL_RGB32F, HUES, 0, GL_RGB, GL_FLOAT, hues);
  }

  /** Begins a picture of a size in pixels, all in one colour, {@code 0xAARRGGBB}. */
  public void begin(int targetWidth, int targetHeight, int color) {
    width = targetWidth;
    height = targetHeight;
    glViewport(0, 0, width, height);
    fill(0, 0, width, height, color);
  }

  /**
   * Draws part of a map into a rectangle, in pixels from the top left corner.
   *
   * @param scale pixels of flow in the most saturated colour
   * @param interpolate between the map's pixels, or show them as squares
   */
  public void draw(
      MapTexture texture,
      MapForm what,
      Part shown,
      double left,
      double top,
      double w,
      double h,
      double scale,
      boolean interpolate) {
    PaneShader shader = shaders.computeIfAbsent(what, PaneShader::new);
    shader.use(width, height, shown, scale, interpolate);
    shader.place(left, top, w, h);
    glActiveTexture(GL_TEXTURE0 + PaneShader.WHEEL);
    glBindTexture(GL_TEXTURE_1D, wheelTexture);
    glActiveTexture(GL_TEXTURE0 + PaneShader.MAP);
    glBindTexture(GL_TEXTURE_2D, texture.name());
    glBindVertexArray(array);
    glDrawArrays(GL_TRIANGLE_STRIP, 0, 4);
    glBindVertexArray(0);
  }

  /** Fills a rectangle with {@code 0xAARRGGBB}, opaque, below whatever shapes come later. */
  public void fill(double left, double top, double w, double h, int color) {
    glEnable(GL_SCISSOR_TEST);
    glScissor((int) left, height - (int) (top + h), (int) w, (int) h);
    glClearColor((color >> 16 & 0xff) / 255f, (color >> 8 & 0xff) / 255f, (color & 0xff) / 255f, 1);
    glClear(GL_COLOR_BUFFER_BIT);
    glDisable(GL_SCISSOR_TEST);
  }

  @Override
  public void close() {
    glDeleteTextures(wheelTexture);
    glDeleteVertexArrays(array);
    shaders.values().forEach(PaneShader::close);
  }
}
