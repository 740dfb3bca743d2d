/** A CUDA device that is told everything and does nothing. Not API. */
package dev.v2v.engine.backend.cuda.recording;
