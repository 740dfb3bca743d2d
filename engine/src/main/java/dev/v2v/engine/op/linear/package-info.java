/** Products of matrices and small inverses. */
package dev.v2v.engine.op.linear;
