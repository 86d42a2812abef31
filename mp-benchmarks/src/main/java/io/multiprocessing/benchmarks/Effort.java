package io.multiprocessing.benchmarks;

import java.time.Duration;

/**
 * How long one measurement goes on.
 *
 * @param time at least so long
 * @param minSamples and at least so many samples, where a sample takes long: processes started, workers killed
 */
record Effort(Duration time, int minSamples) {}
