/**
 * Operator cases: shapes, ranges, tolerances, costs and inputs to refuse, written once and used by
 * every check and benchmark. A family of operators is one class here, listed in {@link
 * dev.v2v.bench.cases.AllCases}.
 */
package dev.v2v.bench.cases;
