/** Documents that the service makes itself, so that the page has something to show at once. */
@NullMarked
package io.multiprocessing.sample.samples;

import org.jspecify.annotations.NullMarked;
