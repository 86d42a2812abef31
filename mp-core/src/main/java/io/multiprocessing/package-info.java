/** The entry point: {@link io.multiprocessing.Multiprocessing}. */
@NullMarked
package io.multiprocessing;

import org.jspecify.annotations.NullMarked;
