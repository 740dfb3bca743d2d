/** What kernels do to memory and lanes, counted by the PTX interpreter. */
package dev.v2v.bench.analyze;
