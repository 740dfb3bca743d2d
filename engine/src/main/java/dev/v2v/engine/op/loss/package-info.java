/** Scalars to minimise, in float32 also for 16-bit inputs. */
package dev.v2v.engine.op.loss;
