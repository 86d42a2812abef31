/** The pools. Not API. */
@NullMarked
package io.multiprocessing.internal.pool;

import org.jspecify.annotations.NullMarked;
