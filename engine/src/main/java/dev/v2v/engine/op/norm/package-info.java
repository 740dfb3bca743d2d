/**
 * Normalisation of activations and weights. Statistics, gamma and beta stay in float32 beside
 * 16-bit data.
 */
package dev.v2v.engine.op.norm;
