/** The synchronization primitives on shared memory. */
@NullMarked
package io.multiprocessing.internal.sync;

import org.jspecify.annotations.NullMarked;
