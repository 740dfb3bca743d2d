/**
 * Frames in order with what is known of them, as video synthesis is trained: label maps, instances,
 * photographs, flow. A {@link dev.v2v.data.sequence.SequenceSource} reads or draws them, a {@link
 * dev.v2v.data.sequence.SequenceLoader} makes batches ahead of their use, {@link
 * dev.v2v.data.sequence.LabelEncoding} turns label maps into a network's input.
 */
package dev.v2v.data.sequence;
