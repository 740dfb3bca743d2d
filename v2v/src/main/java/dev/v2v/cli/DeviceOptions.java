package dev.v2v.cli;

import dev.v2v.engine.Backend;
import dev.v2v.engine.Backends;
import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceException;
import dev.v2v.engine.op.conv.Conv2d;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options of every command that computes. */
public final class DeviceOptions {
  /** Arithmetic of a run; never chosen silently. */
  public enum Precision {
    FP32(DType.FLOAT32),
    /** Float32 whose convolutions and products round their inputs to 10 bits; CUDA alone has it. */
    TF32(DType.FLOAT32),
    BF16(DType.BFLOAT16),
    FP16(DType.FLOAT16);

    private final DType dtype;

    Precision(DType dtype) {
      this.dtype = dtype;
    }

    /** Type of activations and of the weights they meet. */
    public DType dtype() {
      return dtype;
    }

    @Override
    public String toString() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  @Spec(Spec.Target.MIXEE)
  private CommandSpec mixee;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      defaultValue = "auto",
      description =
          "auto, cpu, reference, cuda, cuda:N, or ptx, which interprets and checks the CUDA kernels"
              + " without a GPU (default: ${DEFAULT-VALUE}).")
  private String device;

  @Option(
      names = "--precision",
      paramLabel = "P",
      defaultValue = "fp32",
      description =
          "Arithmetic of the networks: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Precision precision;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "CPU threads (default: all processors).")
  void threads(int n) {
    if (n < 1 || n > 1024) {
      throw new ParameterException(
          mixee.commandLine(), "--threads must be from 1 to 1024, got " + n);
    }
    System.setProperty("v2v.threads", Integer.toString(n));
  }

  @Option(
      names = "--kernels",
      paramLabel = "DIR",
      description = "CUDA sources in place of the packaged ones of the same name.")
  void kernels(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new ParameterException(
          mixee.commandLine(), "--kernels must be a folder with .cu files, got " + folder);
    }
    System.setProperty("v2v.kernels", folder.toString());
  }

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Seed of every random choice (default: ${DEFAULT-VALUE}).")
  private long seed;

  /**
   * Opens the device.
   *
   * @throws DeviceException if it is missing or has no convolution in the chosen precision
   */
  public Backend open() {
    return open(precision.dtype());
  }

  /** As {@link #open()} for a precision that did not come from the option. */
  Backend open(DType compute) {
    if (precision == Precision.TF32) {
      System.setProperty("v2v.cuda.tf32", "true"); // read when the device opens
    }
    Backend backend = Backends.open(device);
    Precision asked = compute == precision.dtype() ? precision : of(compute);
    if (!runs(backend, asked)) {
      List<Precision> offered =
          Arrays.stream(Precision.values()).filter(p -> runs(backend, p)).toList();
      throw new DeviceException(
          "--precision: device " + backend.name() + " offers " + offered + ", got " + asked);
    }
    return backend;
  }

  private static Precision of(DType compute) {
    return Arrays.stream(Precision.values())
        .filter(p -> p.dtype() == compute)
        .findFirst()
        .orElseThrow(() -> new DeviceException("--precision: none computes in " + compute));
  }

  private static boolean runs(Backend backend, Precision p) {
    boolean offered = p != Precision.TF32 || backend.name().startsWith("cuda");
    return offered && backend.kernels().contains(Conv2d.KEY, p.dtype());
  }

  public Precision precision() {
    return precision;
  }

  public long seed() {
    return seed;
  }
}
