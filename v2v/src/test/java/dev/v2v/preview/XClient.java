package dev.v2v.preview;

import dev.v2v.media.RgbFrame;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.LockSupport;

/**
 * A hand on the keyboard and mouse of a virtual display, and an eye on its screen: as much of the
 * X11 protocol as that takes. Input goes through the server's XTEST extension, so it reaches
 * windows like that of real devices.
 */
final class XClient implements AutoCloseable {
  /** GLFW takes two presses of a key within a millisecond of the server's clock for one. */
  private static final long APART_NANOS = 20_000_000;

  private static final int KEY_PRESS = 2;
  private static final int KEY_RELEASE = 3;
  private static final int BUTTON_PRESS = 4;
  private static final int BUTTON_RELEASE = 5;
  private static final int MOTION = 6;
  private static final int WIDTH_AND_HEIGHT = 0x4 | 0x8;
  private static final int RESOURCE_MANAGER = 23; // an atom that every server has
  private static final int STRING = 31; // likewise

  /** A window's place on the screen. */
  record Geometry(int id, int x, int y, int width, int height) {}

  private final SocketChannel channel;
  private final int root;
  private final int xtest;
  private final int firstKey;
  private final int keySymsEach;
  private final ByteBuffer keySyms;

  XClient(int display) throws IOException {
    channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channel.connect(UnixDomainSocketAddress.of("/tmp/.X11-unix/X" + display));
    ByteBuffer hello = buffer(12).put((byte) 'l').put((byte) 0).putShort((short) 11);
    send(hello.position(12));
    ByteBuffer head = receive(8);
    if (head.get(0) != 1) {
      throw new IOException("the display refuses a connection");
    }
    ByteBuffer setup = receive(4 * (head.getShort(6) & 0xffff));
    int vendor = setup.getShort(16) & 0xffff;
    int formats = setup.get(21) & 0xff;
    firstKey = setup.get(26) & 0xff;
    int keys = (setup.get(27) & 0xff) - firstKey + 1;
    root = setup.getInt(32 + padded(vendor) + 8 * formats);
    ByteBuffer extension =
        reply(
            request(98, 0, 16)
                .putShort((short) 5)
                .putShort((short) 0)
                .put("XTEST".getBytes(StandardCharsets.US_ASCII))
                .position(16));
    if (extension.get(8) != 1) {
      throw new IOException("the display has no XTEST extension");
    }
    xtest = extension.get(9) & 0xff;
    keySyms = reply(request(101, 0, 8).put((byte) firstKey).put((byte) keys).position(8));
    keySymsEach = keySyms.get(1) & 0xff;
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static int padded(int bytes) {
    return (bytes + 3) / 4 * 4;
  }

  private static ByteBuffer request(int opcode, int detail, int bytes) {
    return buffer(bytes).put((byte) opcode).put((byte) detail).putShort((short) (bytes / 4));
  }

  private void send(ByteBuffer request) throws IOException {
    request.flip();
    while (request.hasRemaining()) {
      channel.write(request);
    }
  }

  private ByteBuffer receive(int bytes) throws IOException {
    ByteBuffer into = buffer(bytes);
    while (into.hasRemaining()) {
      if (channel.read(into) < 0) {
        throw new EOFException("the display is gone");
      }
    }
    return into.flip();
  }

  /** The reply with all that follows it. */
  private ByteBuffer reply(ByteBuffer request) throws IOException {
    send(request);
    ByteBuffer head = receive(32);
    while (head.get(0) > 1) {
      head = receive(32); // events that every client gets, such as of a changed keyboard
    }
    if (head.get(0) == 0) {
      throw new IOException("the display answers with error " + head.get(1));
    }
    ByteBuffer rest = receive(4 * head.getInt(4));
    return buffer(32 + rest.remaining()).put(head).put(rest).flip();
  }

  private void fake(int type, int detail, int x, int y) throws IOException {
    ByteBuffer event =
        request(xtest, 2, 36).put((byte) type).put((byte) detail).putShort((short) 0);
    event.putInt(0).putInt(root).putLong(0).putShort((short) x).putShort((short) y);
    send(event.position(36));
    settle();
  }

  /** Waits until the server has done what it was sent: it answers in turn. */
  private void settle() throws IOException {
    reply(request(43, 0, 4));
  }

  /** Presses and releases the key of a symbol: of a character its code. */
  void press(int keySym) throws IOException {
    int code = keyCode(keySym);
    fake(KEY_PRESS, code, 0, 0);
    fake(KEY_RELEASE, code, 0, 0);
    LockSupport.parkNanos(APART_NANOS);
  }

  private int keyCode(int keySym) {
    for (int at = 32; at < keySyms.limit(); at += 4) {
      if (keySyms.getInt(at) == keySym) {
        return firstKey + (at - 32) / 4 / keySymsEach;
      }
    }
    throw new IllegalArgumentException("the keyboard has no key for " + keySym);
  }

  void moveMouse(double x, double y) throws IOException {
    fake(MOTION, 0, (int) Math.round(x), (int) Math.round(y));
  }

  void button(boolean down) throws IOException {
    fake(down ? BUTTON_PRESS : BUTTON_RELEASE, 1, 0, 0);
  }

  /** The place of the only window of a size. */
  Geometry windowOf(int width, int height) throws IOException {
    ByteBuffer tree = reply(request(15, 0, 8).putInt(root).position(8));
    for (int i = 0; i < tree.getShort(16); i++) {
      int id = tree.getInt(32 + 4 * i);
      ByteBuffer g = reply(request(14, 0, 8).putInt(id).position(8));
      Geometry found =
          new Geometry(id, g.getShort(12), g.getShort(14), g.getShort(16), g.getShort(18));
      if (found.width == width && found.height == height) {
        return found;
      }
    }
    throw new IOException("the screen shows no window of " + width + "x" + height);
  }

  /** Gives a window another size, as its frame does when somebody pulls at it. */
  void resize(int id, int width, int height) throws IOException {
    ByteBuffer ask = request(12, 0, 20).putInt(id).putShort((short) WIDTH_AND_HEIGHT);
    send(ask.putShort((short) 0).putInt(width).putInt(height).position(20));
    settle();
  }

  /** Sets what programs read about the screen when they start, such as {@code Xft.dpi}. */
  void resources(String text) throws IOException {
    byte[] value = text.getBytes(StandardCharsets.US_ASCII);
    int length = 24 + padded(value.length);
    ByteBuffer ask = request(18, 0, length).putInt(root).putInt(RESOURCE_MANAGER).putInt(STRING);
    ask.put((byte) 8).put((byte) 0).putShort((short) 0).putInt(value.length).put(value);
    send(ask.position(length));
    settle();
  }

  /** What the screen shows of a place. */
  RgbFrame look(Geometry at) throws IOException {
    ByteBuffer ask = request(73, 2, 20).putInt(root).putShort((short) at.x).putShort((short) at.y);
    ask.putShort((short) at.width).putShort((short) at.height).putInt(-1);
    ByteBuffer image = reply(ask);
    RgbFrame frame = new RgbFrame(at.width, at.height);
    for (int p = 0; p < at.width * at.height; p++) {
      for (int c = 0; c < 3; c++) { // blue first
        frame.data()[3 * p + c] = image.get(32 + 4 * p + 2 - c);
      }
    }
    return frame;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
