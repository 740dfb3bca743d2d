/**
 * Textured layers that move affinely over one another: frames, exact flow and occlusion at any
 * size, for measuring what estimates optical flow.
 */
package dev.v2v.data.layers;
