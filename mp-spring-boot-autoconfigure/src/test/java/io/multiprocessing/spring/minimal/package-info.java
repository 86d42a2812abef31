/** An application without web, endpoints and meters, for tests of its end. */
@org.jspecify.annotations.NullMarked
package io.multiprocessing.spring.minimal;
