/** Results of benchmarks as files: JSON in JMH's schema, CSV, Markdown, HTML; and comparisons. */
package dev.v2v.bench.report;
