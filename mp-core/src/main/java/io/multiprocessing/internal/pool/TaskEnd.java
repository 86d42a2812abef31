package io.multiprocessing.internal.pool;

import io.multiprocessing.pool.TaskOutcome;
import org.jspecify.annotations.Nullable;

/**
 * How a task of a pool in another process ended.
 *
 * @param number by which the client knows it
 * @param value its result; null if it failed
 * @param failure what it failed with, or null
 * @param outcome how it failed, or {@link TaskOutcome#SUCCESS}
 */
public record TaskEnd(long number, @Nullable Object value, @Nullable Throwable failure, TaskOutcome outcome) {}
