package dev.v2v.preview.gl;

import static org.lwjgl.opengl.GL11C.GL_PACK_ALIGNMENT;
import static org.lwjgl.opengl.GL11C.GL_RGB;
import static org.lwjgl.opengl.GL11C.GL_RGBA8;
import static org.lwjgl.opengl.GL11C.GL_UNSIGNED_BYTE;
import static org.lwjgl.opengl.GL11C.glPixelStorei;
import static org.lwjgl.opengl.GL11C.glReadPixels;
import static org.lwjgl.opengl.GL30C.GL_COLOR_ATTACHMENT0;
import static org.lwjgl.opengl.GL30C.GL_FRAMEBUFFER;
import static org.lwjgl.opengl.GL30C.GL_FRAMEBUFFER_COMPLETE;
import static org.lwjgl.opengl.GL30C.GL_RENDERBUFFER;
import static org.lwjgl.opengl.GL30C.glBindFramebuffer;
import static org.lwjgl.opengl.GL30C.glBindRenderbuffer;
import static org.lwjgl.opengl.GL30C.glCheckFramebufferStatus;
import static org.lwjgl.opengl.GL30C.glDeleteFramebuffers;
import static org.lwjgl.opengl.GL30C.glDeleteRenderbuffers;
import static org.lwjgl.opengl.GL30C.glFramebufferRenderbuffer;
import static org.lwjgl.opengl.GL30C.glGenFramebuffers;
import static org.lwjgl.opengl.GL30C.glGenRenderbuffers;
import static org.lwjgl.opengl.GL30C.glRenderbufferStorage;

import dev.v2v.engine.DeviceException;
import dev.v2v.media.RgbFrame;
import java.nio.ByteBuffer;
import org.lwjgl.system.MemoryUtil;

/**
 * A picture to draw into and read back: what a window shows may be covered or not there at all,
 * this is not. For the thread of the window.
 */
public final class OffScreen implements AutoCloseable {
  private final int width;
  private final int height;
  private final int framebuffer = glGenFramebuffers();
  private final int color = glGenRenderbuffers();
  private final ByteBuffer pixels;

  public OffScreen(int width, int height) {
    this.width = width;
    this.height = height;
    pixels = MemoryUtil.memAlloc(3 * width * height);
    glBindRenderbuffer(GL_RENDERBUFFER, color);
    glRenderbufferStorage(GL_RENDERBUFFER, GL_RGBA8, width, height);
    glBindFramebuffer(GL_FRAMEBUFFER, framebuffer);
    glFramebufferRenderbuffer(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_RENDERBUFFER, color);
    int status = glCheckFramebufferStatus(GL_FRAMEBUFFER);
    glBindFramebuffer(GL_FRAMEBUFFER, 0);
    if (status != GL_FRAMEBUFFER_COMPLETE) {
      throw new DeviceException(
          String.format(
              "preview: OpenGL refused a picture of %dx%d (0x%x)", width, height, status));
    }
  }

  public boolean isOf(int w, int h) {
    return w == width && h == height;
  }

  /** Draws into this picture and copies it to a frame of its size. */
  public void capture(Runnable draw, RgbFrame into) {
    glBindFramebuffer(GL_FRAMEBUFFER, framebuffer);
    draw.run();
    glPixelStorei(GL_PACK_ALIGNMENT, 1);
    glReadPixels(0, 0, width, height, GL_RGB, GL_UNSIGNED_BYTE, pixels.clear());
    glBindFramebuffer(GL_FRAMEBUFFER, 0);
    int row = 3 * width;
    for (int y = 0; y < height; y++) { // OpenGL's first row is the lowest
      pixels.get((height - 1 - y) * row, into.data(), y * row, row);
    }
  }

  @Override
  public void close() {
    MemoryUtil.memFree(pixels);
    glDeleteRenderbuffers(color);
    glDeleteFramebuffers(framebuffer);
  }
}
