/**
 * What optimisers do to parameters, gradients and their own state, in place and over many tensors
 * in one launch, so that a device may treat a whole network at once. None of it is recorded on a
 * tape.
 */
package dev.v2v.engine.op.optim;
