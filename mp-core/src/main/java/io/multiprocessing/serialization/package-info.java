/** How objects become bytes between a parent and its children, and back. */
@NullMarked
package io.multiprocessing.serialization;

import org.jspecify.annotations.NullMarked;
