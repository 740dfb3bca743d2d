/**
 * Optical flow without a network: coarse-to-fine TV-L1 of the engine's operators, for pairs of
 * pictures and for clips, and how far it is off where the flow is known.
 */
package dev.v2v.flow;
