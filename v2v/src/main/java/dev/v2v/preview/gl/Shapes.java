package dev.v2v.preview.gl;

import static org.lwjgl.opengl.GL11C.GL_BLEND;
import static org.lwjgl.opengl.GL11C.GL_FLOAT;
import static org.lwjgl.opengl.GL11C.GL_LINEAR;
import static org.lwjgl.opengl.GL11C.GL_ONE_MINUS_SRC_ALPHA;
import static org.lwjgl.opengl.GL11C.GL_RED;
import static org.lwjgl.opengl.GL11C.GL_SRC_ALPHA;
import static org.lwjgl.opengl.GL11C.GL_TEXTURE_2D;
import static org.lwjgl.opengl.GL11C.GL_TEXTURE_MAG_FILTER;
import static org.lwjgl.opengl.GL11C.GL_TEXTURE_MIN_FILTER;
import static org.lwjgl.opengl.GL11C.GL_TRIANGLES;
import static org.lwjgl.opengl.GL11C.GL_UNPACK_ALIGNMENT;
import static org.lwjgl.opengl.GL11C.GL_UNSIGNED_BYTE;
import static org.lwjgl.opengl.GL11C.glBindTexture;
import static org.lwjgl.opengl.GL11C.glBlendFunc;
import static org.lwjgl.opengl.GL11C.glDeleteTextures;
import static org.lwjgl.opengl.GL11C.glDisable;
import static org.lwjgl.opengl.GL11C.glDrawArrays;
import static org.lwjgl.opengl.GL11C.glEnable;
import static org.lwjgl.opengl.GL11C.glGenTextures;
import static org.lwjgl.opengl.GL11C.glPixelStorei;
import static org.lwjgl.opengl.GL11C.glTexImage2D;
import static org.lwjgl.opengl.GL11C.glTexParameteri;
import static org.lwjgl.opengl.GL15C.GL_ARRAY_BUFFER;
import static org.lwjgl.opengl.GL15C.GL_STREAM_DRAW;
import static org.lwjgl.opengl.GL15C.glBindBuffer;
import static org.lwjgl.opengl.GL15C.glBufferData;
import static org.lwjgl.opengl.GL15C.glBufferSubData;
import static org.lwjgl.opengl.GL15C.glDeleteBuffers;
import static org.lwjgl.opengl.GL15C.glGenBuffers;
import static org.lwjgl.opengl.GL20C.glEnableVertexAttribArray;
import static org.lwjgl.opengl.GL20C.glUniform2f;
import static org.lwjgl.opengl.GL20C.glVertexAttribPointer;
import static org.lwjgl.opengl.GL30C.GL_R8;
import static org.lwjgl.opengl.GL30C.glBindVertexArray;
import static org.lwjgl.opengl.GL30C.glDeleteVertexArrays;
import static org.lwjgl.opengl.GL30C.glGenVertexArrays;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import org.lwjgl.system.MemoryUtil;

/**
 * Rectangles, discs, lines and text on top of panes, in pixels of the target from its top left
 * corner. They are collected and drawn by {@link #flush}, in the order they came. Colours are
 * {@code 0xAARRGGBB}. For the thread of the window; a frame allocates nothing.
 */
public final class Shapes implements AutoCloseable {
  private static final int FLOATS = 9; // of a vertex: position, place in the shape, colour, form
  private static final int VERTICES = 6 * 4096;
  private static final String DOTS = "..";

  /** The shader's numbers. */
  private enum Form {
    SOLID(0),
    GLYPH(1),
    DISC(2),
    LINE(3);

    private final int code;

    Form(int code) {
      this.code = code;
    }
  }

  private final ShaderProgram program = new ShaderProgram("shapes");
  private final int sizeUniform = program.uniform("size");
  private final int array = glGenVertexArrays();
  private final int buffer = glGenBuffers();
  private final FloatBuffer vertices = MemoryUtil.memAllocFloat(FLOATS * VERTICES);
  private GlyphAtlas atlas;
  private int atlasTexture;
  private int width;
  private int height;

