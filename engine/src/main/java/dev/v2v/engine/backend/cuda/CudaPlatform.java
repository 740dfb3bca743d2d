package dev.v2v.engine.backend.cuda;

import dev.v2v.engine.backend.cuda.driver.Convolutions;
import dev.v2v.engine.backend.cuda.driver.Driver;
import dev.v2v.engine.backend.cuda.driver.MatrixProducts;
import dev.v2v.engine.backend.cuda.launch.DeviceKernels;

/**
 * Everything a device's backend is made from. The real one calls NVIDIA's libraries; others record,
 * or interpret kernels on the processor.
 *
 * @param tf32 whether float32 convolutions and products may round their inputs to 10 bits
 */
public record CudaPlatform(
    Driver driver,
    DeviceKernels kernels,
    Convolutions convolutions,
    MatrixProducts products,
    boolean tf32) {}
