/** Data for training and evaluation; everything here works on bytes and floats, not on tensors. */
package dev.v2v.data;