  public Shapes() {
    glBindVertexArray(array);
    glBindBuffer(GL_ARRAY_BUFFER, buffer);
    glBufferData(GL_ARRAY_BUFFER, 4L * FLOATS * VERTICES, GL_STREAM_DRAW);
    int[] lengths = {2, 2, 4, 1};
    int at = 0;
    for (int i = 0; i < lengths.length; i++) {
      glEnableVertexAttribArray(i);
      glVertexAttribPointer(i, lengths[i], GL_FLOAT, false, 4 * FLOATS, 4L * at);
      at += lengths[i];
    }
    glBindVertexArray(0);
  }

  /**
   * Begins a picture.
   *
   * @param capitalHeight of text, in pixels; a new one makes a new atlas
   */
  public void begin(int width, int height, double capitalHeight) {
    this.width = width;
    this.height = height;
    vertices.clear();
    if (atlas == null || atlas.capitalHeight() != capitalHeight) {
      atlas = new GlyphAtlas(capitalHeight);
      upload();
    }
  }

  private void upload() {
    glDeleteTextures(atlasTexture);
    atlasTexture = glGenTextures();
    glBindTexture(GL_TEXTURE_2D, atlasTexture);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_LINEAR);
    glPixelStorei(GL_UNPACK_ALIGNMENT, 1);
    ByteBuffer pixels = MemoryUtil.memAlloc(atlas.pixels().length);
    pixels.put(atlas.pixels()).flip();
    glTexImage2D(
        GL_TEXTURE_2D,
        0,
        GL_R8,
        atlas.width(),
        atlas.height(),
        0,
        GL_RED,
        GL_UNSIGNED_BYTE,
        pixels);
    MemoryUtil.memFree(pixels);
  }

  /** A filled rectangle. */
  public void rectangle(double left, double top, double w, double h, int color) {
    quad(left, top, left + w, top + h, 0, 0, 0, 0, color, Form.SOLID);
  }

  /** The outline of a rectangle, inside of it. */
  public void frame(double left, double top, double w, double h, double thick, int color) {
    rectangle(left, top, w, thick, color);
    rectangle(left, top + h - thick, w, thick, color);
    rectangle(left, top + thick, thick, h - 2 * thick, color);
    rectangle(left + w - thick, top + thick, thick, h - 2 * thick, color);
  }

  public void disc(double x, double y, double radius, int color) {
    double r = radius + 1; // room for the soft edge
    double e = r / radius;
    quad(x - r, y - r, x + r, y + r, -e, -e, e, e, color, Form.DISC);
  }

  /** A line of a width, with soft sides and square ends. */
  public void line(double x0, double y0, double x1, double y1, double thick, int color) {
    double length = Math.hypot(x1 - x0, y1 - y0);
    if (length == 0) {
      return;
    }
    double half = thick / 2 + 1;
    double e = half / (thick / 2);
    double nx = -(y1 - y0) / length * half;
    double ny = (x1 - x0) / length * half;
    reserve();
    vertex(x0 + nx, y0 + ny, 0, e, color, Form.LINE);
    vertex(x0 - nx, y0 - ny, 0, -e, color, Form.LINE);
    vertex(x1 - nx, y1 - ny, 1, -e, color, Form.LINE);
    vertex(x0 + nx, y0 + ny, 0, e, color, Form.LINE);
    vertex(x1 - nx, y1 - ny, 1, -e, color, Form.LINE);
    vertex(x1 + nx, y1 + ny, 1, e, color, Form.LINE);
  }

  /** A line of text whose top left corner is given; unknown characters show as a box. */
  public void text(CharSequence text, double left, double top, int color) {
    text(text, 0, text.length(), left, top, color);
  }

  /**
   * The same in so many pixels: where they are too few the middle of the text gives way to two
   * dots, and all of it where not even its first character would be left.
   */
  public void text(CharSequence text, double left, double top, double room, int color) {
    if (textWidth(text) <= room) {
      text(text, left, top, color);
      return;
    }
    double letters = room - textWidth(DOTS);
    int head = atlas.leading(text, letters / 2);
    if (head == 0) {
      return; // dots alone say nothing
    }
    double x = left + atlas.width(text, 0, head);
    text(text, 0, head, left, top, color);
    text(DOTS, x, top, color);
    int tail = atlas.trailing(text, letters - atlas.width(text, 0, head));
    text(text, text.length() - tail, text.length(), x + textWidth(DOTS), top, color);
  }

  private void text(CharSequence text, int from, int to, double left, double top, int color) {
    double x = left;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      GlyphAtlas.Cell cell = atlas.cell(c);
      if (cell == null) {
        double w = atlas.advance(c) * 0.8;
        frame(x, top + lineHeight() * 0.2, w, lineHeight() * 0.5, 1, color);
      } else {
        glyph(cell, x, top, color);
      }
      x += atlas.advance(c);
    }
  }

  private void glyph(GlyphAtlas.Cell cell, double x, double top, int color) {
    double aw = atlas.width();
    double ah = atlas.height();
    // Whole pixels, where the atlas is sampled exactly.
    double px = Math.rint(x - atlas.bearing());
    double py = Math.rint(top);
    quad(
        px,
        py,
        px + cell.width(),
        py + lineHeight(),
        cell.left() / aw,
        cell.top() / ah,
        (cell.left() + cell.width()) / aw,
        (cell.top() + lineHeight()) / ah,
        color,
        Form.GLYPH);
  }

  /** Pixels that a line of text takes. */
  public double textWidth(CharSequence text) {
    return atlas.width(text, 0, text.length());
  }

  /** Height of a line of text of a size, in pixels. */
  public static int lineHeight(double capitalHeight) {
    return new StrokeFont(capitalHeight).lineHeight();
  }

  /** Height of a line of text in pixels. */
  public int lineHeight() {
    return atlas.lineHeight();
  }

  private void quad(
      double x0,
      double y0,
      double x1,
      double y1,
      double u0,
      double v0,
      double u1,
      double v1,
      int color,
      Form form) {
    reserve();
    vertex(x0, y0, u0, v0, color, form);
    vertex(x0, y1, u0, v1, color, form);
    vertex(x1, y1, u1, v1, color, form);
    vertex(x0, y0, u0, v0, color, form);
    vertex(x1, y1, u1, v1, color, form);
    vertex(x1, y0, u1, v0, color, form);
  }

  /** Draws what there is when the next quad would not fit. */
  private void reserve() {
    if (vertices.remaining() < 6 * FLOATS) {
      flush();
    }
  }

  private void vertex(double x, double y, double u, double v, int color, Form form) {
    vertices.put((float) x).put((float) y).put((float) u).put((float) v);
    vertices.put((color >> 16 & 0xff) / 255f).put((color >> 8 & 0xff) / 255f);
    vertices.put((color & 0xff) / 255f).put((color >>> 24) / 255f).put(form.code);
  }

  /** Draws everything collected so far. */
  public void flush() {
    int count = vertices.position() / FLOATS;
    if (count == 0) {
      return;
    }
    vertices.flip();
    glBindVertexArray(array);
    glBindBuffer(GL_ARRAY_BUFFER, buffer);
    // Orphaned first, so that the driver need not wait for the last picture to be drawn.
    glBufferData(GL_ARRAY_BUFFER, 4L * FLOATS * VERTICES, GL_STREAM_DRAW);
    glBufferSubData(GL_ARRAY_BUFFER, 0, vertices);
    vertices.clear();
    program.use();
    glUniform2f(sizeUniform, width, height);
    glBindTexture(GL_TEXTURE_2D, atlasTexture);
    glEnable(GL_BLEND);
    glBlendFunc(GL_SRC_ALPHA, GL_ONE_MINUS_SRC_ALPHA);
    glDrawArrays(GL_TRIANGLES, 0, count);
    glDisable(GL_BLEND);
    glBindVertexArray(0);
  }

  @Override
  public void close() {
    MemoryUtil.memFree(vertices);
    glDeleteTextures(atlasTexture);
    glDeleteBuffers(buffer);
    glDeleteVertexArrays(array);
    program.close();
  }
}
