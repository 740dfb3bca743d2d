package dev.v2v.cli;

import java.util.concurrent.Callable;

/**
 * A command of the command line, annotated for picocli and found by {@link
 * java.util.ServiceLoader}, so that modules above this one add their own. Returns one of {@link
 * ExitCode}.
 */
public interface SubCommand extends Callable<Integer> {}
