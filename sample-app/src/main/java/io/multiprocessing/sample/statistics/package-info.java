/** What the workers have done, counted in a map that they share with the application. */
@NullMarked
package io.multiprocessing.sample.statistics;

import org.jspecify.annotations.NullMarked;
