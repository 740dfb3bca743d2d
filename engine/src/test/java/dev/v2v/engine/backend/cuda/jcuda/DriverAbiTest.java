package dev.v2v.engine.backend.cuda.jcuda;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What arrives at CUDA's C interface, through JCuda's real natives, in a library that only writes
 * it down. Needs a C compiler.
 */
class DriverAbiTest {
  private static final String ADDRESS = "0x7f0012345600";

  private static final List<String> EXPECTED =
      List.of(
          "init 0",
          "current 0xc0",
          "device Recorder sm_90 13.0",
          "stream 1",
          "allocate 1000 0x5000",
          "address 7f0012345600 0 123",
          "to-device 0x7f0012345700 10 0x5000 first 42",
          "to-host 0x7f0012345610 5 0x5000",
          "pinned 0770",
          "free-pinned",
          "copy 0x7f0012345608 " + ADDRESS + " 99 0x5000",
          "fill " + ADDRESS + " 255 12 0x5000",
          "event 0",
          "event 2",
          "record 0xe000 0x5000",
          "await 0x5000 0xe000 0",
          "done false 1.5",
          "load PTX",
          "DeviceException cuModuleLoadDataEx: CUDA_ERROR_INVALID_PTX (218), module bad; update the"
              + " driver, or install NVRTC so that kernels are compiled for this device: the"
              + " assembler says no",
          "DeviceException kernel none: module good has no such entry",
          "function 0xabc kern",
          "FunctionInfo[registers=40, sharedBytes=10, localBytes=30, mostThreads=0]",
          "launch 0xf00 7 1 1 128 1 1 0 0x5000 0: 7f0012345600 -5 1.25 1099511627776",
          "launch 0xf00 8 1 1 128 1 1 0 0x5000 0: 7f0012345601 -5 1.25 1099511627776",
          "set-attribute 0xf00 8 100000",
          "launch 0xf00 1 2 3 4 5 6 100000 0x5000 0: 1 2 3 4",
          "launch 0xf00 666 1 1 128 1 1 0 0x5000 0: 7f0012345601 -5 1.25 1099511627776",
          "FatalDeviceException cuLaunchKernel: CUDA_ERROR_ILLEGAL_ADDRESS (700), last launches"
              + " kern<<<(666, 1, 1), (128, 1, 1), 0>>> kern<<<(1, 2, 3), (4, 5, 6), 100000>>>"
              + " kern<<<(8, 1, 1), (128, 1, 1), 0>>> kern<<<(7, 1, 1), (128, 1, 1), 0>>>; an"
              + " earlier kernel failed: run with -Dv2v.cuda.sync=true to see which, or under"
              + " compute-sanitizer",
          "unload 0xabc",
          "begin-capture 0x5000 2",
          "end-capture 0x5000",
          "instantiate 0x6a 0",
          "graph-launch 0x6b 0x5000",
          "exec-destroy 0x6b",
          "graph-destroy 0x6a",
          "gl-register 11 2",
          "map 1 0x91 0x5000",
          "mapped-pointer 0x91",
          "mapped 7f0077770000",
          "unmap 1 0x91 0x5000",
          "map 1 0x91 0x5000",
          "mapped-pointer 0x91",
          "DeviceException cuGraphicsResourceGetMappedPointer: must give 4097 bytes, got 4096",
          "unmap 1 0x91 0x5000",
          "unregister 0x91",
          "DeviceException cuGraphicsGLRegisterBuffer: CUDA_ERROR_INVALID_GRAPHICS_CONTEXT (219),"
              + " OpenGL must run on Recorder; run with -Dv2v.cuda.sync=true to see which call it"
              + " is",
          "profiler-start",
          "profiler-stop",
          "free " + ADDRESS + " 0x5000",
          "synchronize 0x5000",
          "stream-destroy 0x5000",
          "release 0");

  @TempDir Path directory;

  @Test
  void everythingArrivesAsCudaWantsIt() throws IOException, InterruptedException {
    NativeRecorder recorder = new NativeRecorder(directory);
    recorder.build("recorder.c", "libcuda.so.1");
    assertEquals(EXPECTED, recorder.java(DriverProbe.class));
  }
}
