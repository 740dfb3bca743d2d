/**
 * Motion fields: sampling grids and flows, reading images by them, and blending what was read.
 * Grids are (x, y) in [-1, 1], flows are (dx, dy) in pixels.
 */
package dev.v2v.engine.op.warp;
