/** What the engine tells Java's flight recorder about operators, kernels, copies and memory. */
package dev.v2v.engine.trace;
