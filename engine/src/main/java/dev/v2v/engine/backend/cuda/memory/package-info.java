/** The CUDA backend's caching pool and its copies between host and device. Not API. */
package dev.v2v.engine.backend.cuda.memory;
