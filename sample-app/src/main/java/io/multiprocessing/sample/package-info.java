/** A document service that can't be taken down: the application's main class and settings. */
@NullMarked
package io.multiprocessing.sample;

import org.jspecify.annotations.NullMarked;
