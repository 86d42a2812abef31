/**
 * What this library asks of an operating system beyond the JDK: sleeping on shared memory, and telling processes apart.
 */
@NullMarked
package io.multiprocessing.internal.os;

import org.jspecify.annotations.NullMarked;
