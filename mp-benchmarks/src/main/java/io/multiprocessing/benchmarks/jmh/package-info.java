/** Microbenchmarks of parts of the library, run by JMH. */
@NullMarked
package io.multiprocessing.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
