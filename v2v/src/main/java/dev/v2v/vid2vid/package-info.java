/**
 * vid2vid: videos from label maps, image after image, each made of the one before, moved by a flow,
 * and of what has to be painted anew. Source: Wang et al., Video-to-Video Synthesis, NeurIPS 2018.
 */
package dev.v2v.vid2vid;
