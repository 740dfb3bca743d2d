package dev.v2v.vid2vid.evaluation;

import dev.v2v.vid2vid.Vid2vidModel;

/**
 * A model to be measured.
 *
 * @param name in the table
 * @param model prepared for inference; stays its owner's
 */
public record Contestant(String name, Vid2vidModel model) {}
