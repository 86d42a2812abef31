/** The values, arrays and structures on shared memory, {@code SharedMemory} and {@code ShareableList}. */
@NullMarked
package io.multiprocessing.internal.shared;

import org.jspecify.annotations.NullMarked;
