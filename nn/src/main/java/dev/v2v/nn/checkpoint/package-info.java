/**
 * Files that hold tensors: safetensors (read and written), PyTorch's zip and legacy stream, NPY.
 *
 * <p>A file is untrusted input. Readers construct plain data and run nothing; every size, offset
 * and count is checked with exact arithmetic before it is used, and whatever is wrong with a file
 * ends in a {@link dev.v2v.nn.checkpoint.CheckpointException}. Tensor data stays in the file,
 * memory-mapped, until somebody asks for it.
 */
package dev.v2v.nn.checkpoint;
