/**
 * Shapes and colours that procedural pictures are drawn from: outlines as signed distances,
 * placements with exact inverses, colours. Shared by the drawn worlds; everything is plain IEEE
 * double precision, so pictures are the same on every JVM.
 */
package dev.v2v.data.draw;
