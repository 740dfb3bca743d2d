/**
 * A whole training of a First Order Motion Model: data, networks, losses, checkpoints and pictures
 * put together as {@code train fomm} asks for. The step itself is in {@link dev.v2v.fomm.training},
 * the loop around it in {@link dev.v2v.train}.
 */
package dev.v2v.fomm.run;
