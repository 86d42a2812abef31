package io.multiprocessing.manager;

import io.multiprocessing.queue.JoinableQueue;

/**
 * A {@link ManagedQueue} that counts which of its elements were dealt with, see {@link JoinableQueue}. A client that is
 * gone while it had taken elements and not called {@code taskDone} for them is reported by {@code join}, as there.
 * Python: {@code SyncManager.JoinableQueue}.
 *
 * @param <E> the elements
 */
public interface ManagedJoinableQueue<E> extends ManagedQueue<E>, JoinableQueue<E> {}
