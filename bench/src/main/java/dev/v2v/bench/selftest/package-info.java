/**
 * Checks of a backend by the operator cases: contract, finite differences, errors, coverage.
 * Results are records, so that tests and the command line judge them alike.
 */
package dev.v2v.bench.selftest;
