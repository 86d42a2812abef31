/** Linux: futexes through JNA, and the files of {@code /proc}. */
@NullMarked
package io.multiprocessing.internal.os.linux;

import org.jspecify.annotations.NullMarked;
