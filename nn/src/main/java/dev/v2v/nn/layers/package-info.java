/**
 * Layers with PyTorch's semantics, state keys and initialisation, on channels-last data. A layer's
 * constructor takes an {@link dev.v2v.nn.init.Init}: the device and the random numbers.
 */
package dev.v2v.nn.layers;
