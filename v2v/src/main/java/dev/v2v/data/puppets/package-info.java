/**
 * Puppets: talking heads and dancers drawn from random numbers, to train and to judge models of
 * motion. Who is seen ({@link dev.v2v.data.puppets.Identity}), what they do ({@link
 * dev.v2v.data.puppets.Motion}) and what is behind them ({@link dev.v2v.data.puppets.Backdrop}) are
 * independent, so the right answer to "this person in that person's motion" can be drawn as well.
 *
 * <p>A frame is a stack of opaque layers. Each layer is an outline given by a signed distance, a
 * paint that depends on the layer's own coordinates alone, and a placement that maps those
 * coordinates to the view and has an exact inverse. From that follow exact flow, occlusion, part
 * masks and key points. Arithmetic is plain IEEE double precision, with {@link
 * java.lang.StrictMath} for sines and exponentials, so the pixels are the same on every JVM.
 *
 * <pre>{@code
 * PuppetWorld world = PuppetWorld.of(seed);
 * PuppetClip a = world.clip(Kind.FACE, 0, 100, 128);
 * PuppetClip b = world.clip(Kind.FACE, 1, 100, 128);
 * RgbFrame answer = a.drivenRelativelyBy(b).frame(t);
 * }</pre>
 */
package dev.v2v.data.puppets;
