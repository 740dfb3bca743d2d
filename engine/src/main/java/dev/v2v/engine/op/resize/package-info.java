/** Changing the size of images. */
package dev.v2v.engine.op.resize;
