/**
 * Queues that many processes put into and take from. Python: {@code Queue}, {@code JoinableQueue}, {@code SimpleQueue}.
 */
@NullMarked
package io.multiprocessing.queue;

import org.jspecify.annotations.NullMarked;
