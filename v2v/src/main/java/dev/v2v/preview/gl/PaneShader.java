package dev.v2v.preview.gl;

import static org.lwjgl.opengl.GL20C.glUniform1f;
import static org.lwjgl.opengl.GL20C.glUniform1i;
import static org.lwjgl.opengl.GL20C.glUniform2f;
import static org.lwjgl.opengl.GL20C.glUniform4f;

/** The program that draws maps of one form. For the thread of the window. */
final class PaneShader implements AutoCloseable {
  /** Texture units. */
  static final int MAP = 0;

  static final int WHEEL = 1;

  private final MapForm form;
  private final ShaderProgram program;
  private final int rectangle;
  private final int part;
  private final int size;
  private final int map;
  private final int smoothly;
  private final int wheel;
  private final int flowScale;

  PaneShader(MapForm form) {
    this.form = form;
    program = new ShaderProgram("pane", "#define FORM " + form.code() + "\n");
    rectangle = program.uniform("rectangle");
    part = program.uniform("part");
    size = program.uniform("size");
    map = program.uniform("map");
    smoothly = program.uniform("smoothly");
    wheel = form.isFlow() ? program.uniform("wheel") : -1;
    flowScale = form.isFlow() ? program.uniform("flowScale") : -1;
  }

  /**
   * Makes it the current program.
   *
   * @param width of the target in pixels
   * @param scale pixels of flow in the most saturated colour
   */
  void use(int width, int height, MapPainter.Part shown, double scale, boolean interpolate) {
    program.use();
    glUniform2f(size, width, height);
    glUniform1i(map, MAP);
    glUniform4f(
        part,
        (float) shown.left(),
        (float) shown.top(),
        (float) shown.width(),
        (float) shown.height());
    glUniform1i(smoothly, interpolate ? 1 : 0);
    if (form.isFlow()) {
      glUniform1i(wheel, WHEEL);
      glUniform1f(flowScale, (float) scale);
    }
  }

  /** Where to draw, in pixels from the target's top left corner. */
  void place(double left, double top, double w, double h) {
    glUniform4f(rectangle, (float) left, (float) top, (float) w, (float) h);
  }

  @Override
  public void close() {
    program.close();
  }
}
