/**
 * The networks of vid2vid and of the parts of pix2pixHD inside it, with the keys of the authors'
 * state dicts. Source: Wang et al., Video-to-Video Synthesis, NeurIPS 2018, and High-Resolution
 * Image Synthesis and Semantic Manipulation with Conditional GANs, CVPR 2018; where the papers and
 * the authors' programs differ, the programs.
 *
 * <p>Normalisation takes the statistics of the data at hand in evaluation, too: the authors never
 * leave training mode, and other statistics would be another function.
 */
package dev.v2v.vid2vid.networks;
