package dev.v2v.engine.ptx.text;

/**
 * A variable in memory.
 *
 * @param space {@code param}, {@code shared}, {@code local}, {@code global} or {@code const}
 * @param type of an element, {@code f32}
 * @param align of its address, in bytes
 * @param bytes 0 for external shared memory, whose size the launch gives
 * @param initial its first content, zeros beyond; empty if undefined
 */
@SuppressWarnings("ArrayRecordComponent") // carried, never compared
public record PtxVariable(
    String space, String type, String name, int align, int bytes, byte[] initial) {}
