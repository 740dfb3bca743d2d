/**
 * How vid2vid learns: the generator and its discriminators in turn, chunk after chunk of a clip,
 * with clips that grow longer and scales that grow finer as training goes on. Source: Wang et al.
 * 2018, section 3 and supplementary material; where paper and program differ, the program.
 */
package dev.v2v.vid2vid.training;
