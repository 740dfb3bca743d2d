/** Pointwise functions, comparisons, selection and conversions. */
package dev.v2v.engine.op.elementwise;
