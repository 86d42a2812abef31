/** Launching, watching and ending child processes. Not API. */
@NullMarked
package io.multiprocessing.internal.process;

import org.jspecify.annotations.NullMarked;
