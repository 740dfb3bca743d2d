/** Measures videos that models make from label maps of recorded or drawn clips. */
package dev.v2v.vid2vid.evaluation;
