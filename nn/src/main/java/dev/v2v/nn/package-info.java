/**
 * Networks: modules with named state as PyTorch names it, and its exchange with checkpoints.
 *
 * <p>A module's state dict has PyTorch's keys, order and layouts; on the device images and weights
 * are channels last. {@link dev.v2v.nn.TorchLayout} is the one place that converts.
 */
package dev.v2v.nn;
