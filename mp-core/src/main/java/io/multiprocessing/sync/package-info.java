/**
 * Locks, semaphores, conditions, events and barriers that work across processes. Python: the synchronization
 * primitives.
 */
@NullMarked
package io.multiprocessing.sync;

import org.jspecify.annotations.NullMarked;
