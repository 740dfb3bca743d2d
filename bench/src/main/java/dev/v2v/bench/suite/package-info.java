/** What is measured: operators, kernels, layers, models, and the code around them. */
package dev.v2v.bench.suite;
