package dev.v2v.engine.backend.cuda.jcuda;

import static dev.v2v.engine.backend.cuda.jcuda.CudaStatus.check;
import static jcuda.driver.JCudaDriver.cuDeviceGet;
import static jcuda.driver.JCudaDriver.cuDeviceGetAttribute;
import static jcuda.driver.JCudaDriver.cuDeviceGetCount;
import static jcuda.driver.JCudaDriver.cuDeviceGetName;
import static jcuda.driver.JCudaDriver.cuDeviceTotalMem;
import static jcuda.driver.JCudaDriver.cuDriverGetVersion;
import static jcuda.driver.JCudaDriver.cuInit;

import dev.v2v.engine.DeviceException;
import dev.v2v.engine.backend.cuda.driver.DeviceInfo;
import dev.v2v.engine.backend.cuda.driver.Driver;
import dev.v2v.engine.backend.cuda.natives.Binding;
import dev.v2v.engine.backend.cuda.natives.NativeLibraries;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdevice_attribute;

/** The CUDA devices of this machine, as far as {@code CUDA_VISIBLE_DEVICES} shows them. */
public final class JcudaDevices {
  private static final int OLDEST_DRIVER = 12_000;
  private static final int OLDEST_ARCHITECTURE = 75;

  private static boolean initialised;

  private JcudaDevices() {}

  /**
   * All devices.
   *
   * @throws DeviceException if there is no driver, it is too old, or it sees no device
   */
  public static List<DeviceInfo> list() {
    initialise();
    int[] count = new int[1];
    check(cuDeviceGetCount(count), "cuDeviceGetCount");
    List<DeviceInfo> devices = new ArrayList<>();
    for (int i = 0; i < count[0]; i++) {
      devices.add(describe(i));
    }
    return devices;
  }

  /**
   * Opens one device.
   *
   * @throws DeviceException if it is not there or too old
   */
  public static Driver open(int ordinal) {
    List<DeviceInfo> devices = list();
    if (ordinal >= devices.size()) {
      String visible = System.getenv("CUDA_VISIBLE_DEVICES");
      throw new DeviceException(
          "cuda:"
              + ordinal
              + ": number must be below "
              + devices.size()
              + ", the number of devices"
              + (visible == null ? "" : " that CUDA_VISIBLE_DEVICES=" + visible + " leaves"));
    }
    DeviceInfo info = devices.get(ordinal);
    if (info.architecture() < OLDEST_ARCHITECTURE) {
      throw new DeviceException(
          "cuda:"
              + ordinal
              + ": needs compute capability 7.5 or later, "
              + info.name()
              + " has "
              + info.major()
              + "."
              + info.minor());
    }
    return new JcudaDriver(device(ordinal), info);
  }

  private static synchronized void initialise() {
    if (initialised) {
      return;
    }
    NativeLibraries.instance().load(Binding.DRIVER);
    check(cuInit(0), "cuInit");
    int version = version();
    if (version < OLDEST_DRIVER) {
      throw new DeviceException(
          "cuda: needs a driver for CUDA 12 or later, this one is for "
              + version / 1000
              + "."
              + version % 1000 / 10
              + "; update NVIDIA's driver to 525 or later");
    }
    NativeLibraries.instance().limitMajor(version / 1000);
    initialised = true;
  }

  private static int version() {
    int[] version = new int[1];
    check(cuDriverGetVersion(version), "cuDriverGetVersion");
    return version[0];
  }

  private static CUdevice device(int ordinal) {
    CUdevice device = new CUdevice();
    check(cuDeviceGet(device, ordinal), "cuDeviceGet", () -> "cuda:" + ordinal);
    return device;
  }

  private static DeviceInfo describe(int ordinal) {
    CUdevice device = device(ordinal);
    byte[] name = new byte[256];
    check(cuDeviceGetName(name, name.length, device), "cuDeviceGetName");
    long[] memory = new long[1];
    check(cuDeviceTotalMem(memory, device), "cuDeviceTotalMem");
    return new DeviceInfo(
        ordinal,
        new String(name, StandardCharsets.UTF_8).replace('\0', ' ').strip(),
        attribute(device, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR),
        attribute(device, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR),
        attribute(device, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT),
        memory[0],
        attribute(device, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN),
        attribute(device, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_L2_CACHE_SIZE),
        attribute(device, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_CLOCK_RATE),
        attribute(device, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MEMORY_CLOCK_RATE),
        attribute(device, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_GLOBAL_MEMORY_BUS_WIDTH),
        version());
  }

  private static int attribute(CUdevice device, int attribute) {
    int[] value = new int[1];
    check(
        cuDeviceGetAttribute(value, attribute, device),
        "cuDeviceGetAttribute",
        () -> "attribute " + attribute);
    return value[0];
  }
}
