/** A web application with everything a worker must not do, for the tests with real processes. */
@org.jspecify.annotations.NullMarked
package io.multiprocessing.spring.app;
