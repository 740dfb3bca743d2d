/** Optimisers with PyTorch's update rules and states, schedules, clipping, loss scaling. */
package dev.v2v.nn.optim;
