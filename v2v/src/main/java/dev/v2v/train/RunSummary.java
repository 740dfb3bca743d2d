package dev.v2v.train;

import dev.v2v.engine.MemoryStatistics;
import java.nio.file.Path;
import java.util.List;

/**
 * How a training run ended.
 *
 * @param result of the loop
 * @param skipped why clips were left out, a text for each cause
 * @param model file of the trained weights
 * @param memory of the device, at its end
 */
public record RunSummary(
    TrainingLoop.Result result, List<String> skipped, Path model, MemoryStatistics memory) {}
