/** Kernels on a device and their launches, checked against the kernels' signatures. Not API. */
package dev.v2v.engine.backend.cuda.launch;
