/**
 * The application's beans inside a worker process: what a worker is told about the application, and what it makes of
 * it.
 */
@NullMarked
package io.multiprocessing.spring.worker;

import org.jspecify.annotations.NullMarked;
