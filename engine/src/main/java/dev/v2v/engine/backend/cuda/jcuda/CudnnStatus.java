package dev.v2v.engine.backend.cuda.jcuda;

/**
 * cuDNN's return codes. Version 8 numbers them from 0 to 14; version 9 gives each kind of failure a
 * thousand, so that a code it adds later still tells its kind.
 */
final class CudnnStatus {
  private static final int V8_NOT_SUPPORTED = 9;
  private static final int KIND = 1000;

  /** That no kernel does it, as version 9 says it. */
  static final int NOT_SUPPORTED = 3 * KIND;

  private CudnnStatus() {}

  /** Whether another algorithm might do what this one refused. */
  static boolean isNotSupported(int status) {
    return status == V8_NOT_SUPPORTED || status / KIND == NOT_SUPPORTED / KIND;
  }

  static String advice(int status) {
    if (isNotSupported(status)) {
      return "this cuDNN has no kernel for it: another version might, doctor shows this one's";
    }
    return switch (status) {
      case 2, 4003, 4004 -> "use a smaller batch or image";
      case 1, 14, 1001, 1002, 1008 ->
          "its libraries do not fit together: reinstall cuDNN, doctor shows where it was found";
      case 11, 13 -> "libcuda.so.1 is older than cuDNN needs: update the driver";
      default ->
          switch (status / KIND) {
            case 2 -> "the arguments break a rule of cuDNN's: report this as a bug";
            case 4 -> "cuDNN failed inside: CUDNN_LOGLEVEL_DBG=3 makes it say more";
            case 5 -> "a kernel failed: run with -Dv2v.cuda.sync=true to see which";
            default -> "CUDNN_LOGLEVEL_DBG=3 makes cuDNN say more";
          };
    };
  }
}
