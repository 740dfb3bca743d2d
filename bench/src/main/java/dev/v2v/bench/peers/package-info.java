/** Another framework doing the same, in the same run. */
package dev.v2v.bench.peers;
