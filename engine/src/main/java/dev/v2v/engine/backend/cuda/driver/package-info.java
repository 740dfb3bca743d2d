/**
 * What the CUDA backend asks of the machine, in three narrow interfaces: the driver, convolutions
 * and matrix products. Not API.
 */
package dev.v2v.engine.backend.cuda.driver;
