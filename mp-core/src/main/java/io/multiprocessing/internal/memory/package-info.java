/** Segments of shared memory: where they lie, how they are made, attached and removed, and what watches over them. */
@NullMarked
package io.multiprocessing.internal.memory;

import org.jspecify.annotations.NullMarked;
