/**
 * A machine that runs PTX on the processor: warps of 32 lanes, blocks, memory that checks every
 * access, and counters of what the hardware would count. Not API.
 */
package dev.v2v.engine.ptx.machine;
