/**
 * Random changes to a pair of frames before training: one draw for both frames, in the order flip,
 * rotation, resize, crop, colour jitter.
 *
 * <p>All of it works on 8-bit RGB. Where a step computes in between (rotation, blur before
 * shrinking), its result is rounded half to even.
 */
package dev.v2v.data.augment;
