/** A changed kernel beside the one it is to replace: both checked, both timed in turns. */
package dev.v2v.bench.ab;
