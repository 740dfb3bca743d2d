/**
 * The losses of vid2vid under the names of the authors' logs, unweighted sums of which are what
 * generator and discriminators learn from: every term has its weight already.
 */
package dev.v2v.vid2vid.losses;
