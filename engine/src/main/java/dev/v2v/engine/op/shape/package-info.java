/**
 * Operators that move elements without computing. All but {@code Reshape} copy, since tensors are
 * dense.
 */
package dev.v2v.engine.op.shape;
