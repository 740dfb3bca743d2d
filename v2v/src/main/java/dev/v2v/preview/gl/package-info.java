/**
 * OpenGL 3.3 and GLFW, as much of them as the preview needs. The only package that names LWJGL;
 * nothing outside the preview loads it, so machines without a display run everything else.
 */
package dev.v2v.preview.gl;
