package org.isobath.jobs.report;

import java.util.List;
import org.isobath.jobs.GeneratorFidelity;

/**
 * What there is to say of generations.
 *
 * @param policy whose verdicts count
 * @param judge whose scores and depth are shown; null when nothing was evaluated
 * @param worst those that followed their control least, the worst first
 */
record Generations(
    String policy,
    String judge,
    List<GeneratorFidelity> generators,
    List<GenerationSample> worst) {}
