/** Values, arrays, structures and plain memory that several processes have at the same time. */
@NullMarked
package io.multiprocessing.shared;

import org.jspecify.annotations.NullMarked;
