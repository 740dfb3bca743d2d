/** Devices of NVIDIA's: memory, streams, graphs and the kernels of this project on them. */
package dev.v2v.engine.backend.cuda;
