/**
 * Key points as (x, y) in [-1, 1], the heatmaps they come from and are drawn into, and their
 * Jacobians. All of it stays in float32 beside 16-bit feature maps.
 */
package dev.v2v.engine.op.keypoint;
