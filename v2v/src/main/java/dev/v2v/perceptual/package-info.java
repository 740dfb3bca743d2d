/**
 * Frozen features by which losses compare pictures, and the training of small ones where no large
 * network's weights are at hand. {@link dev.v2v.perceptual.PerceptualFeatures} opens them by name.
 */
package dev.v2v.perceptual;
