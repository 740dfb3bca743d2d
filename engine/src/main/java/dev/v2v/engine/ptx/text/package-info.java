/** PTX as text and as a tree: modules, kernels, instructions, operands. Not API. */
package dev.v2v.engine.ptx.text;
