package dev.v2v.preview.gl;

import static org.lwjgl.opengl.GL20C.GL_COMPILE_STATUS;
import static org.lwjgl.opengl.GL20C.GL_FRAGMENT_SHADER;
import static org.lwjgl.opengl.GL20C.GL_LINK_STATUS;
import static org.lwjgl.opengl.GL20C.GL_TRUE;
import static org.lwjgl.opengl.GL20C.GL_VERTEX_SHADER;
import static org.lwjgl.opengl.GL20C.glAttachShader;
import static org.lwjgl.opengl.GL20C.glCompileShader;
import static org.lwjgl.opengl.GL20C.glCreateProgram;
import static org.lwjgl.opengl.GL20C.glCreateShader;
import static org.lwjgl.opengl.GL20C.glDeleteProgram;
import static org.lwjgl.opengl.GL20C.glDeleteShader;
import static org.lwjgl.opengl.GL20C.glGetProgramInfoLog;
import static org.lwjgl.opengl.GL20C.glGetProgrami;
import static org.lwjgl.opengl.GL20C.glGetShaderInfoLog;
import static org.lwjgl.opengl.GL20C.glGetShaderi;
import static org.lwjgl.opengl.GL20C.glGetUniformLocation;
import static org.lwjgl.opengl.GL20C.glLinkProgram;
import static org.lwjgl.opengl.GL20C.glShaderSource;
import static org.lwjgl.opengl.GL20C.glUseProgram;

import dev.v2v.engine.DeviceException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** A vertex and a fragment shader from resources of this package. For the thread of the window. */
final class ShaderProgram implements AutoCloseable {
  private final String name;
  private final int program;

  /**
   * Compiles and links {@code NAME.vert} and {@code NAME.frag}.
   *
   * @throws DeviceException with the compiler's words
   */
  ShaderProgram(String name) {
    this(name, "");
  }

  /**
   * The same with lines of source, such as {@code #define}, after the version of both shaders.
   *
   * @param defines whole lines
   * @throws DeviceException with the compiler's words
   */
  ShaderProgram(String name, String defines) {
    this.name = name;
    int vertex = compile(name + ".vert", defines, GL_VERTEX_SHADER);
    int fragment = compile(name + ".frag", defines, GL_FRAGMENT_SHADER);
    program = glCreateProgram();
    glAttachShader(program, vertex);
    glAttachShader(program, fragment);
    glLinkProgram(program);
    glDeleteShader(vertex);
    glDeleteShader(fragment);
    if (glGetProgrami(program, GL_LINK_STATUS) != GL_TRUE) {
      throw new DeviceException(
          "shader " + name + ": does not link: " + glGetProgramInfoLog(program));
    }
  }

  private static int compile(String file, String defines, int type) {
    int shader = glCreateShader(type);
    String source = source(file);
    int second = source.indexOf('\n') + 1; // the version has to come first
    glShaderSource(
        shader, source.substring(0, second) + defines + "#line 2\n" + source.substring(second));
    glCompileShader(shader);
    if (glGetShaderi(shader, GL_COMPILE_STATUS) != GL_TRUE) {
      throw new DeviceException("shader " + file + ": " + glGetShaderInfoLog(shader));
    }
    return shader;
  }

  private static String source(String file) {
    try (InputStream in = ShaderProgram.class.getResourceAsStream(file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": the shader inside the jar cannot be read", e);
    }
  }

  void use() {
    glUseProgram(program);
  }

  /** Where a uniform is; it must be one that the shader uses. */
  int uniform(String uniform) {
    int location = glGetUniformLocation(program, uniform);
    if (location < 0) {
      throw new DeviceException("shader " + name + ": uses no uniform " + uniform);
    }
    return location;
  }

  @Override
  public void close() {
    glDeleteProgram(program);
  }
}
