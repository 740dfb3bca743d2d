package dev.v2v.preview.gl;

import static org.lwjgl.glfw.GLFW.GLFW_CONTEXT_CREATION_API;
import static org.lwjgl.glfw.GLFW.GLFW_CONTEXT_VERSION_MAJOR;
import static org.lwjgl.glfw.GLFW.GLFW_CONTEXT_VERSION_MINOR;
import static org.lwjgl.glfw.GLFW.GLFW_EGL_CONTEXT_API;
import static org.lwjgl.glfw.GLFW.GLFW_FALSE;
import static org.lwjgl.glfw.GLFW.GLFW_OPENGL_CORE_PROFILE;
import static org.lwjgl.glfw.GLFW.GLFW_OPENGL_FORWARD_COMPAT;
import static org.lwjgl.glfw.GLFW.GLFW_OPENGL_PROFILE;
import static org.lwjgl.glfw.GLFW.GLFW_PLATFORM;
import static org.lwjgl.glfw.GLFW.GLFW_PLATFORM_NULL;
import static org.lwjgl.glfw.GLFW.GLFW_PLATFORM_X11;
import static org.lwjgl.glfw.GLFW.GLFW_RELEASE;
import static org.lwjgl.glfw.GLFW.GLFW_SCALE_TO_MONITOR;
import static org.lwjgl.glfw.GLFW.GLFW_TRUE;
import static org.lwjgl.glfw.GLFW.GLFW_VISIBLE;
import static org.lwjgl.glfw.GLFW.glfwCreateWindow;
import static org.lwjgl.glfw.GLFW.glfwDestroyWindow;
import static org.lwjgl.glfw.GLFW.glfwGetFramebufferSize;
import static org.lwjgl.glfw.GLFW.glfwGetWindowContentScale;
import static org.lwjgl.glfw.GLFW.glfwGetWindowSize;
import static org.lwjgl.glfw.GLFW.glfwInit;
import static org.lwjgl.glfw.GLFW.glfwInitHint;
import static org.lwjgl.glfw.GLFW.glfwMakeContextCurrent;
import static org.lwjgl.glfw.GLFW.glfwPollEvents;
import static org.lwjgl.glfw.GLFW.glfwPostEmptyEvent;
import static org.lwjgl.glfw.GLFW.glfwSetCursorPosCallback;
import static org.lwjgl.glfw.GLFW.glfwSetErrorCallback;
import static org.lwjgl.glfw.GLFW.glfwSetFramebufferSizeCallback;
import static org.lwjgl.glfw.GLFW.glfwSetKeyCallback;
import static org.lwjgl.glfw.GLFW.glfwSetMouseButtonCallback;
import static org.lwjgl.glfw.GLFW.glfwSetScrollCallback;
import static org.lwjgl.glfw.GLFW.glfwSetWindowContentScaleCallback;
import static org.lwjgl.glfw.GLFW.glfwSetWindowRefreshCallback;
import static org.lwjgl.glfw.GLFW.glfwSetWindowTitle;
import static org.lwjgl.glfw.GLFW.glfwSwapBuffers;
import static org.lwjgl.glfw.GLFW.glfwSwapInterval;
import static org.lwjgl.glfw.GLFW.glfwTerminate;
import static org.lwjgl.glfw.GLFW.glfwWaitEventsTimeout;
import static org.lwjgl.glfw.GLFW.glfwWindowHint;
import static org.lwjgl.glfw.GLFW.glfwWindowShouldClose;
import static org.lwjgl.opengl.GL11C.GL_RENDERER;
import static org.lwjgl.opengl.GL11C.GL_VERSION;
import static org.lwjgl.opengl.GL11C.glGetString;

import dev.v2v.engine.DeviceException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.lwjgl.glfw.Callbacks;
import org.lwjgl.glfw.GLFWErrorCallback;
import org.lwjgl.opengl.GL;
import org.lwjgl.system.Platform;

/**
 * The window and its OpenGL 3.3 context; one at a time in a process. All methods but {@link #wake}
 * belong to the thread that opened it, which macOS wants to be the first of the process.
 */
public final class GlWindow implements AutoCloseable {
  /** What the user does; positions are in pixels of the picture from its top left corner. */
  public interface Input {
    /** A key went down or repeats; {@code key} is GLFW's code. */
    void key(int key);

    void cursor(double x, double y);

    /** The left button, at the cursor. */
    void button(boolean down);

    /** The wheel, positive away from the user. */
    void scroll(double steps);

    /** What is shown must be drawn anew. */
    void refresh();
  }

  /**
   * What to open.
   *
   * @param width in the units of the desktop, which a dense screen shows as more pixels
   * @param visible whether on the display; else off screen, for which no display is needed
   */
  public record Options(String title, int width, int height, boolean visible) {}

  /** Renderers without a GPU, as they call themselves: Mesa's, ANGLE's, and those of Windows. */
  private static final Pattern SOFTWARE =
      Pattern.compile("llvmpipe|softpipe|software|swiftshader|basic render|gdi generic");

  private final long handle;
  private final boolean visible;
  private final Deque<Runnable> events = new ArrayDeque<>();
  private final Semaphore signal = new Semaphore(0);
  private int width;
  private int height;
  private double scale;
  private double desktopToPixels = 1;

  /**
   * Opens a window.
   *
   * @throws DeviceException if there is no display, or no OpenGL 3.3 on it
   */
  public GlWindow(Options options) {
    visible = options.visible();
    try {
      handle = open(options);
    } catch (LinkageError e) {
      throw new DeviceException("preview: its native libraries do not load: " + e.getMessage(), e);
    }
    measure();
  }

