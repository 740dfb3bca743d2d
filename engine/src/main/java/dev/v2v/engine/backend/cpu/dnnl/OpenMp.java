package dev.v2v.engine.backend.cpu.dnnl;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.opencl.Pfn_notify_BytePointer_Pointer_long_Pointer;

/**
 * Settings of the OpenMP runtime under oneDNN. They must be made before it loads.
 *
 * <p>IMPLEMENTATION NOTES. libgomp reads its settings from the environment when it is loaded and
 * offers no call for the one that matters: how long its threads spin after a parallel region. By
 * default that is milliseconds, in which a Java kernel that follows a convolution finds the cores
 * taken. Java cannot change its own environment, so this calls the C library's {@code setenv}
 * through the only thing at hand that calls an address: a function pointer class of the OpenCL
 * preset with the arguments (pointer, pointer, integer, pointer), which loads no OpenMP. Its extra
 * last argument and the ignored result are harmless in the C calling conventions of the platforms
 * concerned. Where {@code setenv} is not found (Windows) the runtime keeps its defaults. Variables
 * that the user set are left alone, except the number of threads.
 */
final class OpenMp {
  /**
   * About 0.1 ms: longer than the gap between two convolutions that follow each other, shorter than
   * a Java kernel worth running in parallel.
   */
  private static final int SPINS = 5000;

  private OpenMp() {}

  static void configure(int threads) {
    Loader.load(Pfn_notify_BytePointer_Pointer_long_Pointer.class);
    Pointer setenv = Loader.addressof("setenv");
    if (setenv == null) {
      return;
    }
    try (PointerPointer<Pointer> cell = new PointerPointer<Pointer>(1).put(setenv);
        Pfn_notify_BytePointer_Pointer_long_Pointer call =
            new Pfn_notify_BytePointer_Pointer_long_Pointer(cell)) {
      set(call, "OMP_NUM_THREADS", Integer.toString(threads));
      set(call, "OMP_DYNAMIC", "false");
      if (System.getenv("GOMP_SPINCOUNT") == null && System.getenv("OMP_WAIT_POLICY") == null) {
        set(call, "GOMP_SPINCOUNT", System.getProperty("v2v.cpu.spins", Integer.toString(SPINS)));
      }
    }
  }

  private static void set(
      Pfn_notify_BytePointer_Pointer_long_Pointer setenv, String name, String value) {
    try (BytePointer n = new BytePointer(name);
        BytePointer v = new BytePointer(value)) {
      setenv.call(n, v, 1, null);
    }
  }
}
