/** The CUDA kernels: their sources, their PTX, and what is declared about them. */
package dev.v2v.kernels;
