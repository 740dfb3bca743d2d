/**
 * Procedural scenes of plain shapes: a sky, a ground, and up to three objects, with exact labels.
 * Every scene is a function of a seed and an index, and needs no storage.
 */
package dev.v2v.data.shapes;
