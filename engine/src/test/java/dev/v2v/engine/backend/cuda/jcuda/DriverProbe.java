package dev.v2v.engine.backend.cuda.jcuda;

import dev.v2v.engine.DeviceException;
import dev.v2v.engine.backend.cuda.driver.Arguments;
import dev.v2v.engine.backend.cuda.driver.Driver;
import dev.v2v.engine.backend.cuda.driver.LaunchShape;
import java.nio.ByteBuffer;

/** Calls everything that the driver offers, in a process of its own; for {@link DriverAbiTest}. */
final class DriverProbe {
  private DriverProbe() {}

  public static void main(String[] args) {
    Driver d = JcudaDevices.open(0);
    say(
        "device "
            + d.device().name()
            + " sm_"
            + d.device().architecture()
            + " "
            + d.device().cuda());
    Driver.Queue q = d.createQueue();
    long address = d.allocate(1000, q);
    say(
        "address "
            + Long.toHexString(address)
            + " "
            + d.allocate(1L << 41, q)
            + " "
            + d.freeBytes());
    copies(d, q, address);
    events(d, q);
    kernels(d, q, address);
    d.beginCapture(q);
    Driver.Graph graph = d.endCapture(q);
    d.launch(graph, q);
    d.destroy(graph);
    shared(d, q);
    d.startProfiler();
    d.stopProfiler();
    d.free(address, q);
    d.synchronize(q);
    d.destroy(q);
    d.close();
  }

  private static void copies(Driver d, Driver.Queue q, long address) {
    ByteBuffer pinned = d.allocatePinned(64);
    pinned.put(new byte[64]).clear(); // arrives with undefined content
    pinned.put(3, (byte) 42).position(3).limit(13);
    d.copyToDevice(pinned, address + 256, q);
    pinned.clear().position(5).limit(10);
    d.copyToHost(address + 16, pinned, q);
    pinned.clear();
    say("pinned " + pinned.get(4) + pinned.get(5) + pinned.get(9) + pinned.get(10));
    d.freePinned(pinned);
    d.copy(address, address + 8, 99, q);
    d.fill(address, 0xff, 12, q);
  }

  private static void shared(Driver d, Driver.Queue q) {
    Driver.SharedMemory memory = d.shareGl(11);
    say("mapped " + Long.toHexString(d.map(memory, 4096, q)));
    d.unmap(memory, q);
    refused(() -> d.map(memory, 4097, q));
    d.unmap(memory, q);
    d.destroy(memory);
    refused(() -> d.shareGl(404));
  }

  private static void events(Driver d, Driver.Queue q) {
    Driver.Event timed = d.createEvent(true);
    Driver.Event plain = d.createEvent(false);
    d.record(timed, q);
    d.await(plain, q);
    say("done " + d.isDone(timed) + " " + d.milliseconds(timed, plain));
  }

  private static void kernels(Driver d, Driver.Queue q, long address) {
    Driver.Module module =
        d.load("good", "PTX".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    refused(() -> d.load("bad", "BAD".getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
    refused(() -> d.function(module, "none"));
    Driver.Function f = d.function(module, "kern");
    say(d.info(f).toString());
    Arguments a = new Arguments();
    for (int i = 0; i < 2; i++) {
      a.clear().word64(address + i).word32(-5).float32(1.25f).word64(1L << 40);
      d.launch(f, LaunchShape.of(7 + i, 128), a, q);
    }
    Arguments other = new Arguments().word64(1).word32(2).float32(3).word64(4);
    d.launch(f, new LaunchShape(1, 2, 3, 4, 5, 6, 100_000), other, q);
    refused(() -> d.launch(f, LaunchShape.of(666, 128), a, q));
    d.unload(module);
  }

  private static void refused(Runnable call) {
    try {
      call.run();
      say("not refused");
    } catch (DeviceException e) {
      say(e.getClass().getSimpleName() + " " + e.getMessage());
    }
  }

  /** One stream for both sides, so that lines keep their order. */
  private static void say(String line) {
    System.out.println(line);
    System.out.flush();
  }
}
