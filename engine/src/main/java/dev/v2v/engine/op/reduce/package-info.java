/**
 * Reductions and their adjoints, softmax. Kernels see a tensor as {@code Shape.split} does: {@code
 * (outer, size, inner)}.
 */
package dev.v2v.engine.op.reduce;
