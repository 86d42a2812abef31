package io.multiprocessing.internal.pool;

import io.multiprocessing.internal.protocol.Call;
import io.multiprocessing.pool.TaskOptions;

/**
 * A task on its way to a pool in another process.
 *
 * @param number by which the client knows it
 */
public record TaskRequest(long number, Call call, TaskOptions options) {}
