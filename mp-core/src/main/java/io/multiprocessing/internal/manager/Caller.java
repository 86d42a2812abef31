package io.multiprocessing.internal.manager;

/**
 * Who calls: a thread of a client process. Locks are held by callers.
 *
 * @param session the client process's connection to this server; compared by identity
 * @param threadId the thread's id in its process
 */
record Caller(Object session, long threadId) {}
