/** Process pools: submitting tasks, reading their results, and what can go wrong. */
@NullMarked
package io.multiprocessing.pool;

import org.jspecify.annotations.NullMarked;
