/** The child side: everything that runs in a worker JVM. Not API. */
@NullMarked
package io.multiprocessing.internal.worker;

import org.jspecify.annotations.NullMarked;