  private static long open(Options options) {
    StringBuilder said = new StringBuilder();
    GLFWErrorCallback callback =
        GLFWErrorCallback.create(
            (code, text) ->
                said.append(said.isEmpty() ? "" : "; ")
                    .append(GLFWErrorCallback.getDescription(text)));
    glfwSetErrorCallback(callback);
    try {
      if (!options.visible()) {
        glfwInitHint(GLFW_PLATFORM, GLFW_PLATFORM_NULL);
      } else if (Platform.get() == Platform.LINUX && System.getenv("WAYLAND_DISPLAY") == null) {
        glfwInitHint(GLFW_PLATFORM, GLFW_PLATFORM_X11); // Wayland's library would complain aloud
      }
      if (!glfwInit()) {
        throw new DeviceException(
            "preview: needs a display, got none (" + said + "); --headless needs none");
      }
      hint(options.visible());
      long window = glfwCreateWindow(options.width(), options.height(), options.title(), 0, 0);
      if (window == 0) {
        glfwTerminate();
        throw new DeviceException("preview: needs OpenGL 3.3, got none (" + said + ")");
      }
      glfwMakeContextCurrent(window);
      GL.createCapabilities();
      // One picture a refresh of the screen; off screen there is nothing to wait for.
      glfwSwapInterval(options.visible() ? 1 : 0);
      return window;
    } finally {
      glfwSetErrorCallback(null);
      callback.free();
    }
  }

  private static void hint(boolean visible) {
    glfwWindowHint(GLFW_VISIBLE, visible ? GLFW_TRUE : GLFW_FALSE);
    glfwWindowHint(GLFW_SCALE_TO_MONITOR, GLFW_TRUE);
    glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3);
    glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 3);
    glfwWindowHint(GLFW_OPENGL_PROFILE, GLFW_OPENGL_CORE_PROFILE);
    glfwWindowHint(GLFW_OPENGL_FORWARD_COMPAT, GLFW_TRUE); // macOS gives 3.3 no other way
    if (!visible) {
      glfwWindowHint(GLFW_CONTEXT_CREATION_API, GLFW_EGL_CONTEXT_API);
    }
  }

  private void measure() {
    int[] w = new int[1];
    int[] h = new int[1];
    float[] factor = new float[1];
    glfwGetWindowSize(handle, w, h);
    int desktop = w[0];
    glfwGetFramebufferSize(handle, w, h);
    width = w[0];
    height = h[0];
    glfwGetWindowContentScale(handle, factor, null);
    scale = factor[0];
    desktopToPixels = desktop == 0 ? 1 : (double) width / desktop;
  }

  /** Sends what the user does to {@code input}, from within {@link #await}. */
  public void listen(Input input) {
    glfwSetKeyCallback(
        handle,
        (window, key, code, action, mods) -> {
          if (action != GLFW_RELEASE) {
            events.add(() -> input.key(key));
          }
        });
    glfwSetCursorPosCallback(
        handle,
        (window, x, y) -> events.add(() -> input.cursor(x * desktopToPixels, y * desktopToPixels)));
    glfwSetMouseButtonCallback(
        handle,
        (window, button, action, mods) -> {
          if (button == 0) {
            boolean down = action != GLFW_RELEASE;
            events.add(() -> input.button(down));
          }
        });
    glfwSetScrollCallback(handle, (window, dx, dy) -> events.add(() -> input.scroll(dy)));
    glfwSetWindowRefreshCallback(handle, window -> events.add(input::refresh));
    glfwSetFramebufferSizeCallback(
        handle,
        (window, w, h) -> {
          events.add(this::measure);
          events.add(input::refresh);
        });
    glfwSetWindowContentScaleCallback(
        handle,
        (window, x, y) -> {
          events.add(this::measure);
          events.add(input::refresh);
        });
  }

  /** Columns in pixels; 0 while it is an icon. */
  public int width() {
    return width;
  }

  public int height() {
    return height;
  }

  /** Pixels of what is one pixel on an ordinary screen. */
  public double scale() {
    return scale;
  }

  /** Waits for the user or {@link #wake}, and hands on what the user did. */
  public void await(double seconds) {
    if (visible) {
      glfwWaitEventsTimeout(seconds);
    } else {
      awaitSignal(seconds);
    }
    // Not within GLFW's callbacks: an exception must not fly through native code.
    for (Runnable e = events.poll(); e != null; e = events.poll()) {
      e.run();
    }
  }

  private void awaitSignal(double seconds) {
    try {
      if (signal.tryAcquire(Math.round(seconds * 1000), TimeUnit.MILLISECONDS)) {
        signal.drainPermits();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    glfwPollEvents();
  }

  /** Ends the wait of the window's thread. Any thread. */
  public void wake() {
    if (visible) {
      glfwPostEmptyEvent();
    } else {
      signal.release();
    }
  }

  /** Whether the user closed it. */
  public boolean isClosing() {
    return glfwWindowShouldClose(handle);
  }

  public void title(String title) {
    glfwSetWindowTitle(handle, title);
  }

  /** Shows what was drawn; with a screen, waits for its refresh. */
  public void show() {
    glfwSwapBuffers(handle);
  }

  /** One line for people: who draws. */
  public String renderer() {
    return glGetString(GL_RENDERER) + ", OpenGL " + glGetString(GL_VERSION);
  }

  /** Whether the CPU draws. */
  public boolean isSoftware() {
    return SOFTWARE.matcher(glGetString(GL_RENDERER).toLowerCase(Locale.ROOT)).find();
  }

  @Override
  public void close() {
    Callbacks.glfwFreeCallbacks(handle);
    GL.setCapabilities(null);
    glfwDestroyWindow(handle);
    glfwTerminate();
  }
}
