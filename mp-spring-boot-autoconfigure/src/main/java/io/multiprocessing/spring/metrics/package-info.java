/** Meters of pools, their workers and tasks. */
@NullMarked
package io.multiprocessing.spring.metrics;

import org.jspecify.annotations.NullMarked;
