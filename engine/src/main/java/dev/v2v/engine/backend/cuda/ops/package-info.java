/** Operators on a CUDA device, a class for each family: they bind arguments and nothing else. */
package dev.v2v.engine.backend.cuda.ops;
