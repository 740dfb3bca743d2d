/** Variational optical flow: what a coarse-to-fine solver repeats at every level. */
package dev.v2v.engine.op.flow;
