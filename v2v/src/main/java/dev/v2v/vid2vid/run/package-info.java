/**
 * A whole training of a vid2vid model: data, networks, losses, checkpoints and pictures put
 * together as {@code train vid2vid} asks for. The step itself is in {@link
 * dev.v2v.vid2vid.training}, the loop around it in {@link dev.v2v.train}.
 */
package dev.v2v.vid2vid.run;
