/** The {@code multiprocessing} endpoint and the health of pools. */
@NullMarked
package io.multiprocessing.spring.actuate;

import org.jspecify.annotations.NullMarked;
