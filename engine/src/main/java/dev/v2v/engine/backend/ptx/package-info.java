/**
 * A device without a GPU: the CUDA backend over an interpreter of its kernels' PTX. Convolutions
 * and matrix products, which are NVIDIA's libraries' work, are the {@code cpu} backend's here.
 */
package dev.v2v.engine.backend.ptx;
