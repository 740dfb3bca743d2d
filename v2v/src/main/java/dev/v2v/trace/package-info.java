/** Records what the engine does, for Chrome's and Perfetto's viewers. */
package dev.v2v.trace;
