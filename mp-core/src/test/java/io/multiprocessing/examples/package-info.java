/** The examples of Python's reference page in Java; each is a test of what it prints. */
package io.multiprocessing.examples;
