package dev.v2v.demo;

import dev.v2v.engine.Finding;
import java.util.List;

/**
 * Where a run takes place; told by the caller, for the page and the report.
 *
 * @param version of the engine
 * @param command a line that repeats the run
 * @param precision arithmetic of the networks as on the command line
 * @param machine JVM, processor and libraries
 */
public record About(String version, String command, String precision, List<Finding> machine) {}
