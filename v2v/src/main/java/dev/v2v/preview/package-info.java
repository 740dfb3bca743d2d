/** A window that shows a model at work: what goes in, everything in between, and what comes out. */
package dev.v2v.preview;
