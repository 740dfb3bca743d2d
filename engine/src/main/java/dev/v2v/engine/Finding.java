package dev.v2v.engine;

/**
 * One thing that {@code doctor} looked at.
 *
 * @param item what was looked for
 * @param ok whether it works
 * @param detail version, path or cause
 * @param remedy what to do if it does not work, else empty
 */
public record Finding(String item, boolean ok, String detail, String remedy) {}
