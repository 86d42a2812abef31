package io.multiprocessing.internal.protocol;

import io.multiprocessing.api.RemoteRunnable;
import org.jspecify.annotations.Nullable;

/**
 * What a worker is told before its first task.
 *
 * @param initializer runs now, or null
 * @param exitFunction runs when the worker is stopped, or null
 */
public record Initialization(@Nullable RemoteRunnable initializer, @Nullable RemoteRunnable exitFunction) {}
