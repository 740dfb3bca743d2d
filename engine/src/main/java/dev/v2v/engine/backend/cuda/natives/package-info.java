/**
 * Finding NVIDIA's libraries and loading JCuda's against the versions found. Not API; nothing here
 * imports JCuda.
 */
package dev.v2v.engine.backend.cuda.natives;
