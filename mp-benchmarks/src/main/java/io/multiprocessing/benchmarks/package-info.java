/** A comparison of this library with CPython's multiprocessing, on one machine and in one run. */
@NullMarked
package io.multiprocessing.benchmarks;

import org.jspecify.annotations.NullMarked;
