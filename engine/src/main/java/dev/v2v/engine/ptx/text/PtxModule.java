package dev.v2v.engine.ptx.text;

import java.util.List;
import java.util.Map;

/**
 * A translation unit. Immutable.
 *
 * @param name for messages
 * @param variables global, constant and shared memory outside of kernels
 * @param kernels by name, in order
 */
public record PtxModule(String name, List<PtxVariable> variables, Map<String, PtxKernel> kernels) {}
