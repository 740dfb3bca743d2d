/** Pictures as media have them: video's planes of luma and chroma, and flow as colour. */
package dev.v2v.engine.op.image;
