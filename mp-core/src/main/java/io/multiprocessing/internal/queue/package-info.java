/** Queues in shared memory: rings of records, a lock for each end, and large elements in files of their own. */
@NullMarked
package io.multiprocessing.internal.queue;

import org.jspecify.annotations.NullMarked;
