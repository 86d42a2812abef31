package io.multiprocessing.internal.process;

import io.multiprocessing.process.AuthKey;
import io.multiprocessing.process.LaunchOptions;
import io.multiprocessing.process.OutputMode;

/**
 * One child to be launched.
 *
 * @param name its name
 * @param path its place in the tree, e.g. {@code 1:2}
 * @param daemon whether it may outlive this process's main thread: no thread of ours keeps the JVM alive for it
 * @param authKey its key
 * @param options its JVM
 * @param output where its output goes
 * @param label what its output is logged under: the pool, or the process's own name
 * @param siblings among how many JVMs, itself included, the machine is shared: a pool's workers; 1 for a process of its
 *     own
 * @param exitOnOutOfMemory whether its JVM ends when its heap is exhausted, instead of throwing
 */
public record LaunchSpec(
    String name,
    String path,
    boolean daemon,
    AuthKey authKey,
    LaunchOptions options,
    OutputMode output,
    String label,
    int siblings,
    boolean exitOnOutOfMemory) {}
