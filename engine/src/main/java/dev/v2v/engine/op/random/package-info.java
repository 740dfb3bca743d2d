/** Counter-based random numbers: a function of seed and offset, the same on every backend. */
package dev.v2v.engine.op.random;
