/** Names and durations as a person reads them. */
@NullMarked
package io.multiprocessing.sample.text;

import org.jspecify.annotations.NullMarked;
